"""CAMT.053 statements and CAMT.054 notifications of ISO 20022, versions 02 to 08 (and later ones).

One `StatementLine` a transaction: an entry that gathers several payments (a file of direct debits,
a day of QR bills) is taken apart if its parts tell their amounts and these add up to the entry.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from guywire.engines.banking.errors import BankFileInvalid, Fault
from guywire.engines.banking.statements.line import Statement, StatementLine, keyed
from guywire.engines.banking.statements.party import counterparty_of
from guywire.engines.banking.tree import Node, NodeInvalid, tree_of

MESSAGES = {
    "camt.052.001": "BkToCstmrAcctRpt/Rpt",
    "camt.053.001": "BkToCstmrStmt/Stmt",
    "camt.054.001": "BkToCstmrDbtCdtNtfctn/Ntfctn",
}
NOT_PROVIDED = "NOTPROVIDED"
BOOKED = "BOOK"
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)


@dataclass
class _Reading:
    account: str
    faults: list[Fault]
    lines: list[StatementLine] = field(default_factory=list[StatementLine])
    pending: int = 0
    notes: list[str] = field(default_factory=list[str])


def read_camt(content: bytes) -> list[Statement]:
    """Every statement of a file; BankFileInvalid names each element that cannot be read.

    Only what is booked counts; what is pending in a notification or an intraday report is counted.
    """
    faults: list[Fault] = []
    statements = [_statement(node, faults) for node in _reports(tree_of(content))]
    if not statements and not faults:
        faults.append(Fault("file", "it holds no statement"))
    if faults:
        raise BankFileInvalid(faults)
    return statements


def _reports(root: Node) -> list[Node]:
    for message, path in MESSAGES.items():
        if message in root.namespace:
            return list(root.all(path))
    found = root.namespace or root.name
    raise BankFileInvalid.at("file", f"it is no CAMT.052, CAMT.053 or CAMT.054 but {found}")


def _statement(node: Node, faults: list[Fault]) -> Statement:
    account = node.text("Acct/Id/IBAN") or node.text("Acct/Id/Othr/Id")
    reading = _Reading(account, faults)
    for entry in node.all("Ntry"):
        try:
            _read_entry(entry, reading)
        except NodeInvalid as error:
            faults.append(Fault(error.where, error.reason))
    currency = node.text("Acct/Ccy") or next((line.currency for line in reading.lines), "")
    return Statement(
        id=node.text("Id"),
        account=account,
        currency=currency,
        lines=tuple(keyed(reading.lines, account)),
        opening_minor=_balance(node, OPENING, currency, faults),
        closing_minor=_balance(node, CLOSING, currency, faults),
        pending_count=reading.pending,
        notes=tuple(reading.notes),
    )


def _balance(node: Node, kinds: tuple[str, ...], currency: str, faults: list[Fault]) -> int | None:
    try:
        for balance in node.all("Bal"):
            if balance.text("Tp/CdOrPrtry/Cd") in kinds:
                amount = balance.need("Amt").money()
                if amount.currency == currency:
                    return amount.minor * _sign(balance)
    except NodeInvalid as error:
        faults.append(Fault(error.where, error.reason))
    return None


def _sign(node: Node) -> int:
    """1 for money in, -1 for money out."""
    indicator = node.need("CdtDbtInd")
    signs = {"CRDT": 1, "DBIT": -1}
    if indicator.own_text not in signs:
        raise NodeInvalid(indicator, f"is {indicator.own_text!r}, not CRDT or DBIT")
    return signs[indicator.own_text]


@dataclass
class _Entry:
    """What the parts of an entry have in common."""

    node: Node
    sign: int
    amount_minor: int
    currency: str
    booked_on: date
    value_on: date | None
    is_reversal: bool


def _read_entry(node: Node, reading: _Reading) -> None:
    status = node.text("Sts/Cd") or node.text("Sts")
    if status != BOOKED:
        reading.pending += 1
        return
    amount = node.need("Amt").money()
    value = node.one("ValDt")
    booked = node.one("BookgDt") or value
    if booked is None:
        raise NodeInvalid(node, "has neither BookgDt nor ValDt")
    entry = _Entry(
        node=node,
        sign=_sign(node),
        amount_minor=amount.minor,
        currency=amount.currency,
        booked_on=booked.day(),
        value_on=None if value is None else value.day(),
        is_reversal=node.text("RvslInd") in ("true", "1"),
    )
    parts = list(node.all("NtryDtls/TxDtls"))
    amounts = _amounts(entry, parts)
    if amounts is None:
        reading.notes.append(
            f"{node.where}: its {len(parts)} parts do not add up to it, so it is one line"
        )
        texts = [_line(entry, part, 0, reading.account).text for part in parts]
        line = _line(entry, node, entry.amount_minor, reading.account)
        reading.lines.append(replace(line, text=" ".join(filter(None, [line.text, *texts]))))
        return
    for part, part_minor in zip(parts or [node], amounts, strict=True):
        reading.lines.append(_line(entry, part, part_minor, reading.account))


def _amounts(entry: _Entry, parts: list[Node]) -> list[int] | None:
    """Amounts of the parts in the entry's currency; None if they do not add up to the entry."""
    if len(parts) <= 1:
        return [entry.amount_minor]
    told = [_amount(part, entry.currency) for part in parts]
    amounts = [amount for amount in told if amount is not None]
    is_whole = len(amounts) == len(parts) and sum(amounts) == entry.amount_minor
    return amounts if is_whole else None


def _amount(part: Node, currency: str) -> int | None:
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        found = part.one(path)
        if found is not None and (amount := found.money()).currency == currency:
            return amount.minor
    return None


def _line(entry: _Entry, part: Node, amount_minor: int, own_account: str) -> StatementLine:
    """A transaction, or an entry without any, as a line."""
    return_code = part.text("RtrInf/Rsn/Cd") or part.text("RtrInf/Rsn/Prtry")
    is_reversal = entry.is_reversal or bool(return_code)
    party = counterparty_of(
        part, is_debit=entry.sign < 0, is_returned=is_reversal, own_account=own_account
    )
    structured = part.texts("RmtInf/Strd/CdtrRefInf/Ref")
    end_to_end = part.text("Refs/EndToEndId")
    end_to_end = "" if end_to_end == NOT_PROVIDED else end_to_end
    own = part.text("Refs/AcctSvcrRef")
    return StatementLine(
        booked_on=entry.booked_on,
        value_on=entry.value_on,
        amount_minor=amount_minor * entry.sign,
        currency=entry.currency,
        counterparty=party.name,
        account=party.account,
        reference=structured[0] if structured else end_to_end,
        text=_text(entry, part, structured[1:]),
        bank_id=own or entry.node.text("AcctSvcrRef") or entry.node.text("NtryRef"),
        is_reversal=is_reversal,
        end_to_end_id=end_to_end,
        mandate_id=part.text("Refs/MndtId"),
        return_code=return_code,
        where=part.where,
    )


def _text(entry: _Entry, part: Node, references: list[str]) -> str:
    """What the payer wrote, further references and document numbers, else what the bank says."""
    said = [
        *part.texts("RmtInf/Ustrd"),
        *references,
        *part.texts("RmtInf/Strd/RfrdDocInf/Nb"),
        *part.texts("RmtInf/Strd/AddtlRmtInf"),
    ]
    if not said:
        said = part.texts("AddtlTxInf") or entry.node.texts("AddtlNtryInf")
    return " ".join(dict.fromkeys(said))
