"""Test instruments: the token decides what happens to a charge.

The names of cards and of US bank accounts are those of Stripe's own test tokens ("Testing",
"Test ACH Direct Debit"); those of SEPA accounts are ours.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TestInstrument:
    """decline: a charge's decline code. authenticate: "setup", "always" or "" (never).

    settles_days: a debit is pending that long. returned: the failure of a debit instead of success.
    dispute: the reason of a dispute that follows a success, after dispute_days.
    """

    __test__ = False

    token: str
    label: str
    kind: str = "card"
    brand: str = "visa"
    last4: str = "4242"
    decline: str = ""
    authenticate: str = ""
    settles_days: int = 0
    returned: str = ""
    dispute: str = ""
    dispute_days: int = 0
    advice: str = ""


def _card(
    token: str,
    label: str,
    last4: str,
    decline: str = "",
    *,
    brand: str = "visa",
    authenticate: str = "",
    advice: str = "",
    dispute: str = "",
) -> TestInstrument:
    return TestInstrument(
        token=token,
        label=label,
        last4=last4,
        decline=decline,
        brand=brand,
        authenticate=authenticate,
        advice=advice,
        dispute=dispute,
    )


def _bank(
    token: str,
    label: str,
    last4: str,
    *,
    returned: str = "",
    dispute: str = "",
    dispute_days: int = 0,
) -> TestInstrument:
    return TestInstrument(
        token=token,
        label=label,
        kind="sepa_debit" if token.startswith("pm_sepa") else "us_bank_account",
        brand="STRIPE TEST BANK",
        last4=last4,
        settles_days=4,
        returned=returned,
        dispute=dispute,
        dispute_days=dispute_days,
    )


TEST_INSTRUMENTS = (
    _card("pm_card_visa", "A card that works", "4242"),
    _card("pm_card_mastercard", "A Mastercard that works", "4444", brand="mastercard"),
    _card("pm_card_chargeDeclined", "Declined without a reason", "0002", "generic_decline"),
    _card(
        "pm_card_chargeDeclinedInsufficientFunds", "Not enough money", "9995", "insufficient_funds"
    ),
    _card("pm_card_chargeDeclinedExpiredCard", "Expired", "0069", "expired_card"),
    _card("pm_card_chargeDeclinedStolenCard", "Stolen", "9979", "stolen_card"),
    _card("pm_card_chargeDeclinedLostCard", "Lost", "9987", "lost_card"),
    _card("pm_card_chargeDeclinedIncorrectCvc", "Wrong code", "0127", "incorrect_cvc"),
    _card("pm_card_chargeDeclinedProcessingError", "Error", "0119", "processing_error"),
    _card("pm_card_chargeDeclinedFraudulent", "Held to be fraud", "0019", "fraudulent"),
    _card("pm_card_doNotHonor", "Do not honour", "0341", "do_not_honor"),
    _card(
        "pm_card_waitTwoDays",
        "Not enough money, and the network says to wait two days",
        "9996",
        "insufficient_funds",
        advice="26",
    ),
    _card(
        "pm_card_neverAgain",
        "Declined, and the network says never again",
        "9997",
        "do_not_honor",
        advice="03",
    ),
    _card("pm_card_authenticationRequired", "Asks each time", "3184", "", authenticate="always"),
    _card("pm_card_authenticationRequiredOnSetup", "Asks once", "3155", "", authenticate="setup"),
    _card("pm_card_createDispute", "Paid, then disputed", "0259", dispute="fraudulent"),
    _bank("pm_usBankAccount_success", "US account that pays after days", "6789"),
    _bank("pm_usBankAccount_accountClosed", "Closed", "1113", returned="account_closed"),
    _bank("pm_usBankAccount_noAccount", "No account", "1116", returned="no_account"),
    _bank("pm_usBankAccount_insufficientFunds", "No money", "2227", returned="insufficient_funds"),
    _bank(
        "pm_usBankAccount_debitNotAuthorized",
        "Not authorised",
        "3335",
        returned="debit_not_authorized",
    ),
    _bank(
        "pm_usBankAccount_lateReturn",
        "Pays, and comes back later",
        "5559",
        dispute="insufficient_funds",
        dispute_days=3,
    ),
    _bank("pm_sepaDebit_success", "SEPA account that pays after days", "3000"),
    _bank("pm_sepaDebit_insufficientFunds", "No money", "3001", returned="insufficient_funds"),
    _bank(
        "pm_sepaDebit_disputed",
        "Pays, and the payer wants it back",
        "3002",
        dispute="debit_not_authorized",
        dispute_days=10,
    ),
)
BY_TOKEN = {one.token: one for one in TEST_INSTRUMENTS}
