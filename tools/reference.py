"""The pages of `docs/reference/`, each made from a registry of the loaded application."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterable, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup

from guywire.config.env import VARIABLES, Variable
from guywire.kit.access import codes
from guywire.kit.entity.declaration import Entity
from guywire.kit.entity.registry import entities
from guywire.kit.events import Event, event_types, listeners
from guywire.kit.jobs import Periodic, periodic_jobs
from guywire.processes.cli import app


def pages() -> dict[str, str]:
    """Every page by its file name."""
    return {
        "entities.md": entities_page(entities()),
        "events.md": events_page(event_types()),
        "jobs.md": jobs_page(periodic_jobs()),
        "permissions.md": permissions_page(codes()),
        "processes.md": processes_page(command_line()),
        "settings.md": settings_page(VARIABLES),
    }


def undocumented() -> list[str]:
    """What exists without a word about it; each line names the thing."""
    command = command_line()
    missing = {
        "setting": [variable.name for variable in VARIABLES if not variable.help.strip()],
        "permission": [code for code, text in codes().items() if not text.strip()],
        "event": [name for name, kind in event_types().items() if not own_docstring(kind)],
        "periodic job": [job.name for job in periodic_jobs() if not job.description.strip()],
        "command": [name for name, found in commands(command) if not (found.help or "").strip()],
    }
    return [f"{kind} {name} is not described" for kind, names in missing.items() for name in names]


def own_docstring(kind: type[Event]) -> str:
    """The class's own words: not those of its base, nor the signature dataclass puts there."""
    text = inspect.cleandoc(kind.__dict__.get("__doc__") or "")
    return "" if text.startswith(f"{kind.__name__}(") else text


def cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell(value) for value in line)} |\n" for line in lines)


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def permissions_page(known: dict[str, str]) -> str:
    text = (
        "# Permissions\n\nA role is a set of these codes, and so are the scopes of an API key. "
        "A code reads `<domain>.<noun>.<verb>`.\n"
    )
    for domain in sorted({domain_of(name) for name in known}):
        rows = [(code(name), words) for name, words in known.items() if domain_of(name) == domain]
        text += f"\n## {domain}\n\n" + table(("Code", "Allows"), sorted(rows))
    return text


def domain_of(name: str) -> str:
    return name.partition(".")[0]


def events_page(known: dict[str, type[Event]]) -> str:
    text = (
        "# Events\n\nFacts that domains publish. A field may be added, never changed in meaning. "
        "Public events can be sent to outgoing webhooks.\n"
    )
    for name, kind in sorted(known.items()):
        public = "Public." if kind.public else "Internal."
        text += f"\n## {name}\n\n{own_docstring(kind)}\n\n{public}"
        heard = [code(handler.removeprefix("guywire.domains.")) for handler in listeners(name)]
        text += f" Heard by {', '.join(heard)}.\n" if heard else " Heard by nobody.\n"
        rows = [(code(field.name), code(type_name(field.type))) for field in event_fields(kind)]
        if rows:
            text += "\n" + table(("Field", "Type"), rows)
    return text


def event_fields(kind: type[Event]) -> tuple[dataclasses.Field[Any], ...]:
    # Event makes each of its subclasses a dataclass, which no type checker can see.
    return dataclasses.fields(cast(Any, kind))


def type_name(annotation: Any) -> str:
    """A type as a reader knows it: what checks it is left out, members of a union are joined."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_name(arguments[0])
    if origin in {Union, UnionType}:
        return " | ".join(type_name(argument) for argument in arguments)
    if origin is Literal:
        return " | ".join(repr(argument) for argument in arguments)
    if origin is not None:
        return f"{origin.__name__}[{', '.join(type_name(argument) for argument in arguments)}]"
    return "None" if annotation is type(None) else getattr(annotation, "__name__", str(annotation))


def settings_page(variables: Sequence[Variable]) -> str:
    text = (
        "# Settings\n\nEverything is configured by environment variables, read once when a "
        "process starts. A wrong value ends the process with a message that names the variable.\n\n"
    )
    rows = [(code(v.name), v.kind, code(v.default), v.help) for v in variables]
    return text + table(("Variable", "Kind", "Default", "Meaning"), rows)


def jobs_page(jobs: Sequence[Periodic]) -> str:
    text = (
        "# Periodic jobs\n\nWork by the clock, run once a slot for every tenant. After downtime "
        "the newest missed slot runs once; where every missed slot counts, each of them does.\n\n"
    )
    rows = [
        (code(job.name), rhythm(job), "each" if job.each_missed else "newest", job.description)
        for job in jobs
    ]
    return text + (
        table(("Job", "When", "Missed slots", "What it does"), rows) if rows else "None.\n"
    )


def rhythm(job: Periodic) -> str:
    if job.at is not None:
        return f"daily at {job.at:%H:%M}, tenant's time"
    return f"every {job.every}"


Command = TyperCommand | TyperGroup


def command_line() -> Command:
    command = typer.main.get_command(app)
    if not isinstance(command, TyperCommand | TyperGroup):
        raise TypeError(f"the command line is a {type(command).__name__}")
    return command


def commands(command: Command, prefix: str = "guywire") -> list[tuple[str, Command]]:
    """Every command that can be run, with its whole name."""
    if isinstance(command, TyperCommand):
        return [(prefix, command)]
    found: list[tuple[str, Command]] = []
    for name, child in sorted(command.commands.items()):
        if isinstance(child, TyperCommand | TyperGroup):
            found += commands(child, f"{prefix} {name}")
    return found


def processes_page(command: Command) -> str:
    text = "# Processes and commands\n\nWhat the `guywire` command runs.\n"
    for name, found in commands(command):
        text += f"\n## {name}\n\n{inspect.cleandoc(found.help or '')}\n"
        rows = [
            (code(parameter_name(p)), getattr(p, "help", "") or "", default(p))
            for p in found.params
            if p.name != "help"
        ]
        if rows:
            text += "\n" + table(("Option", "Meaning", "Default"), rows)
    return text


def parameter_name(parameter: Any) -> str:
    if isinstance(parameter, TyperArgument):
        return str(parameter.name or "").upper()
    return " ".join([*parameter.opts, *parameter.secondary_opts])


def default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    value = parameter.default
    shown = isinstance(value, str | int | float) and value != ""
    return code(str(value).lower() if isinstance(value, bool) else str(value)) if shown else ""


def entities_page(known: Sequence[Entity]) -> str:
    text = (
        "# Entities\n\nWhat the generated pages, the API and CSV import and export offer, by the "
        "declaration of each entity.\n"
    )
    for entity in sorted(known, key=lambda entity: entity.key):
        text += f"\n## {entity.key}\n\n" + table(("", ""), entity_facts(entity))
        rows = [
            (code(name), code(type_name(field.annotation)), "yes" if field.is_required() else "")
            for name, field in entity.input.model_fields.items()
        ]
        text += "\n" + table(("Input", "Type", "Required"), rows)
    return text


def entity_facts(entity: Entity) -> list[tuple[str, str]]:
    filters = [item if isinstance(item, str) else item.name for item in entity.filters]
    facts = [
        ("Columns", [column.path for column in entity.columns]),
        ("Filters", filters),
        ("Searched in", list(entity.search)),
        ("Natural key", list(entity.natural_key)),
        ("Actions", [action.name for action in entity.actions]),
    ]
    return [(name, ", ".join(map(code, values)) or "none") for name, values in facts]
