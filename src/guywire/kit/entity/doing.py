"""What an entity's services are asked for: the input built, references checked, refusals in words.

Page, API and import come through here.
"""

from collections.abc import Mapping
from typing import Any

from ..access import Actor
from ..shapes.inputs import read_input
from ..writing import check_references, current, refusals
from .declaration import Action, Entity
from .registry import targets


def create(entity: Entity, given: Mapping[str, Any], actor: Actor) -> Any:
    """A new row from raw values."""
    assert entity.create is not None
    data = read_input(entity.input, given)
    check_references(entity.model, data, targets(actor))
    with refusals(entity.model, entity.input):
        return entity.create(data)


def change(
    entity: Entity, row: Any, given: Mapping[str, Any], actor: Actor, *, partly: bool = False
) -> Any:
    """The changed row. ``partly``: what is not given stays.

    A secret that is not given is None in the input; the service then leaves it as it is.
    """
    assert entity.change is not None
    known = current(entity.input, row) if partly else {}
    data = read_input(entity.input, {**known, **given})
    check_references(entity.model, data, targets(actor), row)
    with refusals(entity.model, entity.input):
        return entity.change(row, data)


def remove(entity: Entity, row: Any) -> None:
    assert entity.remove is not None
    with refusals(entity.model, entity.input):
        entity.remove(row)


def act(entity: Entity, verb: Action, row: Any, given: Mapping[str, Any]) -> Any:
    """Do an action, offered now or not: a booked change may make it right on a later day."""
    data = (read_input(verb.input, given),) if verb.input else ()
    with refusals(entity.model, entity.input):
        return verb.run(row, *data)
