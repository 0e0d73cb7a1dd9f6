"""One booked line of a bank account, whatever file it came in, and the key that knows it again."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line as the bank booked it: above zero is money in, below is money out.

    `reference` is the structured creditor reference, else the end-to-end id of the payer.
    `is_reversal` takes back an earlier line; `return_code` says why a direct debit came back. `key`
    is the same whenever the bank tells of this line again.
    """

    booked_on: date
    value_on: date | None
    amount_minor: int
    currency: str
    counterparty: str = ""
    account: str = ""
    reference: str = ""
    text: str = ""
    bank_id: str = ""
    is_reversal: bool = False
    end_to_end_id: str = ""
    mandate_id: str = ""
    return_code: str = ""
    where: str = ""
    """Where it stands in the file: a line or an element."""
    key: str = ""


def keyed(lines: Iterable[StatementLine], own_account: str) -> list[StatementLine]:
    """The lines of one file, each with its key.

    The bank's own id is what counts, together with day and amount, because some banks begin to
    count anew. Without an id it is everything that was said. Lines that are alike to the letter are
    numbered in their order: two equal payments of a day stay two, and are the same two in the next
    file that holds the whole day. A collective entry that one file takes apart and another does not
    is not the same: an account is read from one kind of file.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    result: list[StatementLine] = []
    for line in lines:
        said = _said(line, own_account)
        seen[said] += 1
        text = "\x1f".join([*said, str(seen[said])])
        digest = hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).hexdigest()
        result.append(replace(line, key=digest))
    return result


def _said(line: StatementLine, own_account: str) -> tuple[str, ...]:
    account = own_account.replace(" ", "").upper()
    common = (account, line.booked_on.isoformat(), str(line.amount_minor), line.currency)
    if line.bank_id:
        return (*common, "id", line.bank_id, line.end_to_end_id)
    said = (line.counterparty, line.account, line.reference, line.text)
    return (*common, "text", *(" ".join(part.split()).casefold() for part in said))


def without_known(lines: Iterable[StatementLine], known: set[str]) -> list[StatementLine]:
    """The lines whose keys are not among those booked before."""
    return [line for line in lines if line.key not in known]


@dataclass(frozen=True, slots=True)
class Statement:
    """The lines of one account and period.

    `does_balance` compares opening balance, lines and closing balance; None if the bank did not say
    both. `pending_count` are lines that are not booked yet and therefore left out.
    """

    id: str
    account: str
    currency: str
    lines: tuple[StatementLine, ...]
    opening_minor: int | None = None
    closing_minor: int | None = None
    pending_count: int = 0
    notes: tuple[str, ...] = ()

    @property
    def does_balance(self) -> bool | None:
        """Whether the lines lead from the opening to the closing balance."""
        if self.opening_minor is None or self.closing_minor is None:
            return None
        moved = sum(line.amount_minor for line in self.lines)
        return self.opening_minor + moved == self.closing_minor
