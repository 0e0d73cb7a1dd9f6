"""Saved views: kept for oneself, or for everybody by who holds the code for it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from pydantic import Field

from ..access import Actor, declare
from ..errors import DomainError, NotFound
from ..shapes.inputs import Input
from ..writing import refusals
from .declaration import Table
from .filters import parameters
from .models import SavedView
from .selection import select

SHARE = declare(
    "lists.saved_view.share", "Save views of lists for everybody, and change and remove these"
)
MOST_VIEWS = 30
LIST_PARAMETERS = ("q", "sort", "columns")


class SavedViewInput(Input):
    """``query`` is the address' part after the question mark; left out, it stays as it is."""

    name: str = Field(min_length=1, max_length=60)
    query: str | None = Field(default=None, max_length=2000)
    is_shared: bool = False
    is_default: bool = False


def views_of(list_key: str, actor: Actor) -> list[SavedView]:
    """The views of a list that the actor may use: their own first, each by name."""
    return sorted(_rows(list_key, actor), key=lambda view: (view.is_shared, view.name.casefold()))


def _rows(list_key: str, actor: Actor) -> QuerySet[SavedView]:
    mine = Q(owner_id=actor.membership_id) if actor.membership_id else Q(pk__in=())
    return SavedView.objects.filter(mine | Q(owner=None), list_key=list_key)


def default_of(views: Iterable[SavedView]) -> SavedView | None:
    """The view that a list opens with: one's own, else everybody's."""
    return next((view for view in views if view.is_default), None)


def may_change(view: SavedView, actor: Actor) -> bool:
    return actor.may(SHARE) if view.is_shared else view.owner_id == actor.membership_id


def save_view(
    list_key: str, table: Table, rows: QuerySet[Any], data: SavedViewInput, actor: Actor
) -> SavedView:
    """Keep what the list shows under a name; a view of that name is replaced.

    Invalid when the list would not understand it.
    """
    owner_id = _owner_id(data, actor)
    asked = _asked(table, data.query or "")
    select(table, rows, asked, strict=True)
    kept = SavedView.objects.select_for_update().filter(list_key=list_key, owner_id=owner_id)
    view = next((view for view in kept if view.name == data.name), None)
    if view is None:
        if len(kept) >= MOST_VIEWS:
            raise DomainError(_("A list keeps at most %d views. Remove one first.") % MOST_VIEWS)
        view = SavedView(list_key=list_key)
    view.query = urlencode(list(asked.lists()), doseq=True)
    return _store(view, data, owner_id)


def change_view(view: SavedView, data: SavedViewInput, actor: Actor) -> SavedView:
    """Another name, another owner, or first to open; what it shows stays."""
    return _store(locked(view, actor), data, _owner_id(data, actor))


def remove_view(view: SavedView, actor: Actor) -> None:
    locked(view, actor).delete()


def view_named(list_key: str, pk: UUID, actor: Actor) -> SavedView:
    """The view of this id; NotFound for one that is somebody else's, or of another list."""
    view = _rows(list_key, actor).filter(pk=pk).first()
    if view is None:
        raise _missing()
    return view


def locked(view: SavedView, actor: Actor) -> SavedView:
    """The view, to be written by who may."""
    if view.is_shared:
        actor.require(SHARE)
    row = SavedView.objects.select_for_update().filter(pk=view.pk).first()
    if row is None:
        raise _missing()
    return row


def _missing() -> NotFound:
    return NotFound(_("There is no such view."))


def _owner_id(data: SavedViewInput, actor: Actor) -> UUID | None:
    if data.is_shared:
        actor.require(SHARE)
        return None
    if actor.membership_id is None:
        raise DomainError(_("Only a member here keeps views of their own."), field="is_shared")
    return actor.membership_id


def _store(view: SavedView, data: SavedViewInput, owner_id: UUID | None) -> SavedView:
    view.name, view.owner_id, view.is_default = data.name, owner_id, data.is_default
    with refusals(SavedView, SavedViewInput):
        if view.is_default:
            SavedView.objects.filter(
                list_key=view.list_key, owner_id=owner_id, is_default=True
            ).exclude(pk=view.pk).update(is_default=False)
        view.save()
    return view


def _asked(table: Table, query: str) -> MultiValueDict[str, str]:
    """Those parameters of an address that the list knows, without the place in its pages."""
    known = {*LIST_PARAMETERS, *parameters(table)}
    asked: MultiValueDict[str, str] = MultiValueDict()
    for name, value in parse_qsl(query):
        if name in known:
            asked.appendlist(name, value)
    return asked
