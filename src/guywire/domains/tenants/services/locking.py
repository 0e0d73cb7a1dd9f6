"""The one lock that what concerns the whole tenant is decided under."""

from ..models import Tenant


def lock_tenant() -> Tenant:
    """The active tenant's row, held until the transaction ends.

    Taken before any other lock, so that two who come at once wait for each other in one order.
    Not a lock of the key: others go on adding rows that refer to the tenant.
    """
    return Tenant.objects.select_for_update(no_key=True).get()
