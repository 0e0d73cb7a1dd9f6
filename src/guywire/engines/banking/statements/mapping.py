"""How to read the CSV of one bank: which column is what, and how it writes dates and amounts."""

from dataclasses import dataclass

DECIMAL_SIGNS = (",", ".")
DEBIT_WORDS = frozenset({"D", "DR", "DBIT", "DEBIT", "S", "SOLL", "AF", "W", "-"})
CREDIT_WORDS = frozenset({"C", "CR", "CRDT", "CREDIT", "H", "HABEN", "BIJ", "D+", "+"})


@dataclass(frozen=True, slots=True)
class CsvMapping:
    """Columns by the names in the bank's heading line, case and blanks aside.

    The amount stands in one signed column, in one column beside a word for its direction, or in two
    columns for money in and money out. `text` may be several columns, joined. Without `encoding`
    and `delimiter` they are found out.
    """

    booked_on: str
    date_format: str
    """As `strptime` takes it, such as %d.%m.%Y."""
    amount: str = ""
    credit: str = ""
    debit: str = ""
    direction: str = ""
    debit_words: frozenset[str] = DEBIT_WORDS
    credit_words: frozenset[str] = CREDIT_WORDS
    decimal_sign: str = "."
    currency: str = ""
    """Column of the currency; without one `default_currency` holds for all lines."""
    default_currency: str = ""
    value_on: str = ""
    counterparty: str = ""
    account: str = ""
    reference: str = ""
    text: tuple[str, ...] = ()
    bank_id: str = ""
    last_lines: int = 0
    """Lines at the end that are no bookings, such as a closing balance."""
    encoding: str = ""
    delimiter: str = ""

    def columns(self) -> dict[str, str]:
        """The columns that the heading must have, by what they are."""
        named = {
            "booked_on": self.booked_on,
            "value_on": self.value_on,
            "amount": self.amount,
            "credit": self.credit,
            "debit": self.debit,
            "direction": self.direction,
            "currency": self.currency,
            "counterparty": self.counterparty,
            "account": self.account,
            "reference": self.reference,
            "bank_id": self.bank_id,
        }
        named |= {f"text {number}": column for number, column in enumerate(self.text, 1)}
        return {what: column for what, column in named.items() if column}

    def faults(self) -> list[str]:
        """What is wrong with the mapping itself."""
        found: list[str] = []
        has_two = bool(self.credit and self.debit)
        if bool(self.amount) is has_two or bool(self.credit) is not bool(self.debit):
            found.append("name either the column of amounts or both of money in and money out")
        if self.direction and not self.amount:
            found.append("a column of directions needs a column of amounts")
        if not self.booked_on or not self.date_format:
            found.append("name the column of booking dates and their form")
        if self.decimal_sign not in DECIMAL_SIGNS:
            found.append("the decimal sign is a comma or a point")
        if self.last_lines < 0:
            found.append("the number of last lines to leave out is below zero")
        if not self.currency and not self.default_currency:
            found.append("name the column of currencies or the currency of the account")
        return found
