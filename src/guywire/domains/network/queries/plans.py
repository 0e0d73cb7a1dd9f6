"""Rows of radios, weather and plans."""

from uuid import UUID

from django.db.models import QuerySet

from guywire.kit.access import Actor
from guywire.kit.errors import NotFound

from ..inputs.plans import ModulationLine, modulation_lines
from ..models import BackhaulLink, ClimatePoint, LinkPlan, RadioModel


def radio_models(actor: Actor) -> QuerySet[RadioModel]:
    return RadioModel.objects.all()


def climate_points(actor: Actor) -> QuerySet[ClimatePoint]:
    return ClimatePoint.objects.all()


def link_plans(actor: Actor) -> QuerySet[LinkPlan]:
    """Every plan with all that its path is computed from."""
    return LinkPlan.objects.select_related(
        "link__site_a", "link__site_b", "radio", "a_antenna_pattern", "b_antenna_pattern"
    )


def plan_of(link: BackhaulLink) -> LinkPlan | None:
    """The plan of a link, if there is one."""
    return LinkPlan.objects.filter(link=link).first()


def plan_named(plan_id: UUID, actor: Actor) -> LinkPlan:
    """One plan with all that its path is computed from. Raises NotFound."""
    plan = link_plans(actor).filter(pk=plan_id).first()
    if plan is None:
        raise NotFound("There is no such link plan.")
    return plan


def modulations_of(radio: RadioModel) -> list[ModulationLine]:
    """The table of a radio, the most robust first."""
    return sorted(modulation_lines(radio.modulations), key=lambda line: line.threshold_dbm)
