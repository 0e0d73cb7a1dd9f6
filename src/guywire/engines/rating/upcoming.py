"""When a service is billed next, so that nobody needs to look at it before."""

from datetime import date

from guywire.engines.rating.effective import effective
from guywire.engines.rating.history import STANDARD, Policies, ServiceHistory
from guywire.engines.rating.segments import frames


def next_bill(
    history: ServiceHistory, since: date, *, policies: Policies = STANDARD
) -> date | None:
    """The bill date of the first period that ends after a day; None when there is none."""
    if not history.spans:
        return None
    charged = effective(history, policies)
    if not charged.terms:
        return None
    frame = next(frames(charged, policies, since, date.max, date.min), None)
    return None if frame is None else min(frame.bill_on, frame.late_on)
