"""What an object of the network was, from one minute to another.

Written by the services in the transaction of each change. The audit trail says who typed what;
these rows say what was true, so that a change may take effect at another time than it is typed.
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from guywire.kit.tenancy.models import TenantModel

from .equipment import Equipment
from .links import BackhaulLink
from .sectors import Sector
from .sites import Site


class Version(TenantModel):
    """One state of a row, half open: valid_from ≤ t < valid_to; the open one is the present."""

    audited = False

    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    facts = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        abstract = True


def _constraints(noun: str) -> tuple[models.BaseConstraint, ...]:
    return (
        models.UniqueConstraint(
            fields=["tenant", "subject", "valid_from"], name=f"network_{noun}_version_start"
        ),
        models.UniqueConstraint(
            fields=["tenant", "subject"],
            name=f"network_{noun}_version_open",
            condition=Q(valid_to=None),
        ),
        models.CheckConstraint(
            condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            name=f"network_{noun}_version_period",
        ),
    )


class SiteVersion(Version):
    subject = models.ForeignKey(Site, models.CASCADE, related_name="versions")

    class Meta:
        constraints = _constraints("site")

    def __str__(self) -> str:
        return f"{self.subject_id} from {self.valid_from:%Y-%m-%d %H:%M}"


class SectorVersion(Version):
    subject = models.ForeignKey(Sector, models.CASCADE, related_name="versions")

    class Meta:
        constraints = _constraints("sector")

    def __str__(self) -> str:
        return f"{self.subject_id} from {self.valid_from:%Y-%m-%d %H:%M}"


class EquipmentVersion(Version):
    subject = models.ForeignKey(Equipment, models.CASCADE, related_name="versions")

    class Meta:
        constraints = _constraints("equipment")

    def __str__(self) -> str:
        return f"{self.subject_id} from {self.valid_from:%Y-%m-%d %H:%M}"


class LinkVersion(Version):
    subject = models.ForeignKey(BackhaulLink, models.CASCADE, related_name="versions")

    class Meta:
        constraints = _constraints("link")

    def __str__(self) -> str:
        return f"{self.subject_id} from {self.valid_from:%Y-%m-%d %H:%M}"
