"""What the network shows of itself on the home page."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from guywire.kit.access import Actor
from guywire.kit.jobs.runs import OPEN
from guywire.kit.pages.home import Figure

from ..models import CoverageStudy

State = CoverageStudy.State


def coverage_figures(actor: Actor) -> list[Figure]:
    """How many coverage studies have their maps, are computed, or could not be."""
    counts = CoverageStudy.objects.aggregate(
        finished=Count("pk", filter=Q(state=State.FINISHED)),
        open=Count("pk", filter=Q(state__in=OPEN)),
        failed=Count("pk", filter=Q(state=State.FAILED)),
    )
    base = reverse("network:coverage-list")
    return [
        Figure(_("finished"), counts["finished"], base, "ok"),
        Figure(_("under way"), counts["open"], base, "info"),
        Figure(_("failed"), counts["failed"], base, "bad"),
    ]
