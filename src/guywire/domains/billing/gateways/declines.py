"""What a refusal means: one table for all gateways, pure.

Cards: codes as Stripe names them ("Decline codes"), categories as the networks define them (Visa
Rules 7.3.6, decline categories 1-4; Mastercard Merchant Advice Codes). Bank debits: Nacha's return
reason codes (Nacha Operating Rules, Appendix Four) and ISO 20022 return reasons (EPC173-14).
"""

from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext_noop as _

from .port import Decline, DeclineCategory

NEVER, LATER = DeclineCategory.NEVER_AGAIN, DeclineCategory.RETRY_LATER
NEW, PRESENT = DeclineCategory.NEW_INSTRUMENT, DeclineCategory.AUTHENTICATE

DECLINES: dict[str, tuple[DeclineCategory, str]] = {
    "authentication_required": (PRESENT, _("The bank asks the payer to confirm this payment.")),
    "card_declined": (LATER, _("The bank declined without a reason.")),
    "card_not_supported": (NEW, _("The card cannot be used for this kind of payment.")),
    "card_velocity_exceeded": (LATER, _("The card's limit is used up.")),
    "closed_account": (NEVER, _("The account is closed.")),
    "currency_not_supported": (NEW, _("The card cannot be used in this currency.")),
    "do_not_honor": (LATER, _("The bank declined without a reason.")),
    "do_not_try_again": (NEVER, _("The bank asks not to try again.")),
    "expired_card": (NEW, _("The card has expired.")),
    "fraudulent": (NEVER, _("The gateway holds this payment to be fraudulent.")),
    "generic_decline": (LATER, _("The bank declined without a reason.")),
    "incorrect_cvc": (NEW, _("The security code is wrong.")),
    "incorrect_number": (NEW, _("The card number is wrong.")),
    "insufficient_funds": (LATER, _("There is not enough money in the account.")),
    "invalid_account": (NEVER, _("The card or its account is not valid.")),
    "invalid_expiry": (NEW, _("The expiry date is wrong.")),
    "issuer_not_available": (LATER, _("The bank could not be reached.")),
    "lost_card": (NEVER, _("The card was reported lost.")),
    "no_agreement": (NEVER, _("The payer has withdrawn the agreement.")),
    "not_permitted": (NEVER, _("The card does not allow this payment.")),
    "payer_action_required": (PRESENT, _("The payer has to confirm at the gateway.")),
    "pickup_card": (NEVER, _("The bank has withdrawn the card.")),
    "processing_error": (LATER, _("The gateway could not process the payment.")),
    "restricted_card": (NEVER, _("The bank has restricted the card.")),
    "revocation_of_authorization": (NEVER, _("The payer has told the bank to stop payments.")),
    "stolen_card": (NEVER, _("The card was reported stolen.")),
    "stop_payment_order": (NEVER, _("The payer has told the bank to stop payments.")),
    "try_again_later": (LATER, _("The bank asks to try again later.")),
    "withdrawal_count_limit_exceeded": (LATER, _("The card's limit is used up.")),
    # ACH returns
    "R01": (LATER, _("There is not enough money in the account.")),
    "R02": (NEVER, _("The account is closed.")),
    "R03": (NEW, _("The bank knows no such account.")),
    "R04": (NEW, _("The account number is wrong.")),
    "R05": (NEVER, _("A consumer's account was debited as a company's.")),
    "R07": (NEVER, _("The payer has withdrawn the agreement.")),
    "R08": (NEVER, _("The payer has stopped this payment.")),
    "R09": (LATER, _("The money in the account is not available yet.")),
    "R10": (NEVER, _("The payer says this payment was not agreed.")),
    "R16": (NEVER, _("The account is frozen.")),
    "R20": (NEW, _("The account does not allow debits.")),
    "R29": (NEVER, _("The company says this payment was not agreed.")),
    # SEPA returns
    "AC01": (NEW, _("The account number is wrong.")),
    "AC04": (NEVER, _("The account is closed.")),
    "AC06": (NEVER, _("The account is blocked.")),
    "AM04": (LATER, _("There is not enough money in the account.")),
    "MD01": (NEVER, _("The bank knows no agreement for this payment.")),
    "MD06": (NEVER, _("The payer has asked for the money back.")),
    "MD07": (NEVER, _("The payer has died.")),
    "MS02": (NEVER, _("The payer refuses this payment.")),
    "MS03": (LATER, _("The bank returned the payment without a reason.")),
}
"""Code: what it asks for, and what people are told (translated where it is shown)."""

SAME_AS = {
    "account_closed": "closed_account",
    "approve_with_id": "try_again_later",
    "call_issuer": "card_declined",
    "enter_your_own_card": "generic_decline",
    "incorrect_zip": "incorrect_number",
    "invalid_amount": "generic_decline",
    "invalid_cvc": "incorrect_cvc",
    "invalid_expiry_month": "invalid_expiry",
    "invalid_expiry_year": "invalid_expiry",
    "invalid_number": "incorrect_number",
    "merchant_blacklist": "fraudulent",
    "new_account_information_available": "invalid_account",
    "no_action_taken": "generic_decline",
    "reenter_transaction": "processing_error",
    "revocation_of_all_authorizations": "revocation_of_authorization",
    "security_violation": "generic_decline",
    "service_not_allowed": "generic_decline",
    "transaction_not_allowed": "not_permitted",
}
WAITS = {
    "24": timedelta(hours=1),
    "25": timedelta(hours=24),
    "26": timedelta(days=2),
    "27": timedelta(days=4),
    "28": timedelta(days=6),
    "29": timedelta(days=8),
    "30": timedelta(days=10),
}
"""Mastercard's Merchant Advice Codes that ask for a wait."""
ADVICE_NEVER = frozenset({"03", "21"})

STRIPE_RETURNS = {
    "insufficient_funds": "R01",
    "account_closed": "R02",
    "no_account": "R03",
    "incorrect_account_details": "R03",
    "invalid_account_number": "R04",
    "bank_account_unusable": "R16",
    "account_frozen": "R16",
    "debit_not_authorized": "R10",
    "payment_stopped": "R08",
    "bank_account_restricted": "R20",
}
"""Stripe's failure codes of ACH debits and reasons of their disputes, as Nacha numbers them."""
STRIPE_SEPA_RETURNS = {
    "insufficient_funds": "AM04",
    "account_closed": "AC04",
    "bank_account_closed": "AC04",
    "invalid_account_number": "AC01",
    "incorrect_account_details": "AC01",
    "debit_not_authorized": "MD01",
    "debit_disputed": "MD06",
    "refer_to_customer": "MS02",
    "recipient_deceased": "MD07",
    "generic_could_not_process": "MS03",
}
PAYPAL_ISSUES = {
    "INSTRUMENT_DECLINED": "card_declined",
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED": "closed_account",
    "PAYER_ACCOUNT_RESTRICTED": "restricted_card",
    "PAYER_CANNOT_PAY": "generic_decline",
    "PAYER_ACTION_REQUIRED": "payer_action_required",
    "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING": "card_not_supported",
    "BILLING_AGREEMENT_NOT_FOUND": "no_agreement",
    "AGREEMENT_ALREADY_CANCELLED": "no_agreement",
    "TOKEN_ID_NOT_FOUND": "no_agreement",
    "TRANSACTION_LIMIT_EXCEEDED": "card_velocity_exceeded",
    "TRANSACTION_REFUSED": "do_not_honor",
    "TRANSACTION_BLOCKED_BY_PAYEE": "fraudulent",
    "TRANSACTION_RECEIVING_LIMIT_EXCEEDED": "try_again_later",
    "COMPLIANCE_VIOLATION": "fraudulent",
    "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED": "do_not_try_again",
}


def decline_of(
    code: str, *, message: str = "", network_code: str = "", advice: str = ""
) -> Decline:
    """A decline by its code. advice: the network's, by number or as Stripe words it.

    A code nobody has heard of is tried again, as a decline without a reason is: the networks'
    limits on retries bound the harm, and a wrong "never" would lose a payer.
    """
    known = SAME_AS.get(code, code)
    category, text = DECLINES.get(known, DECLINES["generic_decline"])
    decline = Decline(
        code=known or "generic_decline",
        category=category,
        message=message or text,
        network_code=network_code,
        not_before=WAITS.get(advice),
    )
    if advice in ADVICE_NEVER or advice == "do_not_try_again":
        return replace(decline, category=NEVER)
    if advice == "confirm_card_data" and category is LATER:
        return replace(decline, category=NEW)
    return decline


def bank_return(code: str, *, message: str = "", is_sepa: bool = False) -> Decline:
    """A returned bank debit, by the bank's code or by what Stripe calls it."""
    named = (STRIPE_SEPA_RETURNS if is_sepa else STRIPE_RETURNS).get(code, code)
    category, text = DECLINES.get(named, (NEVER, _("The bank returned the payment.")))
    return Decline(
        code=named or "returned", category=category, message=message or text, network_code=code
    )
