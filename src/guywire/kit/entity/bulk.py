"""One verb on the ticked rows of a list: asked once more, then all of them or none."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..access import Actor, ActorRequest
from ..errors import DomainError, NotFound
from .declaration import Action, Entity
from .doing import act
from .registry import locked_row

BULK_LIMIT = 1_000
REMOVE = "remove"


def bulk_verbs(entity: Entity) -> list[Action]:
    """The actions on ticked rows, removal last."""
    verbs = [action for action in entity.actions if action.bulk and action.input is None]
    if entity.remove is not None:
        verbs.append(Action(REMOVE, entity.remove, icon="trash", danger=True, label=_("Remove")))
    return verbs


def bulk_actions(entity: Entity, actor: Actor) -> list[dict[str, Any]]:
    """Those that this actor may do, with their addresses."""
    return [
        {"verb": verb, "url": reverse(entity.url_name("bulk"), kwargs={"action": verb.name})}
        for verb in bulk_verbs(entity) if actor.may(entity.code(verb.name))
    ]  # fmt: skip


def bulk(request: ActorRequest, *, entity: Entity, action: str) -> HttpResponse:
    """The question; posted with ``confirmed``, the deed."""
    verb = next(verb for verb in bulk_verbs(entity) if verb.name == action)
    if request.method != "POST":
        return redirect(entity.list_url)
    ids = _ids(request.POST.getlist("ids"))
    query = request.POST.get("query", "")
    back = entity.list_url + (f"?{query}" if query else "")
    context: dict[str, Any] = {"entity": entity, "verb": verb, "back": back}
    if "confirmed" not in request.POST or not ids:
        context["rows"] = entity.rows(request.actor).filter(pk__in=ids)
        return render(request, "entity/bulk.html", context)
    failures = _each(entity, verb, request.actor, ids)
    if failures:
        context["failures"] = failures
        return render(request, "entity/bulk.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    done = ngettext("%(verb)s: %(count)d row.", "%(verb)s: %(count)d rows.", len(ids))
    messages.success(request, done % {"verb": verb.title, "count": len(ids)})
    return redirect(back)


def _each(entity: Entity, verb: Action, actor: Actor, ids: list[UUID]) -> list[tuple[str, str]]:
    """Do it to each; what was refused, by row, and then everything is rolled back."""
    failures = []
    for pk in sorted(ids):
        name = str(pk)
        try:
            row = locked_row(entity, actor, pk)
            name = str(row)
            act(entity, verb, row, {})
        except NotFound:
            continue  # somebody else removed it since the list was drawn
        except DomainError as error:
            failures.append((name, error.message))
    if failures:
        transaction.set_rollback(True)
    return failures


def _ids(texts: list[str]) -> list[UUID]:
    if len(texts) > BULK_LIMIT:
        raise DomainError(_("Tick at most %d rows.") % BULK_LIMIT)
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise DomainError(_("One of the ticked rows is not known.")) from None
