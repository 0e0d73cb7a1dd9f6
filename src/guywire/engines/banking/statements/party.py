"""Who is on the other side of a transaction."""

from dataclasses import dataclass

from guywire.engines.banking.tree import Node

DEBTOR = ("Dbtr", "UltmtDbtr", "DbtrAcct")
CREDITOR = ("Cdtr", "UltmtCdtr", "CdtrAcct")


@dataclass(frozen=True, slots=True)
class Party:
    """A name and an account (IBAN or what the bank gives); either may be empty."""

    name: str = ""
    account: str = ""


def counterparty_of(part: Node, *, is_debit: bool, is_returned: bool, own_account: str) -> Party:
    """The payer of money in, the payee of money out.

    A return keeps the roles of what it returns: when a direct debit comes back the money goes out,
    and the debtor is still our customer. Banks that fill the roles otherwise are seen through by
    our own account: nobody pays himself.
    """
    debtor, creditor = _party(part, DEBTOR), _party(part, CREDITOR)
    is_debtor = is_debit is is_returned
    chosen, other = (debtor, creditor) if is_debtor else (creditor, debtor)
    if chosen == Party() or (own_account and chosen.account == own_account):
        return other if other.account != own_account or not own_account else Party()
    return chosen


def _party(part: Node, roles: tuple[str, str, str]) -> Party:
    parties = part.one("RltdPties")
    if parties is None:
        return Party()
    first, ultimate, account = roles
    names = (
        parties.text(f"{role}/{path}") for role in (first, ultimate) for path in ("Nm", "Pty/Nm")
    )
    number = parties.text(f"{account}/Id/IBAN") or parties.text(f"{account}/Id/Othr/Id")
    return Party(next(filter(None, names), ""), number)
