"""What the clock does: booked changes take effect just after the tenant's midnight."""

from datetime import time

from guywire.kit.jobs import Periodic

from .services.catalogue import refresh_plans
from .services.changes import apply_due_changes


def begin_day() -> None:
    """Show the plan terms that begin today, then apply the changes that are due."""
    refresh_plans()
    apply_due_changes()


PERIODIC = (
    Periodic(
        name="customers.begin_day",
        work=begin_day,
        at=time(0, 5),
        description="Apply booked service changes and new plan terms whose day has come",
    ),
)
