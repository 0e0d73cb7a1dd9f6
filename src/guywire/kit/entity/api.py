"""The API of entities: list, get, create, change, remove and actions, from the declaration."""

from collections.abc import Callable
from functools import cache, partial
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Body, Query, Router
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model

from ..access import ActorRequest, needs
from . import writing
from .declaration import Action, Entity, Input
from .edits import run
from .filters import parameters
from .paging import page
from .registry import get_row, locked_row
from .selection import select, sortable

LIMIT = 500
USUAL = 100
QUERY: Any = Query(...)  # type: ignore[type-arg]
BODY: Any = Body(...)  # type: ignore[type-arg]


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
        {200: page_model(entity)})  # fmt: skip
    add("GET", one, "view", _get(entity), f"get_{entity.name}", f"One {noun}", {200: entity.output})
    if entity.create is not None:
        add("POST", base, "add", _create(entity), f"create_{entity.name}", f"Add a {noun}",
            {201: entity.output})  # fmt: skip
    if entity.change is not None:
        add("PATCH", one, "change", _patch(entity), f"change_{entity.name}",
            f"Change what is given of a {noun}", {200: entity.output})  # fmt: skip
        add("PUT", one, "change", _put(entity), f"replace_{entity.name}",
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


# Shapes


@cache
def page_model(entity: Entity) -> type[BaseModel]:
    """The answer of a list: the rows, and the cursor of the next page, null at the end."""
    return create_model(
        f"{entity.output.__name__}Page",
        items=(list[entity.output], ...),  # type: ignore[name-defined]
        next=(str | None, Field(description="Give it as cursor for the next page.")),
    )


@cache
def partial_input(shape: type[Input]) -> type[BaseModel]:
    """The shape with every field left open: what is given is checked, alone and then as a whole."""
    fields: dict[str, Any] = {}
    for name, declared in shape.model_fields.items():
        kind: Any = declared.annotation
        for rule in declared.metadata:
            kind = Annotated[kind, rule]
        fields[name] = (kind, Field(default=None, description=declared.description))
    config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    return create_model(f"{shape.__name__}Patch", __config__=config, **fields)


def query_model(entity: Entity) -> type[BaseModel]:
    """The parameters of the list, for the document; the selection reads the address itself."""
    names = ", ".join(sortable(entity))
    fields: dict[str, Any] = {
        "limit": (int, Field(default=USUAL, ge=1, le=LIMIT)),
        "cursor": (str, Field(default="", description="The next of the page before.")),
        "sort": (str, Field(default="", description=f"One of {names}; with - in front: falling.")),
    }
    if entity.search:
        fields["q"] = (str, Field(default="", description="Words to search for."))
    for name, words in parameters(entity).items():
        fields[name] = (str, Field(default="", description=words))
    return create_model(f"{entity.output.__name__}Query", **fields)


# Answers


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def _is_plain(entity: Entity, rows: Any) -> bool:
    """Whether every output is a column or an annotation, so that no row object is needed."""
    columns = {field.attname for field in entity.model._meta.concrete_fields}
    aliases = [f for f in entity.output.model_fields.values() if f.alias or f.validation_alias]
    return (
        not aliases and entity.output.model_fields.keys() <= columns | rows.query.annotations.keys()
    )


def rows_as_json(entity: Entity, rows: list[Any]) -> bytes:
    """The rows as a JSON array of outputs, checked and written in one go."""
    adapter = _adapter(list[entity.output])  # type: ignore[name-defined]
    return adapter.dump_json(adapter.validate_python(rows, from_attributes=True))


def _answer(
    entity: Entity, row: Any, request: ActorRequest, status: int = HTTPStatus.OK
) -> HttpResponse:
    """One row as JSON, with the mark that If-Match compares."""
    fresh = get_row(entity, request.actor, row.pk)
    adapter = _adapter(entity.output)
    body = adapter.dump_json(adapter.validate_python(fresh, from_attributes=True))
    answer = HttpResponse(body, status=status, content_type="application/json")
    answer["ETag"] = f'"{writing.version(entity, fresh)}"'
    return answer


# Operations


def _list(entity: Entity) -> Callable[..., Any]:
    model = query_model(entity)

    def listing(request: ActorRequest, query: Any = QUERY) -> HttpResponse:
        asked = select(entity, request.actor, request.GET, strict=True)
        rows = asked.rows
        if _is_plain(entity, rows):
            found = page(rows, asked.order, size=query.limit, cursor=query.cursor,
                         names=tuple(entity.output.model_fields))  # fmt: skip
        else:
            found = page(rows, asked.order, size=query.limit, cursor=query.cursor)
        after = f'"{found.next}"' if found.next else "null"
        body = b'{"items":' + rows_as_json(entity, found.rows) + f',"next":{after}}}'.encode()
        return HttpResponse(body, content_type="application/json")

    listing.__annotations__["query"] = model
    return listing


def _get(entity: Entity) -> Callable[..., Any]:
    def get(request: ActorRequest, id: UUID) -> HttpResponse:
        return _answer(entity, get_row(entity, request.actor, id), request)

    return get


def _create(entity: Entity) -> Callable[..., Any]:
    def create(request: ActorRequest, body: Any = BODY) -> HttpResponse:
        row = writing.create(entity, _given(body), request.actor)
        return _answer(entity, row, request, HTTPStatus.CREATED)

    create.__annotations__["body"] = entity.input
    return create


def _put(entity: Entity) -> Callable[..., Any]:
    def put(request: ActorRequest, id: UUID, body: Any = BODY) -> HttpResponse:
        row = _unchanged(entity, request, id)
        return _answer(entity, writing.change(entity, row, _given(body), request.actor), request)

    put.__annotations__["body"] = entity.input
    return put


def _patch(entity: Entity) -> Callable[..., Any]:
    def patch(request: ActorRequest, id: UUID, body: Any = BODY) -> HttpResponse:
        row = _unchanged(entity, request, id)
        changed = writing.change(entity, row, _given(body), request.actor, partly=True)
        return _answer(entity, changed, request)

    patch.__annotations__["body"] = partial_input(entity.input)
    return patch


def _delete(entity: Entity) -> Callable[..., Any]:
    def delete(request: ActorRequest, id: UUID) -> HttpResponse:
        writing.remove(entity, _unchanged(entity, request, id))
        return HttpResponse(status=HTTPStatus.NO_CONTENT)

    return delete


def _action(entity: Entity, action: Action) -> Callable[..., Any]:
    def act(request: ActorRequest, id: UUID) -> HttpResponse:
        row = _unchanged(entity, request, id)
        run(entity, action, row, {})
        return _answer(entity, row, request)

    def act_with(request: ActorRequest, id: UUID, body: Any = BODY) -> HttpResponse:
        row = _unchanged(entity, request, id)
        run(entity, action, row, _given(body))
        return _answer(entity, row, request)

    if action.input is None:
        return act
    act_with.__annotations__["body"] = action.input
    return act_with


def _given(body: BaseModel) -> dict[str, Any]:
    """What the body says, and nothing that it leaves out."""
    return {name: getattr(body, name) for name in body.model_fields_set}


def _unchanged(entity: Entity, request: ActorRequest, pk: UUID) -> Any:
    """The row to write, locked; Conflict when If-Match names another state of it."""
    row = locked_row(entity, request.actor, pk)
    mark = request.headers.get("If-Match", "").strip().strip('"')
    if mark and mark not in {"*", writing.version(entity, row)}:
        raise writing.StaleEdit
    return row
