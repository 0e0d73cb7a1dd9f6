"""When a failed charge is tried again: the ladder inside the networks' rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.domains.billing.gateways.declines import (
    DECLINES,
    PAYPAL_ISSUES,
    SAME_AS,
    STRIPE_RETURNS,
    STRIPE_SEPA_RETURNS,
    bank_return,
    decline_of,
)
from guywire.domains.billing.gateways.port import (
    Decline,
    DeclineCategory,
    Instrument,
    InstrumentKind,
)
from guywire.domains.billing.gateways.retries import (
    CARD_LIMITS,
    MASTERCARD_LIMITS,
    Attempt,
    RetryPolicy,
    Verdict,
    next_attempt,
    verdict,
)
from guywire.engines.money import Money

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
VISA = Instrument(gateway_id="pm_1", kind=InstrumentKind.CARD, brand="visa")
MASTERCARD = Instrument(gateway_id="pm_2", kind=InstrumentKind.CARD, brand="mastercard")
BANK = Instrument(gateway_id="pm_3", kind=InstrumentKind.US_BANK_ACCOUNT)
SEPA = Instrument(gateway_id="pm_4", kind=InstrumentKind.SEPA_DEBIT)
LADDER = RetryPolicy()
NO_MONEY = decline_of("insufficient_funds")


def tried(
    day: float,
    decline: Decline | None = NO_MONEY,
    purpose: str = "invoice-1",
    minor: int = 4990,
) -> Attempt:
    at = START + timedelta(days=day)
    return Attempt(at=at, purpose=purpose, amount=Money(minor, "USD"), decline=decline)


def in_days(day: float) -> datetime:
    return START + timedelta(days=day)


def test_b_pay_8_the_ladder_waits_8_8_8_days_and_ends() -> None:
    attempts = [tried(0)]
    for day in (8, 16, 24):
        assert next_attempt(attempts, "invoice-1", VISA, LADDER) == in_days(day)
        attempts.append(tried(day))
    assert verdict(attempts, "invoice-1", VISA, LADDER) == Verdict(None, "ladder_ended")


@pytest.mark.parametrize(
    ("decline", "why"),
    [
        (None, "nothing_failed"),
        (decline_of("stolen_card"), "never_again"),
        (decline_of("revocation_of_authorization"), "never_again"),
        (decline_of("do_not_honor", advice="03"), "never_again"),
        (decline_of("generic_decline", advice="do_not_try_again"), "never_again"),
        (decline_of("expired_card"), "new_instrument"),
        (decline_of("generic_decline", advice="confirm_card_data"), "new_instrument"),
        (decline_of("authentication_required"), "authenticate"),
    ],
)
def test_b_pay_8_what_is_never_tried_again(decline: Decline | None, why: str) -> None:
    attempts = [tried(0, decline)]
    assert verdict(attempts, "invoice-1", VISA, LADDER) == Verdict(None, why)


def test_b_pay_8_category_1_ends_it_for_everything_that_the_card_was_to_pay() -> None:
    attempts = [tried(0), tried(1, decline_of("lost_card"), purpose="invoice-2")]
    assert next_attempt(attempts, "invoice-1", VISA, LADDER) is None


def test_b_pay_8_the_networks_wait_is_kept_when_it_is_longer() -> None:
    daily = RetryPolicy(ladder_days=(1, 1, 1))
    two = [tried(0, decline_of("insufficient_funds", advice="26"))]
    hour = [tried(0, decline_of("insufficient_funds", advice="24"))]
    assert next_attempt(two, "invoice-1", VISA, daily) == in_days(2)
    assert next_attempt(hour, "invoice-1", VISA, daily) == in_days(1)


def test_b_pay_8_fifteen_attempts_in_thirty_days_whatever_they_were_for() -> None:
    daily = RetryPolicy(ladder_days=(1,))
    others = [tried(day, purpose=f"invoice-{day}") for day in range(2, 15)]
    fourteen = [*others, tried(15)]
    assert next_attempt(fourteen, "invoice-1", VISA, daily) == in_days(16)
    fifteen = [tried(0.5, purpose="invoice-0"), *fourteen]
    assert next_attempt(fifteen, "invoice-1", VISA, daily) == in_days(30.5)


def test_b_pay_8_mastercard_ten_in_a_day() -> None:
    patient = RetryPolicy(ladder_days=(1,))
    ten = [tried(0, purpose="invoice-1")]
    ten += [tried(0.5 + n / 100, purpose=f"invoice-{n + 2}") for n in range(10)]
    assert next_attempt(ten, "invoice-1", VISA, patient) == in_days(1)
    assert next_attempt(ten, "invoice-1", MASTERCARD, patient) == in_days(1.5)


def test_b_pay_8_a_retry_pushed_off_too_far_is_given_up() -> None:
    short = RetryPolicy(ladder_days=(1,), give_up_days=20)
    many = [tried(0)] + [tried(0.1 + n / 50, purpose=f"p{n}") for n in range(15)]
    assert verdict(many, "invoice-1", VISA, short) == Verdict(None, "too_late")


@pytest.mark.slow
@given(st.lists(st.integers(0, 60 * 24), min_size=1, max_size=60), st.booleans())
def test_b_pay_8_no_window_of_a_network_is_ever_broken(hours: list[int], is_master: bool) -> None:
    card = MASTERCARD if is_master else VISA
    attempts = [tried(hour / 24, purpose=f"p{n}") for n, hour in enumerate(hours)]
    last = max(attempts, key=lambda attempt: attempt.at)
    policy = RetryPolicy(ladder_days=(1,), give_up_days=400)
    at = next_attempt(attempts, last.purpose, card, policy)
    assert at is not None
    limits = (*CARD_LIMITS, *MASTERCARD_LIMITS) if is_master else CARD_LIMITS
    for limit in limits:
        inside = [one for one in attempts if at - limit.within < one.at <= at]
        assert len(inside) + 1 <= limit.attempts


def test_b_pay_7_a_debit_for_want_of_money_goes_again_twice() -> None:
    r01, r09 = bank_return("R01"), bank_return("R09")
    attempts = [tried(0, r01)]
    assert next_attempt(attempts, "invoice-1", BANK, LADDER) == in_days(8)
    attempts.append(tried(8, r09))
    assert next_attempt(attempts, "invoice-1", BANK, LADDER) == in_days(16)
    attempts.append(tried(16, r01))
    assert verdict(attempts, "invoice-1", BANK, LADDER) == Verdict(None, "debit_retries_ended")


@pytest.mark.parametrize(
    ("instrument", "code"),
    [(BANK, "R02"), (BANK, "R07"), (BANK, "R10"), (BANK, "R16"), (SEPA, "AC04"), (SEPA, "MD06")],
)
def test_b_pay_7_other_returns_are_final(instrument: Instrument, code: str) -> None:
    assert next_attempt([tried(0, bank_return(code))], "invoice-1", instrument, LADDER) is None


def test_b_pay_7_not_after_180_days_and_not_another_amount() -> None:
    slow = RetryPolicy(ladder_days=(100, 100), give_up_days=400)
    r01 = bank_return("R01")
    attempts = [tried(0, r01), tried(100, r01)]
    assert verdict(attempts, "invoice-1", BANK, slow) == Verdict(None, "too_late")
    changed = [tried(0, r01), tried(8, r01, minor=5000)]
    assert verdict(changed, "invoice-1", BANK, LADDER) == Verdict(None, "amount_differs")


def test_b_pay_7_a_declined_debit_that_was_no_return_is_not_sent_again() -> None:
    odd = [tried(0, decline_of("try_again_later"))]
    assert verdict(odd, "invoice-1", BANK, LADDER) == Verdict(None, "return_is_final")


def test_a_ladder_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="at least a day"):
        RetryPolicy(ladder_days=(8, 0))
    with pytest.raises(ValueError, match="at least 1"):
        RetryPolicy(give_up_days=0)


def test_every_code_that_gateways_use_is_known() -> None:
    used = {*SAME_AS.values(), *STRIPE_RETURNS.values(), *STRIPE_SEPA_RETURNS.values()}
    assert used | set(PAYPAL_ISSUES.values()) <= set(DECLINES)
    assert not set(SAME_AS) & set(DECLINES)


def test_an_unheard_of_decline_may_be_tried_again_and_an_unheard_of_return_not() -> None:
    assert decline_of("new_code_of_next_year").category is DeclineCategory.RETRY_LATER
    assert bank_return("R85").category is DeclineCategory.NEVER_AGAIN
    assert bank_return("R85").network_code == "R85"
