"""Laws about the rooms of a domain: who may touch which rows, and how a room is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.laws.reading import Finding, Function, Law, Module, dotted, imports, last_name

MANAGERS = {"objects", "_default_manager", "_base_manager"}
WRITES = {"save", "asave", "delete", "adelete", "save_base"}
UNOWNED = {"Model", "AbstractUser", "AbstractBaseUser"}


def foreign_writes(module: Module) -> Iterator[Finding]:
    if module.domain is None or module.is_test or module.is_migration:
        return
    models, packages = foreign_models(module)
    rows = foreign_rows(module, models, packages)
    for node in module.nodes:
        if not isinstance(node, ast.Attribute):
            continue
        owner = dotted(node.value)
        if node.attr in MANAGERS and is_model(owner, models, packages):
            yield node.lineno, f"{owner} belongs to another domain; call its queries or services"
        if node.attr in WRITES and owner in rows:
            yield node.lineno, f"{owner} is a row of another domain; call its services"


def foreign_models(module: Module) -> tuple[set[str], set[str]]:
    """Names bound to another domain's models, and names bound to its models module."""
    models: set[str] = set()
    packages: set[str] = set()
    for _, name, bound in imports(module):
        parts = name.split(".")
        is_foreign = parts[:2] == ["guywire", "domains"] and len(parts) > 3
        if is_foreign and parts[2] != module.domain and parts[3] == "models":
            (models if len(parts) > 4 else packages).add(bound)
    return models, packages


def is_model(name: str, models: set[str], packages: set[str]) -> bool:
    return name in models or name.rpartition(".")[0] in packages


def foreign_rows(module: Module, models: set[str], packages: set[str]) -> set[str]:
    """Variables that visibly hold a foreign row: annotated with its model, or built from it."""
    rows: set[str] = set()
    for node in module.nodes:
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            kinds = {dotted(part) for part in ast.walk(node.annotation)}
            if any(is_model(kind, models, packages) for kind in kinds if kind):
                rows.add(node.arg if isinstance(node, ast.arg) else dotted(node.target))
        elif isinstance(node, ast.Assign) and is_model(built_by(node.value), models, packages):
            rows.update(dotted(target) for target in node.targets)
    return rows - {""}


def built_by(value: ast.expr) -> str:
    return dotted(value.func) if isinstance(value, ast.Call) else ""


def rows_in_doors(module: Module) -> Iterator[Finding]:
    if module.is_test or not module.is_room("views", "api"):
        return
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            yield node.lineno, f"{dotted(node) or '.objects'} in a door; ask queries.py"


def late_annotations(module: Module) -> Iterator[Finding]:
    if not (module.is_room("api", "inputs") or module.is_below("guywire.kit.api")):
        return
    for line, name, _ in imports(module):
        if name == "__future__.annotations":
            yield line, "ninja and pydantic read annotations when they run"


def tenant_first(module: Module) -> Iterator[Finding]:
    if module.is_test or module.is_migration or not module.package:
        return
    for node in module.nodes:
        if isinstance(node, ast.ClassDef) and is_tenant_table(node):
            yield from loose_uniques(node)


def is_tenant_table(node: ast.ClassDef) -> bool:
    bases = {last_name(base) for base in node.bases}
    has_columns = any(
        isinstance(part, ast.ClassDef) and part.name == "Meta" for part in node.body
    ) or any(base.endswith("Model") for base in bases)
    return has_columns and bool(bases) and not bases & UNOWNED


def loose_uniques(table: ast.ClassDef) -> Iterator[Finding]:
    for node in ast.walk(table):
        if isinstance(node, ast.Call) and last_name(node.func) == "UniqueConstraint":
            if first_column(node) != "tenant":
                yield node.lineno, f"{table.name}: a UniqueConstraint starts with tenant"
        elif isinstance(node, ast.Call) and last_name(node.func).endswith(("Field", "Key")):
            if any(word.arg == "unique" and is_true(word.value) for word in node.keywords):
                yield node.lineno, f"{table.name}: unique=True tells one tenant of another's rows"
        elif isinstance(node, ast.Assign) and last_name(node.targets[0]) == "unique_together":
            yield node.lineno, f"{table.name}: write a UniqueConstraint starting with tenant"


def first_column(constraint: ast.Call) -> str | None:
    given: list[ast.expr] = list(constraint.args)
    for word in constraint.keywords:
        if word.arg == "fields" and isinstance(word.value, ast.List | ast.Tuple):
            given = word.value.elts
    first = given[0] if given else None
    if isinstance(first, ast.Call) and last_name(first.func) == "F" and first.args:
        first = first.args[0]
    is_text = isinstance(first, ast.Constant) and isinstance(first.value, str)
    return str(first.value) if is_text and isinstance(first, ast.Constant) else None


def is_true(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def model_rules(module: Module) -> Iterator[Finding]:
    if module.is_test or not module.is_room("models"):
        return
    for node in module.nodes:
        if isinstance(node, Function) and node.name in {"save", "delete"}:
            yield node.lineno, f"{node.name}() override: update() and bulk writes walk past it"


def lab_apart(module: Module) -> Iterator[Finding]:
    if not module.package or module.is_test:
        return
    inside = module.is_below("guywire.lab")
    for line, name, _ in imports(module):
        if inside and name.startswith("guywire.") and not allowed_in_lab(name):
            yield line, f"the lab imports engines only, not {name}"
        if (
            not inside
            and name.startswith("guywire.lab")
            and not module.is_below("guywire.processes")
        ):
            yield line, "nothing but the demo and tests may know the lab"


def allowed_in_lab(name: str) -> bool:
    return name.startswith(("guywire.engines", "guywire.lab"))


LAWS = (
    Law("foreign-write", "A rule lives in one service; rows have one writer.", foreign_writes),
    Law("rows-in-doors", "A door parses, calls and renders; it knows no tables.", rows_in_doors),
    Law("late-annotations", "The API builder breaks on strings.", late_annotations),
    Law("tenant-first", "A unique rule across tenants leaks what others hold.", tenant_first),
    Law("no-save-override", "A rule in save() misses every other way to write.", model_rules),
    Law("lab-apart", "Simulated gear must not reach production code.", lab_apart),
)
