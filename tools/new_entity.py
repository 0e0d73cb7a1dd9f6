"""`make new-entity DOMAIN=fleet NAME=vehicle FIELDS="name:str odometer_km:int?"`.

Writes the entity into the rooms of its domain, with its migration and tests. A field is
`name:kind`, optional with `?`; kinds are str, text, int, decimal, bool, date, datetime,
choice(a|b) and a reference as network.Site. The first field names a row.
"""

from __future__ import annotations

import re
import sys

from tools.entity_tests import write_make, write_tests
from tools.fields import Field, parse
from tools.plan import VALUE_TYPES, Plan
from tools.writing import (
    DOMAINS,
    Refused,
    checked_name,
    contract,
    end_of_docstring,
    run_tool,
    tidy,
)


def checked_plan(domain: str, noun: str, words: list[str]) -> Plan:
    """The plan, or `Refused` before anything is written."""
    plan = Plan(checked_name("domain", domain), checked_name("name", noun), parse(words))
    if not plan.folder.is_dir():
        raise Refused(f"there is no domain {domain}; make new-domain NAME={domain}")
    if has_model(domain, plan.model):
        raise Refused(f"{domain} has a model {plan.model} already")
    check_references(plan)
    return plan


def check_references(plan: Plan) -> None:
    order = [name for layer in contract("domains")["layers"] for name in re.findall(r"\w+", layer)]
    for field in plan.fields:
        if field.reference is None:
            continue
        app, model = field.reference
        if not has_model(app, model):
            raise Refused(f"{field.name}: there is no model {model} in the domain {app}")
        if plan.domain in order and app in order and order.index(app) < order.index(plan.domain):
            raise Refused(f"{field.name}: {app} stands above {plan.domain}; refer downward")


def has_model(domain: str, model: str) -> bool:
    folder = DOMAINS / domain
    files = [folder / "models.py", *folder.glob("models/*.py")]
    texts = [path.read_text(encoding="utf-8") for path in files if path.exists()]
    return any(f"class {model}(" in text for text in texts)


def write_models(plan: Plan) -> None:
    choices = "".join(choices_class(field) for field in plan.fields if field.choices)
    columns = "".join(f"    {field.column}\n" for field in plan.fields)
    body = f'''
class {plan.model}(TenantModel):
    """…"""

{choices}{columns}
    class Meta:
        ordering = ("{plan.label}",)
        verbose_name = "{plan.words}"
        verbose_name_plural = "{plan.plural.replace("_", " ")}"
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "{plan.label}"), name="{plan.noun}_{plan.label}_once"
            ),
        )

    def __str__(self) -> str:
        return self.{plan.label}
'''
    imports = "from django.db import models\n\nfrom guywire.kit.tenancy.models import TenantModel"
    plan.put("models", f"Tables of the {plan.domain} domain.", imports, body, plan.model)


def choices_class(field: Field) -> str:
    rows = "".join(f'        {name.upper()} = "{name}"\n' for name in field.choices)
    return f"    class {field.choices_class}(models.TextChoices):\n{rows}\n"


def write_inputs(plan: Plan) -> None:
    lines = "".join(f"    {field.write_line(plan.model)}\n" for field in plan.fields)
    body = (
        f'class {plan.model}Input(Input):\n    """What is written of a {plan.words}."""\n\n{lines}'
    )
    imports = f"{VALUE_TYPES}\nfrom pydantic import Field\n\nfrom guywire.kit.entity import Input\n"
    imports += f"\nfrom {plan.near('inputs')}models import {plan.model}\n"
    plan.put("inputs", f"Write shapes of {plan.domain}.", imports, body, f"{plan.model}Input")


def write_queries(plan: Plan) -> None:
    references = [field.name for field in plan.fields if field.reference]
    joined = f".select_related({', '.join(map(repr, references))})" if references else ".all()"
    body = f'''
def {plan.plural}(actor: Actor) -> QuerySet[{plan.model}]:
    """Those the actor may see; whether it may see any is the door's question."""
    return {plan.model}.objects{joined}
'''
    imports = f"""
from django.db.models import QuerySet

from guywire.kit.access import Actor

from {plan.near("queries")}models import {plan.model}
"""
    plan.put("queries", f"Reads of the {plan.domain} domain.", imports, body, plan.plural)


def write_services(plan: Plan) -> None:
    noun, model, label = plan.noun, plan.model, plan.label
    body = f'''
class {model}Exists(DomainError):
    code = "{noun}_exists"


def create_{noun}(data: {model}Input) -> {model}:
    refuse_second_{noun}(data)
    return {model}.objects.create(**data.model_dump())


def change_{noun}({noun}: {model}, data: {model}Input) -> {model}:
    {noun} = {model}.objects.select_for_update().get(pk={noun}.pk)
    refuse_second_{noun}(data, besides={noun})
    for name, value in data.model_dump().items():
        setattr({noun}, name, value)
    {noun}.save()
    return {noun}


def remove_{noun}({noun}: {model}) -> None:
    {noun}.delete()


def refuse_second_{noun}(data: {model}Input, *, besides: {model} | None = None) -> None:
    others = {model}.objects.exclude(pk=besides.pk) if besides else {model}.objects.all()
    if others.filter({label}=data.{label}).exists():
        raise {model}Exists(f"“{{data.{label}}}” exists already.", field="{label}")
'''
    imports = f"""
from guywire.kit.errors import DomainError

from {plan.near("services")}inputs import {model}Input
from {plan.near("services")}models import {model}
"""
    names = (f"{model}Exists", f"create_{noun}", f"change_{noun}", f"remove_{noun}")
    plan.put("services", f"Writes of the {plan.domain} domain.", imports, body, *names)


def write_entities(plan: Plan) -> None:
    near = plan.near("entities")
    imports = f"""{VALUE_TYPES}
from pydantic import BaseModel, ConfigDict

from guywire.kit.entity import Changes, Column, Entity, Panel, Timeline

from {near} import queries, services
from {near}inputs import {plan.model}Input
from {near}models import {plan.model}
"""
    what = f"What the kit is told of {plan.domain}."
    body = output_shape(plan) + declaration(plan)
    plan.put("entities", what, imports, body, plan.constant)


def output_shape(plan: Plan) -> str:
    lines = "".join(f"    {field.output_line}\n" for field in plan.fields)
    return f'''
class {plan.model}Output(BaseModel):
    """The public shape of a {plan.words}; a change of it is a change of the API."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
{lines}
'''


def declaration(plan: Plan) -> str:
    noun, model = plan.noun, plan.model
    listed = [field for field in plan.fields if field.kind != "text"]
    columns = "".join(f"        {column(plan, field)},\n" for field in listed)
    filters = [field.name for field in plan.fields if field.reference or field.choices]
    search = [field.name for field in plan.fields if field.is_text]
    named = ", ".join(f'"{field.name}"' for field in plan.fields)
    return f'''
{plan.constant} = Entity(
    model={model},
    input={model}Input,
    output={model}Output,
    rows=queries.{plan.plural},
    create=services.create_{noun},
    change=services.change_{noun},
    remove=services.remove_{noun},
    columns=(
{columns}    ),
    filters={as_tuple(filters)},
    search={as_tuple(search)},
    natural_key=("{plan.label}",),
    panels=(Panel("{plan.words.capitalize()}", {named}), Timeline(), Changes()),
    group="Admin",
)
'''


def column(plan: Plan, field: Field) -> str:
    extra = ", link=True" if field.name == plan.label else ", badge=True" if field.choices else ""
    return f'Column("{field.name}"{extra})'


def as_tuple(names: list[str]) -> str:
    return f"({', '.join(repr(name) for name in names)}{',' if len(names) == 1 else ''})"


def write_door(plan: Plan, room: str, name: str, maker: str, head: str) -> None:
    """Add the entity to the call in the room urls or api, which is made when it is not there."""
    is_package = (plan.folder / room).is_dir()
    path = plan.folder / (f"{room}/__init__.py" if is_package else f"{room}.py")
    text = path.read_text(encoding="utf-8") if path.exists() else head
    call = re.compile(rf"{maker}\(([^)]*)\)")
    if call.search(text):
        text = call.sub(lambda found: f"{maker}({join(found[1], plan.constant)})", text, count=1)
    else:
        empty = re.compile(rf"^{name}(: [^=\n]+)? = (\[\]|\(\))$", re.MULTILINE)
        text, count = empty.subn(f"{name} = {maker}({plan.constant})", text, count=1)
        if count != 1:
            raise Refused(
                f"{room}.py of {plan.domain} has no {maker}(…): add {plan.constant} by hand"
            )
    home = {"urls": "guywire.kit.entity.urls", "api": "guywire.kit.entity.api"}[room]
    dots = ".." if is_package else "."
    imports = f"from {home} import {maker}\n\nfrom {dots}entities import {plan.constant}\n"
    place = end_of_docstring(text)
    path.write_text(f"{text[:place]}{imports}\n{text[place:]}", encoding="utf-8")


def join(known: str, name: str) -> str:
    return ", ".join([*(part.strip() for part in known.split(",") if part.strip()), name])


def new_entity(plan: Plan) -> None:
    """Write all rooms, then the migration."""
    write_models(plan)
    write_inputs(plan)
    write_queries(plan)
    write_services(plan)
    write_entities(plan)
    urls_head = f'app_name = "{plan.domain}"\nurlpatterns = []\n'
    write_door(plan, "urls", "urlpatterns", "entity_urls", urls_head)
    write_door(plan, "api", "routers", "entity_routers", "routers = ()\n")
    write_make(plan)
    write_tests(plan)
    tidy(plan.folder)
    run_tool("migrations", "--write", plan.domain, plan.noun)


def room_of(plan: Plan, room: str) -> str:
    """The file of a room that holds this entity, as people name it."""
    return f"{room}/{plan.plural}.py" if (plan.folder / room).is_dir() else f"{room}.py"


def main(words: list[str]) -> int:
    if len(words) < 3:
        print(__doc__)
        return 2
    try:
        plan = checked_plan(words[0], words[1], words[2:])
    except Refused as refusal:
        print(f"nothing was written: {refusal}", file=sys.stderr)
        return 1
    try:
        new_entity(plan)
    except Refused as refusal:
        print(f"not finished: {refusal}", file=sys.stderr)
        return 1
    models, entities = (room_of(plan, room) for room in ("models", "entities"))
    print(f"{plan.model} stands in src/guywire/domains/{plan.domain}; now:")
    print(f"  say in {models} what a {plan.words} is, and its group in {entities}")
    print(
        "  WRITE_QUERY_COUNTS=1 .venv/bin/python -m pytest tests/architecture/test_entities.py \\"
    )
    print(f"    -k {plan.domain}.{plan.noun}")
    print(f"  make docs && make test-domain D={plan.domain} && make check")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
