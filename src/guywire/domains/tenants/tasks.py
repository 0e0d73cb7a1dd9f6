"""What the domain does by the clock."""

from datetime import timedelta

from guywire.kit.jobs import Periodic

from .models import Tenant
from .services.erasing import erase_if_due


def erase() -> None:
    erase_if_due()


PERIODIC = (
    Periodic(
        name="tenants.erase_deleted",
        work=erase,
        description="Erases an organization 30 days after it was deleted.",
        every=timedelta(hours=6),
        states=(Tenant.State.DELETED.value,),
    ),
)
