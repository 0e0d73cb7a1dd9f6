"""What can be said of an entity."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from pydantic import BaseModel, ConfigDict, field_validator

from ..access import Actor, declare


class Input(BaseModel):
    """A write shape: the fields of the form, the body of the API call and the CSV columns.

    ``site_id`` names the model's ``site``. Every field must be a field of the model unless the
    entity lists it in ``extra_inputs``. Unknown fields are refused.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        """PostgreSQL keeps no NUL character in a text."""
        if isinstance(value, str) and "\0" in value:
            raise ValueError("a text may not contain the character NUL")
        return value


# What a name's ending says of its unit.
UNITS = {
    "_m": "m", "_km": "km", "_deg": "°", "_dbm": "dBm", "_dbi": "dBi", "_db": "dB", "_hz": "Hz",
    "_khz": "kHz", "_mhz": "MHz", "_ghz": "GHz", "_s": "s", "_ms": "ms", "_mbps": "Mbit/s",
    "_kbps": "kbit/s", "_w": "W", "_kw": "kW", "_kg": "kg", "_v": "V", "_ah": "Ah", "_percent": "%",
}  # fmt: skip


def unit_of(name: str) -> str:
    """The unit in a name: “m” for ``height_m``, nothing for ``name``."""
    stem, joint, ending = name.rpartition("_")
    return UNITS.get(f"_{ending}", "") if joint and stem else ""


def words_of(name: str) -> str:
    """A name as a label: “Height” for ``site__height_m``, “Site” for ``site_id``."""
    last = name.rpartition("__")[2]
    unit = unit_of(last)
    stem = last.rpartition("_")[0] if unit else last.removesuffix("_id")
    return str(capfirst(stem.replace("_", " ")))


@dataclass(frozen=True, slots=True)
class Refers:
    """A form offers the rows of this model: ``plan_id: Annotated[UUID, Refers("customers.Plan")]``.

    For inputs that name no field of the entity's own model; what is posted, the service checks.
    """

    model: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: a path with ``__``, or an annotation of ``rows``.

    ``unit`` is shown after a number ("m", "dBm"), by itself when the path ends in one (``_m``);
    ``money`` says that a number is minor units of a currency: its ISO code, or the path of it;
    ``hidden`` columns are offered, not shown at first; ``sort`` is the path to order by when it is
    not the column's own, "" when not sortable. ``value`` computes what is shown from the row when
    it is no plain path (then sortable only with ``sort``).
    """

    path: str
    label: str = ""
    link: bool = False
    badge: bool = False
    unit: str = ""
    money: str = ""
    hidden: bool = False
    sort: str | None = None
    value: Callable[[Any], Any] | None = None

    @property
    def title(self) -> str:
        return self.label or words_of(self.path)

    @property
    def sort_path(self) -> str:
        """The path to order by, "" when the column cannot be sorted."""
        if self.sort is not None:
            return self.sort
        return "" if self.value else self.path


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that is no plain field: ``apply(rows, text) -> rows``; ``choices`` if fixed.

    ``apply`` raises ValueError or DomainError with words for people when the text makes no sense.
    """

    name: str
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]]
    label: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True, init=False)
class Panel:
    """A titled panel of the detail page with the named fields (paths as in Column)."""

    title: str
    fields: tuple[str | Column, ...]

    def __init__(self, title: str, *fields: str | Column) -> None:
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "fields", fields)


@dataclass(frozen=True, slots=True)
class Related:
    """The rows of another entity that point here; ``accessor`` is the reverse name ("sectors").

    ``entity`` is the other's key, "network.sector"; an "Add" link prefills the reference.
    """

    accessor: str
    entity: str
    title: str = ""
    columns: tuple[str, ...] = ()
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Html:
    """A panel drawn by a template with ``row`` and what ``context(row, actor)`` returns."""

    title: str
    template: str
    context: Callable[[Any, Actor], Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events in whose payload the row's id stands, newest first.

    ``entries(row, actor)`` adds what is no event, such as notes: mappings with ``at``, ``title``
    and, if known, ``text``, ``actor``, ``icon``, ``tone``, ``url``.
    """

    title: str = "Timeline"
    entries: Callable[[Any, Actor], Iterable[Mapping[str, Any]]] | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Changes:
    """The row's audit trail: who changed what, old and new."""

    title: str = "Changes"
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Action:
    """A verb on one row: a button, ``POST …/{name}/`` and ``POST /api/v1/…/{id}/{name}``.

    ``run(row)`` or ``run(row, data)`` when ``input`` is given (a form is shown). ``when`` says
    whether it is offered; the service decides whether it is allowed. ``bulk``: also on ticked rows.
    """

    name: str
    run: Callable[..., Any]
    label: str = ""
    input: type[Input] | None = None
    when: Callable[[Any], bool] = field(default=lambda row: True)
    confirm: str = ""
    danger: bool = False
    bulk: bool = False
    icon: str = ""
    description: str = ""

    @property
    def title(self) -> str:
        return self.label or capfirst(self.name.replace("_", " "))


PanelKind = Panel | Related | Html | Timeline | Changes


@dataclass(frozen=True, kw_only=True, eq=False)
class Entity:
    """The one declaration of an entity.

    rows    (actor) -> QuerySet: joins, annotations, and what this actor may see
    create  (input) -> row;  change (row, input) -> row;  remove (row) -> None, or absent
    create_many  (inputs) -> rows: an import's rows at once, when that is faster than one by one
    group   the heading of the navigation it stands under, "" to keep it out of the menu
    order   its place under the heading, smallest first; equal ones by name
    help    the topic of the help page
    """

    model: type[Model]
    input: type[Input]
    output: type[BaseModel]
    rows: Callable[[Actor], QuerySet[Any]]
    create: Callable[[Any], Any] | None
    change: Callable[[Any, Any], Any] | None
    remove: Callable[[Any], Any] | None = None
    create_many: Callable[[Sequence[Any]], Sequence[Any]] | None = None
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
    help: str = ""
    empty: str = ""
    importable: bool = True
    pages: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        noun, nouns = self.title.lower(), self.plural.lower()
        declare(self.code("view"), f"See {self.plural.lower()}")
        if self.create is not None:
            declare(self.code("add"), f"Add {nouns}, one by one or from a CSV file")
        if self.change is not None:
            declare(self.code("change"), f"Change {nouns}")
        if self.remove is not None:
            declare(self.code("remove"), f"Remove {nouns}")
        for action in self.actions:
            description = action.description or f"{action.title}: {noun}"
            declare(self.code(action.name), description)

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
    def list_name(self) -> str:
        return self.url_name("list")

    @property
    def import_name(self) -> str:
        return self.url_name("import")

    @property
    def template_name(self) -> str:
        return self.url_name("template")
