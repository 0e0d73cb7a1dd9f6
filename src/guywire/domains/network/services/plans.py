"""Writing radios, the weather, and the plans of links."""

from typing import Any, TypeVar
from uuid import UUID

from guywire.kit.entity import Input
from guywire.kit.errors import DomainError, NotFound
from guywire.kit.events import publish

from ..events import LinkPlanned
from ..inputs import ClimatePointInput, LinkPlanInput, RadioModelInput
from ..models import AntennaPattern, BackhaulLink, ClimatePoint, LinkPlan, RadioModel
from .versions import columns, delete, save

Row = TypeVar("Row", RadioModel, ClimatePoint, LinkPlan)


class NoRadioPath(DomainError):
    """A fiber has no path to engineer."""

    code = "no_radio_path"


def create_radio_model(given: RadioModelInput) -> RadioModel:
    """Add a radio with its modulations. Raises Taken."""
    return _written(RadioModel(), given)


def change_radio_model(row: RadioModel, given: RadioModelInput) -> RadioModel:
    """Change a radio; every plan that uses it is computed anew when it is looked at."""
    return _written(_held(row), given)


def remove_radio_model(row: RadioModel) -> None:
    """Remove a radio that no plan uses. Raises InUse."""
    delete(_held(row))


def create_climate_point(given: ClimatePointInput) -> ClimatePoint:
    """Add the weather of a place. Raises Taken."""
    return _written(ClimatePoint(), given)


def change_climate_point(row: ClimatePoint, given: ClimatePointInput) -> ClimatePoint:
    return _written(_held(row), given)


def remove_climate_point(row: ClimatePoint) -> None:
    delete(_held(row))


def create_link_plan(given: LinkPlanInput) -> LinkPlan:
    """Plan a radio link; it has one plan. Raises Taken, NoRadioPath, NotFound."""
    _check(given)
    plan = _written(LinkPlan(), given)
    publish(LinkPlanned(link_id=plan.link_id, link_plan_id=plan.pk))
    return plan


def change_link_plan(row: LinkPlan, given: LinkPlanInput) -> LinkPlan:
    _check(given)
    plan = _written(_held(row), given)
    publish(LinkPlanned(link_id=plan.link_id, link_plan_id=plan.pk))
    return plan


def remove_link_plan(row: LinkPlan) -> None:
    """Forget the assumptions; the link stays."""
    delete(_held(row))


def _held(row: Row) -> Row:
    return type(row).objects.select_for_update().get(pk=row.pk)


def _written(row: Row, given: Input) -> Row:
    for name, value in columns(given, row).items():
        setattr(row, name, value)
    save(row)
    return row


def _check(given: LinkPlanInput) -> None:
    """What the plan refers to is there, and is a radio link."""
    link = _there(BackhaulLink, given.link_id, "link_id", "There is no such link.")
    if link.kind == BackhaulLink.Kind.FIBER:
        raise NoRadioPath(f"{link} is a fiber: it has no radio path.", field="link_id")
    _there(RadioModel, given.radio_id, "radio_id", "There is no such radio model.")
    for name in ("a_antenna_pattern_id", "b_antenna_pattern_id"):
        _there(AntennaPattern, getattr(given, name), name, "There is no such antenna pattern.")


def _there(model: Any, row_id: UUID | None, field: str, told: str) -> Any:
    if row_id is None:
        return None
    row = model.objects.filter(pk=row_id).first()
    if row is None:
        raise NotFound(told, field=field)
    return row
