"""What every object of the network has."""

from typing import ClassVar

from django.db import models

from guywire.kit import clock
from guywire.kit.tenancy.models import TenantModel


class NetworkObject(TenantModel):
    """A thing of the network: it exists from ``valid_from`` until ``valid_to`` (open: it stands).

    What it was in between stands in its versions (``models.history``); ``unversioned`` names the
    columns that are no part of what was true: secrets and book-keeping.
    """

    unversioned: ClassVar[tuple[str, ...]] = ()

    valid_from = models.DateTimeField(default=clock.now)
    valid_to = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
