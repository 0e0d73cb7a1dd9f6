"""Reason codes of rejected and returned direct debits, in words.

ISO 20022 external code sets as the SEPA schemes use them (EPC173-14, Guidance on Reason Codes for
SEPA Direct Debit R-transactions).
"""

from dataclasses import dataclass
from enum import StrEnum


class ReasonCategory(StrEnum):
    """What a reason asks of us."""

    FUNDS = "funds"
    """The money was not there; a later collection may succeed."""
    UNSAID = "unsaid"
    """The bank does not say why, often by law; mostly lack of funds."""
    ACCOUNT = "account"
    """The account is wrong, closed, blocked or takes no direct debits."""
    MANDATE = "mandate"
    """The mandate is missing, cancelled or does not fit."""
    DEBTOR = "debtor"
    """The debtor refused the debit or asked for the money back."""
    TECHNICAL = "technical"
    """A fault of the file, of a bank or of timing: mend it and collect anew."""


@dataclass(frozen=True, slots=True)
class SepaReason:
    """A reason code in words."""

    code: str
    meaning: str
    category: ReasonCategory

    @property
    def may_be_collected_again(self) -> bool:
        """Whether a later collection of the same mandate makes sense without a person's word."""
        return self.category in (ReasonCategory.FUNDS, ReasonCategory.UNSAID)


_BY_CATEGORY: dict[ReasonCategory, dict[str, str]] = {
    ReasonCategory.FUNDS: {"AM04": "insufficient funds"},
    ReasonCategory.UNSAID: {
        "MS03": "the debtor's bank gives no reason",
        "NARR": "see the text of the bank",
    },
    ReasonCategory.ACCOUNT: {
        "AC01": "the account number is wrong",
        "AC02": "the debtor's account number is invalid",
        "AC04": "account closed",
        "AC06": "account blocked",
        "AC13": "the debtor is a consumer, which the B2B scheme does not serve",
        "AG01": "the account takes no direct debits",
        "MD07": "the debtor died",
        "RC01": "the bank's BIC is wrong",
        "RR01": "the debtor's account or identification is missing (regulation)",
        "RR02": "the debtor's name or address is missing (regulation)",
        "RR03": "the creditor's name or address is missing (regulation)",
        "RR04": "regulatory reason",
    },
    ReasonCategory.MANDATE: {
        "MD01": "no valid mandate",
        "MD02": "the mandate's data are missing or wrong",
        "MD16": "the mandate was cancelled by the bank",
        "MD17": "the mandate was cancelled by the debtor",
        "MD20": "the mandate expired or its limits are reached",
    },
    ReasonCategory.DEBTOR: {
        "MD06": "the debtor asked for the money back",
        "MS02": "the debtor refused the debit",
        "SL01": "the debtor's own limits for direct debits (creditor, amount, number)",
        "SL11": "the creditor is not on the debtor's list of allowed ones",
        "SL12": "the creditor is on the debtor's list of refused ones",
        "SL13": "more debits than the debtor allows",
        "SL14": "a larger debit than the debtor allows",
    },
    ReasonCategory.TECHNICAL: {
        "AG02": "the bank's operation code is wrong, such as the sequence of the mandate",
        "AG09": "the payment was not received",
        "AGNT": "the bank is wrong in the order",
        "AM05": "duplicate",
        "AM09": "the amount is wrong",
        "BE01": "the name does not fit the account",
        "BE05": "the creditor identifier is wrong",
        "CNOR": "the creditor's bank is not reachable in this scheme",
        "CURR": "the currency is wrong",
        "CUST": "taken back at the creditor's wish",
        "DNOR": "the debtor's bank is not reachable in this scheme",
        "DT01": "the date is wrong",
        "DUPL": "duplicate, taken back",
        "ED05": "settlement failed",
        "FF01": "the file is wrong",
        "FF05": "the scheme (CORE, B2B) is wrong",
        "FOCR": "returned after a request to cancel",
        "FRAD": "suspicion of fraud",
        "TECH": "technical problem",
        "TM01": "too late for the day's cut-off",
        "UPAY": "the payment was not justified",
    },
}
REASONS = {
    code: SepaReason(code, meaning, category)
    for category, meanings in _BY_CATEGORY.items()
    for code, meaning in meanings.items()
}


def meaning_of(code: str) -> SepaReason:
    """A reason code in words; an unknown one is for a person."""
    unknown = SepaReason(code, "a reason code that is not known", ReasonCategory.TECHNICAL)
    return REASONS.get(code, unknown)
