"""The tests that `make new-entity` writes, and the rows they begin with."""

from __future__ import annotations

import re

from tools.plan import VALUE_TYPES, Plan
from tools.writing import DOMAINS, add_to_room, write_new


def write_make(plan: Plan) -> None:
    """A valid input and a row: what every test of the entity's doors begins with."""
    noun, model = plan.noun, plan.model
    path = plan.folder / "tests" / "make.py"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    serial = "" if re.search(r"^_serial = ", text, re.MULTILINE) else "_serial = count(1)\n\n\n"
    given = [field for field in plan.fields[1:] if not field.optional and not field.reference]
    values = "".join(f'        "{field.name}": {field.sample},\n' for field in given)
    imports, references = made_references(plan)
    body = f"""
{serial}def {noun}_input(**fields: Any) -> {model}Input:
    given: dict[str, Any] = {{
        "{plan.label}": f"{plan.words.capitalize()} {{next(_serial)}}",
{values}    }}
{references}    return {model}Input(**(given | fields))


def {noun}(**fields: Any) -> {model}:
    return create_{noun}({noun}_input(**fields))
"""
    here = f"guywire.domains.{plan.domain}"
    imports = f"""{VALUE_TYPES}
from itertools import count
from typing import Any

from {here}.inputs import {model}Input
from {here}.models import {model}
from {here}.services import create_{noun}
{imports}"""
    what = f"Rows of {plan.domain} for tests, made by the services that make them in earnest."
    add_to_room(path, what, imports, body)


def made_references(plan: Plan) -> tuple[str, str]:
    """The imports and the lines by which an input's required references find their rows."""
    imports = lines = ""
    for field in plan.fields:
        if field.reference is None or field.optional:
            continue
        maker = maker_of(*field.reference)
        if maker is None:
            print(f"say in tests/make.py, {plan.noun}_input, where {field.name}_id comes from")
            continue
        app = field.reference[0]
        if app != plan.domain:
            imports += f"from guywire.domains.{app}.tests import make as {app}_make\n"
            maker = f"{app}_make.{maker}"
        lines += f'    if "{field.name}_id" not in fields:\n'
        lines += f'        given["{field.name}_id"] = {maker}().pk\n'
    return imports, lines


def maker_of(app: str, model: str) -> str | None:
    """The function of a domain's tests/make.py that gives a row of a model."""
    path = DOMAINS / app / "tests" / "make.py"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    found = re.search(rf"^def (\w+)\(\*\*\w+: Any\) -> {model}:", text, re.MULTILINE)
    return found[1] if found else None


def write_tests(plan: Plan) -> None:
    text = f'''"""{plan.model}: what its services do and refuse."""

import pytest

from guywire.domains.{plan.domain} import services
from guywire.domains.{plan.domain}.models import {plan.model}
from guywire.domains.{plan.domain}.tests import make
from guywire.domains.tenants.models import Tenant


'''
    write_new(plan.folder / "tests" / f"test_{plan.plural}.py", text + test_cases(plan))


def test_cases(plan: Plan) -> str:
    noun, model, label = plan.noun, plan.model, plan.label
    return f"""def test_a_{noun}_is_created_as_written(tenant: Tenant) -> None:
    services.create_{noun}(make.{noun}_input({label}="South"))
    assert {model}.objects.get().{label} == "South"


def test_a_second_{noun}_of_that_{label}_is_refused_and_not_written(tenant: Tenant) -> None:
    services.create_{noun}(make.{noun}_input({label}="South"))
    with pytest.raises(services.{model}Exists) as refusal:
        services.create_{noun}(make.{noun}_input({label}="South"))
    assert refusal.value.field == "{label}"
    assert {model}.objects.count() == 1


def test_a_{noun}_is_changed_and_keeps_its_own_{label}(tenant: Tenant) -> None:
    {noun} = make.{noun}({label}="South")
    services.change_{noun}({noun}, make.{noun}_input({label}="South"))
    services.change_{noun}({noun}, make.{noun}_input({label}="West"))
    assert {model}.objects.get().{label} == "West"


def test_a_removed_{noun}_is_gone(tenant: Tenant) -> None:
    services.remove_{noun}(make.{noun}())
    assert not {model}.objects.exists()
"""
