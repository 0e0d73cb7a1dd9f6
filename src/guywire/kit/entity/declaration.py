"""What can be said of an entity."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from pydantic import BaseModel

from ..access import Actor, declare
from ..shapes.inputs import Input
from ..tables import Column, Filter, Table


@dataclass(frozen=True, slots=True, init=False)
class Panel:
    """A titled panel of the detail page with the named fields (paths as in Column).

    ``when`` says for which rows it is shown; all, unless it is given.
    """

    title: str
    fields: tuple[str | Column, ...]
    when: Callable[[Any], bool]

    def __init__(
        self, title: str, *fields: str | Column, when: Callable[[Any], bool] = lambda row: True
    ) -> None:
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "fields", fields)
        object.__setattr__(self, "when", when)


@dataclass(frozen=True, slots=True)
class Related:
    """The rows of another entity that point here; ``accessor`` is the reverse name ("sectors").

    ``entity`` is the other's key, "network.sector"; an "Add" link prefills the reference.
    """

    accessor: str
    entity: str
    title: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Html:
    """A panel drawn by a template with ``row`` and what ``context(row, actor)`` returns.

    ``when(row, actor)`` says for which rows, and to whom, it is shown; always, unless given.
    """

    title: str
    template: str
    context: Callable[[Any, Actor], Mapping[str, Any]] | None = None
    when: Callable[[Any, Actor], bool] = field(default=lambda row, actor: True)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The newest events in whose payload the row's id stands, or one of those it ``also`` was."""

    also: Callable[[Any], Iterable[UUID]] = field(default=lambda row: ())


@dataclass(frozen=True, slots=True)
class Changes:
    """The newest of the row's audit trail: who changed what, old and new."""


@dataclass(frozen=True, slots=True)
class Action:
    """A verb on one row: a button, ``POST …/{name}/`` and ``POST /api/v1/…/{id}/{name}``.

    ``run(row)`` or ``run(row, data)`` when ``input`` is given (a form is shown, filled with what
    ``prefill`` suggests). ``when`` says whether the row's page offers it; the service decides
    whether it is allowed. ``bulk``: also on ticked rows. ``first``: where a row offers more than
    three actions, whether this is one of the three with a button; the others stand in a menu.
    """

    name: str
    run: Callable[..., Any]
    label: str = ""
    input: type[Input] | None = None
    when: Callable[[Any], bool] = field(default=lambda row: True)
    first: Callable[[Any], bool] = field(default=lambda row: True)
    prefill: Callable[[Any], Mapping[str, Any]] = field(default=lambda row: {})
    confirm: str = ""
    danger: bool = False
    bulk: bool = False
    icon: str = ""
    description: str = ""

    @property
    def title(self) -> str:
        return self.label or capfirst(self.name.replace("_", " "))


@dataclass(frozen=True, slots=True)
class ListLink:
    """A page of the domain's own that the list leads to, for those who have its permission."""

    title: str
    url_name: str
    code: str
    icon: str


PanelKind = Panel | Related | Html | Timeline | Changes


@dataclass(frozen=True, kw_only=True, eq=False)
class Entity:
    """The one declaration of an entity.

    rows    (actor) -> QuerySet: joins, annotations, and what this actor may see
    create  (input) -> row;  change (row, input) -> row;  remove (row) -> None, or absent
    create_many  (inputs) -> rows: a file's new rows at once; RowsRefused says which may not
    group   the heading of the navigation it stands under, "" to keep it out of the menu
    order   its place under the heading, smallest first; equal ones by name
    """

    model: type[Model]
    input: type[Input]
    output: type[BaseModel]
    rows: Callable[[Actor], QuerySet[Any]]
    create: Callable[[Any], Any] | None
    change: Callable[[Any, Any], Any] | None
    remove: Callable[[Any], Any] | None = None
    create_many: Callable[[Sequence[Any]], Any] | None = None
    columns: tuple[Column, ...]
    filters: tuple[str | Filter, ...] = ()
    search: tuple[str, ...] = ()
    natural_key: tuple[str, ...] = ()
    default_sort: str = ""
    panels: tuple[PanelKind, ...] = ()
    actions: tuple[Action, ...] = ()
    extra_inputs: tuple[str, ...] = ()
    group: str = ""
    order: int = 50
    icon: str = "table"
    empty: str = ""
    importable: bool = True
    list_links: tuple[ListLink, ...] = ()

    def __post_init__(self) -> None:
        noun, nouns = self.title.lower(), self.plural.lower()
        for verb, there, says in (
            ("view", True, f"See {nouns}"),
            ("add", self.create, f"Add {nouns}, one by one or from a CSV file"),
            ("change", self.change, f"Change {nouns}"),
            ("remove", self.remove, f"Remove {nouns}"),
            *((verb.name, True, verb.description or f"{verb.title}: {noun}")
              for verb in self.actions),
        ):  # fmt: skip
            if there:
                declare(self.code(verb), says)

    @property
    def app(self) -> str:
        return self.model._meta.app_label

    @property
    def name(self) -> str:
        """The noun in codes, url names and operation ids: lower case, words joined by _."""
        return str(self.model._meta.verbose_name).lower().replace(" ", "_").replace("-", "_")

    @property
    def key(self) -> str:
        return f"{self.app}.{self.name}"

    @property
    def title(self) -> str:
        return capfirst(str(self.model._meta.verbose_name))

    @property
    def plural(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    @property
    def path(self) -> str:
        """The plural as it stands in addresses."""
        return str(self.model._meta.verbose_name_plural).lower().replace(" ", "-")

    def code(self, verb: str) -> str:
        return f"{self.app}.{self.name}.{verb}"

    def url_name(self, page: str) -> str:
        return f"{self.app}:{self.name}-{page}"

    @property
    def list_url(self) -> str:
        return reverse(self.url_name("list"))

    @cached_property
    def table(self) -> Table:
        """What its list offers."""
        return Table(self.model, self.columns, self.filters, self.search, self.default_sort)
