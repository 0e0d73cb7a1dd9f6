"""When a service is billed next."""

from datetime import date

import pytest

from guywire.engines.rating import Schedule, ServiceHistory, TermsSpan, Timing, next_bill

JAN_10, FEB, MAR = date(2026, 1, 10), date(2026, 2, 1), date(2026, 3, 1)


@pytest.mark.parametrize(
    ("schedule", "to_on", "since", "expected"),
    [
        (Schedule(), None, JAN_10, JAN_10),
        (Schedule(), None, FEB, FEB),
        (Schedule(timing=Timing.POSTPAY), None, FEB, MAR),
        (Schedule(bill_day=15, start_day=1), None, FEB, date(2026, 1, 15)),
        (Schedule(advance_days=5), None, FEB, date(2026, 1, 27)),
        (Schedule(), FEB, FEB, None),
        (Schedule(), date(2026, 2, 10), FEB, FEB),
    ],
)
def test_B_CYC_3_the_next_bill_is_that_of_the_first_period_that_ends_later(
    schedule: Schedule, to_on: date | None, since: date, expected: date | None
) -> None:
    history = ServiceHistory("a", (TermsSpan(JAN_10, "plan", 3_100, to_on=to_on),), (schedule,))
    assert next_bill(history, since) == expected


def test_a_service_without_terms_is_never_billed() -> None:
    assert next_bill(ServiceHistory("a", (), (Schedule(),)), FEB) is None
