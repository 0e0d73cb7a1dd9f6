"""The API of entities: list, get, create, change, remove and actions, from the declaration."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from ninja.params.functions import Body, Query
from pydantic import BaseModel

from ..access import ActorRequest, needs
from ..api.shapes import page_of, patch_of, plain_names, query_of, row_as_json, rows_as_json
from ..shapes.inputs import Input
from ..tables.filters import parameters
from ..tables.paging import page
from ..tables.selection import select
from ..writing import StaleEdit, version
from . import doing
from .declaration import Action, Entity
from .registry import get_row, locked_row

QUERY: Any = Query(...)
BODY: Any = Body(...)


def entity_routers(*entities: Entity) -> tuple[Router, ...]:
    """A router for each entity, to be mounted under the domain's name."""
    return tuple(_router(entity) for entity in entities)


def _router(entity: Entity) -> Router:
    router = Router(tags=[entity.plural])
    base, one = f"/{entity.path}", f"/{entity.path}/{{uuid:id}}"
    many = entity.path.replace("-", "_")

    def add(method: str, path: str, verb: str, view: Callable[..., Any], name: str, summary: str,
            response: Any) -> None:  # fmt: skip
        guarded = needs(entity.code(verb))(view)
        router.add_api_operation(
            path, [method], guarded, response=response, operation_id=name, summary=summary,
            auth=partial(_permitted, entity.code(verb)),
        )  # fmt: skip

    noun = entity.title.lower()
    add("GET", base, "view", _list(entity), f"list_{many}", f"List {entity.plural.lower()}",
        {200: page_of(entity.output)})  # fmt: skip
    add("GET", one, "view", _get(entity), f"get_{entity.name}", f"One {noun}", {200: entity.output})
    if entity.create is not None:
        add("POST", base, "add", _create(entity), f"create_{entity.name}", f"Add a {noun}",
            {201: entity.output})  # fmt: skip
    if entity.change is not None:
        part, whole = patch_of(entity.input), entity.input
        add("PATCH", one, "change", _change(entity, part, partly=True), f"change_{entity.name}",
            f"Change what is given of a {noun}", {200: entity.output})  # fmt: skip
        add("PUT", one, "change", _change(entity, whole, partly=False), f"replace_{entity.name}",
            f"Change a {noun} whole", {200: entity.output})  # fmt: skip
    if entity.remove is not None:
        add("DELETE", one, "remove", _delete(entity), f"remove_{entity.name}",
            f"Remove a {noun}", {204: None})  # fmt: skip
    for action in entity.actions:
        add("POST", f"{one}/{action.name}", action.name, _action(entity, action),
            f"{action.name}_{entity.name}", action.description or f"{action.title}: {noun}",
            {200: entity.output})  # fmt: skip
    return router


def _permitted(code: str, request: ActorRequest) -> bool:
    """Asked before the body is read: who may not come learns nothing of what would be wrong."""
    request.actor.require(code)
    return True


def _answer(
    entity: Entity, row: Any, request: ActorRequest, status: int = HTTPStatus.OK
) -> HttpResponse:
    """One row as JSON, with the mark that If-Match compares."""
    fresh = get_row(entity, request.actor, row.pk)
    body = row_as_json(entity.output, fresh)
    answer = HttpResponse(body, status=status, content_type="application/json")
    answer["ETag"] = f'"{version(entity.input, fresh)}"'
    return answer


def _list(entity: Entity) -> Callable[..., Any]:
    table = entity.table
    model = query_of(entity.output, table.sortable, parameters(table), searched=bool(entity.search))

    def listing(request: ActorRequest, query: Any = QUERY) -> HttpResponse:
        asked = select(table, entity.rows(request.actor), request.GET, strict=True)
        names = plain_names(entity.output, asked.rows)
        found = page(asked.rows, asked.order, size=query.limit, cursor=query.cursor, names=names)
        items = rows_as_json(entity.output, found.rows)
        after = f'"{found.next}"' if found.next else "null"
        body = b'{"items":' + items + f',"next":{after}}}'.encode()
        return HttpResponse(body, content_type="application/json")

    listing.__annotations__["query"] = model
    return listing


def _get(entity: Entity) -> Callable[..., Any]:
    def get(request: ActorRequest, id: UUID) -> HttpResponse:
        return _answer(entity, get_row(entity, request.actor, id), request)

    return get


def _create(entity: Entity) -> Callable[..., Any]:
    def create(request: ActorRequest, body: Any = BODY) -> HttpResponse:
        row = doing.create(entity, _given(body), request.actor)
        return _answer(entity, row, request, HTTPStatus.CREATED)

    create.__annotations__["body"] = entity.input
    return create


def _change(entity: Entity, shape: type[BaseModel], *, partly: bool) -> Callable[..., Any]:
    def change(request: ActorRequest, id: UUID, body: Any = BODY) -> HttpResponse:
        row = _unchanged(entity, request, id)
        changed = doing.change(entity, row, _given(body), request.actor, partly=partly)
        return _answer(entity, changed, request)

    change.__annotations__["body"] = shape
    return change


def _delete(entity: Entity) -> Callable[..., Any]:
    def delete(request: ActorRequest, id: UUID) -> HttpResponse:
        doing.remove(entity, _unchanged(entity, request, id))
        return HttpResponse(status=HTTPStatus.NO_CONTENT)

    return delete


def _action(entity: Entity, action: Action) -> Callable[..., Any]:
    def act_with(request: ActorRequest, id: UUID, body: Any = BODY) -> HttpResponse:
        row = _unchanged(entity, request, id)
        doing.act(entity, action, row, _given(body))
        return _answer(entity, row, request)

    def act(request: ActorRequest, id: UUID) -> HttpResponse:
        return act_with(request, id, Input())

    act_with.__annotations__["body"] = action.input
    return act_with if action.input else act


def _given(body: BaseModel) -> dict[str, Any]:
    """What the body says, and nothing that it leaves out."""
    return {name: getattr(body, name) for name in body.model_fields_set}


def _unchanged(entity: Entity, request: ActorRequest, pk: UUID) -> Any:
    """The row to write, locked; Conflict when If-Match names another state of it."""
    row = locked_row(entity, request.actor, pk)
    mark = request.headers.get("If-Match", "").strip().strip('"')
    if mark and mark not in {"*", version(entity.input, row)}:
        raise StaleEdit
    return row
