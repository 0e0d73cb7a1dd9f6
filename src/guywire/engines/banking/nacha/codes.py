"""Codes of returns and changes, in words (NACHA Operating Rules, Appendix Four and Five)."""

from dataclasses import dataclass
from enum import StrEnum


class ReturnCategory(StrEnum):
    """What a return asks of us."""

    FUNDS = "funds"
    """The money was not there: may be presented again, at most twice within 180 days."""
    STOPPED = "stopped"
    """The receiver stopped this payment: never again without a new agreement."""
    ACCOUNT = "account"
    """The account is wrong, closed or frozen: other account data are needed."""
    UNAUTHORIZED = "unauthorized"
    """The receiver denies or revoked the agreement: stop, and mind the 0.5 % limit."""
    REFUSED = "refused"
    """Refused for form, timing, law or by request: mend the cause, then a new entry."""
    DISPUTE = "dispute"
    """Banks disagree about a return (dishonored, contested)."""


@dataclass(frozen=True, slots=True)
class ReturnMeaning:
    """A return code in words."""

    code: str
    meaning: str
    category: ReturnCategory

    @property
    def may_be_presented_again(self) -> bool:
        """B-PAY-7: only for lack of funds, see `reinitiation_of` for the limits."""
        return self.category is ReturnCategory.FUNDS


_BY_CATEGORY: dict[ReturnCategory, dict[str, str]] = {
    ReturnCategory.FUNDS: {
        "R01": "insufficient funds",
        "R09": "uncollected funds: the balance is not available yet",
    },
    ReturnCategory.STOPPED: {
        "R08": "the receiver stopped the payment",
        "R38": "payment stopped on the source document",
        "R52": "payment stopped on the item of a re-presented check",
    },
    ReturnCategory.ACCOUNT: {
        "R02": "account closed",
        "R03": "no such account, or the name does not fit it",
        "R04": "the account number has the wrong structure",
        "R12": "the branch was sold to another bank",
        "R13": "the bank does not take ACH entries",
        "R14": "the representative payee died or cannot act",
        "R15": "the account holder or beneficiary died",
        "R16": "account frozen",
        "R20": "the account does not take such payments",
        "R28": "the check digit of the routing number is wrong",
        "R34": "the receiver's bank participates in part only",
    },
    ReturnCategory.UNAUTHORIZED: {
        "R05": "a consumer's account was debited under a corporate class without agreement",
        "R07": "the receiver revoked the authorization",
        "R10": "the receiver does not know the originator or did not authorize the debit",
        "R11": "the debit is not as authorized (amount, date); may be corrected within 60 days",
        "R29": "the company did not authorize the debit",
        "R37": "the source document was presented as well",
        "R39": "the source document is improper",
        "R51": "the re-presented check entry is ineligible or improper",
        "R53": "item and re-presented check entry were both presented",
    },
    ReturnCategory.REFUSED: {
        "R06": "returned because the originator's bank asked for it",
        "R17": "fields could not be processed, or the entry looks suspicious",
        "R18": "the effective date is improper",
        "R19": "error in the amount",
        "R21": "the company identification is invalid",
        "R22": "the individual id is invalid",
        "R23": "the receiver refused the credit",
        "R24": "duplicate entry",
        "R25": "error in the addenda",
        "R26": "error in a mandatory field",
        "R27": "error in the trace number",
        "R30": "the bank does not take part in check truncation",
        "R31": "returned with the agreement of the originator's bank",
        "R32": "the receiver's bank could not settle",
        "R33": "an XCK entry was returned",
        "R35": "a debit is not permitted in this class",
        "R36": "a credit is not permitted in this class",
        "R40": "enrollment returned by the federal agency",
        "R41": "enrollment: invalid transaction code",
        "R42": "enrollment: invalid routing number",
        "R43": "enrollment: invalid account number",
        "R44": "enrollment: invalid individual id",
        "R45": "enrollment: invalid name",
        "R46": "enrollment: invalid representative payee indicator",
        "R47": "enrollment: duplicate",
        "R50": "state law does not allow the re-presented check",
        "R80": "international entry: coding error",
        "R81": "international entry: no participant",
        "R82": "international entry: the foreign bank is invalid",
        "R83": "international entry: the foreign bank could not settle",
        "R84": "international entry: not processed by the gateway",
        "R85": "international entry coded as domestic",
        "R90": "returned to comply with sanctions",
    },
    ReturnCategory.DISPUTE: {
        "R61": "dishonored: misrouted return",
        "R62": "dishonored: return of an erroneous or reversing debit",
        "R67": "dishonored: duplicate return",
        "R68": "dishonored: untimely return",
        "R69": "dishonored: field errors",
        "R70": "dishonored: the return was not permitted or asked for",
        "R71": "contested: misrouted dishonored return",
        "R72": "contested: untimely dishonored return",
        "R73": "contested: the original return was timely",
        "R74": "contested: corrected return",
        "R75": "contested: the return is no duplicate",
        "R76": "contested: no errors found",
        "R77": "contested: R62 is not accepted",
    },
}
RETURNS = {
    code: ReturnMeaning(code, meaning, category)
    for category, meanings in _BY_CATEGORY.items()
    for code, meaning in meanings.items()
}
CHANGES = {
    "C01": "account number",
    "C02": "routing number",
    "C03": "routing and account number",
    "C04": "name of the receiver",
    "C05": "kind of account (transaction code)",
    "C06": "account number and kind of account",
    "C07": "routing number, account number and kind of account",
    "C08": "receiving bank of an international entry",
    "C09": "individual id",
    "C10": "company name",
    "C11": "company identification",
    "C12": "company name and identification",
    "C13": "format of the addenda",
    "C14": "entry class of an international entry",
    "C61": "refused change: misrouted",
    "C62": "refused change: wrong trace number",
    "C63": "refused change: wrong company identification",
    "C64": "refused change: wrong individual id",
    "C65": "refused change: corrected data are badly formatted",
    "C66": "refused change: discretionary data are wrong",
    "C67": "refused change: the routing number is not of the original entry",
    "C68": "refused change: the account number is not of the original entry",
    "C69": "refused change: the transaction code is wrong",
}
"""What a notification of change corrects."""


def meaning_of(code: str) -> ReturnMeaning:
    """A return code in words; an unknown one is refused for good."""
    unknown = ReturnMeaning(code, "a return code that is not known", ReturnCategory.REFUSED)
    return RETURNS.get(code, unknown)
