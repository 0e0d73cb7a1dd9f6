"""Laws about how code is written, wherever it stands."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tools.laws.reading import Finding, Function, Law, Module, dotted, functions, imports, last_name

LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
VAGUE = {"utils", "util", "helpers", "helper", "core", "misc"}
SIGNALS = re.compile(
    r"^(django\.dispatch|django\..*signals|django\.test\.signals|allauth\..*signals)"
)
CLOCKS = {
    "datetime.now",
    "datetime.datetime.now",
    "datetime.utcnow",
    "datetime.datetime.utcnow",
    "datetime.today",
    "datetime.datetime.today",
    "date.today",
    "datetime.date.today",
    "timezone.now",
    "django.utils.timezone.now",
    "time.time",
    "time.time_ns",
}
MONEY = {
    "amount",
    "amounts",
    "price",
    "prices",
    "balance",
    "fee",
    "fees",
    "tax",
    "taxes",
    "invoice",
    "charge",
    "charges",
    "discount",
    "deposit",
    "refund",
    "credit",
    "credits",
    "money",
    "payment",
    "payments",
}
NOT_MONEY_ENDS = {"db", "dbm", "percent", "rate", "ratio", "s", "m", "count"}
RUNS_SQL = {"execute", "executemany", "raw", "RawSQL", "RunSQL", "mogrify"}


def imports_inside(module: Module) -> Iterator[Finding]:
    for function in functions(module):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node.lineno, f"import inside {function.name}()"


def signals(module: Module) -> Iterator[Finding]:
    if module.is_below("guywire.kit.tenancy") or not module.package:
        return
    for line, name, _ in imports(module):
        if SIGNALS.match(name):
            yield line, f"{name} is imported"
    for node in module.nodes:
        if isinstance(node, ast.Call) and re.search(
            r"(^|\.)(signals\.\w+|(pre|post)_(save|delete|init|migrate))\.connect$",
            dotted(node.func),
        ):
            yield node.lineno, f"{dotted(node.func)}() hangs a receiver on a signal"


def vague_names(module: Module) -> Iterator[Finding]:
    for part in module.path.with_suffix("").parts:
        if part in VAGUE:
            yield 1, f"{part!r} says nothing of what is inside"


def long_modules(module: Module) -> Iterator[Finding]:
    length = len(module.source.splitlines())
    if length > LONGEST_MODULE and not module.is_migration:
        yield LONGEST_MODULE + 1, f"{length} lines; split it by noun at {LONGEST_MODULE}"


def long_functions(module: Module) -> Iterator[Finding]:
    # A compiled kernel is one inlined algorithm; calls between its steps would be paid per point.
    if module.is_test or module.is_migration or "kernels" in module.path.parts:
        return
    for function in functions(module):
        length = code_lines(function)
        if length > LONGEST_FUNCTION:
            yield function.lineno, f"{function.name}() has {length} lines; {LONGEST_FUNCTION} fit"


def code_lines(function: Function) -> int:
    """Lines from `def` to the end, without the docstring."""
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    has_docstring = ast.get_docstring(function, clean=False) is not None
    return length - ((first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0)


def clocks(module: Module) -> Iterator[Finding]:
    if module.package[:1] != ("guywire",) or module.is_below("guywire.kit.clock"):
        return
    if module.is_migration:
        return
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and dotted(node) in CLOCKS:
            yield node.lineno, f"{dotted(node)} reads the machine's clock; ask guywire.kit.clock"
    for line, name, _ in imports(module):
        if name in {"time.time", "time.time_ns", "django.utils.timezone.now"}:
            yield line, f"{name} reads the machine's clock; ask guywire.kit.clock"


def is_money(name: str) -> bool:
    words = name.lower().split("_")
    return bool(MONEY & set(words)) and words[-1] not in NOT_MONEY_ENDS


def money_floats(module: Module) -> Iterator[Finding]:
    if not module.package or module.is_test:
        return
    for node in module.nodes:
        for name, is_float in named_values(node):
            if is_float and is_money(name):
                yield getattr(node, "lineno", 1), f"{name} is money and must not be a float"


def named_values(node: ast.AST) -> Iterator[tuple[str, bool]]:
    """Names given a value or a type at this node, and whether that is a float."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield last_name(target), is_float_value(node.value)
    elif isinstance(node, ast.AnnAssign):
        is_float = mentions_float(node.annotation) or is_float_value(node.value)
        yield last_name(node.target), is_float
    elif isinstance(node, ast.Call) and dotted(node.func) == "float":
        for argument in node.args:
            yield last_name(argument), True
    else:
        yield from typed_names(node)


def typed_names(node: ast.AST) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.arg):
        yield node.arg, mentions_float(node.annotation)
    elif isinstance(node, ast.keyword) and node.arg:
        yield node.arg, is_float_value(node.value)
    elif isinstance(node, Function):
        yield node.name, mentions_float(node.returns)


def is_float_value(node: ast.AST | None) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    return isinstance(node, ast.Call) and last_name(node.func) in {"float", "FloatField"}


def mentions_float(annotation: ast.AST | None) -> bool:
    return annotation is not None and any(dotted(n) == "float" for n in ast.walk(annotation))


def formatted_sql(module: Module) -> Iterator[Finding]:
    if not module.package:
        return
    scopes: list[ast.AST] = [module.tree, *functions(module)]
    for scope in scopes:
        built = {
            last_name(target)
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign) and is_formatted(node.value)
            for target in node.targets
        }
        for node in ast.walk(scope):
            if not isinstance(node, ast.Call) or last_name(node.func) not in RUNS_SQL:
                continue
            # Django's schema editor takes no parameters; its callers quote names with quote_name().
            if dotted(node.func).endswith("schema_editor.execute") or not node.args:
                continue
            first = node.args[0]
            if is_formatted(first) or (isinstance(first, ast.Name) and first.id in built):
                yield node.lineno, "SQL put together from strings; pass parameters or psycopg.sql"


def is_formatted(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        return is_text(node.left) or is_text(node.right) or is_formatted(node.left)
    if isinstance(node, ast.Call) and last_name(node.func) == "format":
        owner = node.func.value if isinstance(node.func, ast.Attribute) else node
        return is_text(owner)
    return False


def is_text(node: ast.AST) -> bool:
    is_constant = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_constant or isinstance(node, ast.JoinedStr)


def bare_todos(module: Module) -> Iterator[Finding]:
    for token in tokenize.generate_tokens(io.StringIO(module.source).readline):
        if token.type == tokenize.COMMENT and re.search(
            r"\b(TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))", token.string
        ):
            yield token.start[0], "an open point needs its issue: TODO(#12)"


LAWS = (
    Law("import-inside", "A hidden import hides a circle; move the code instead.", imports_inside),
    Law("no-signals", "Who reacts to what must be readable at one end: publish an event.", signals),
    Law("vague-names", "A drawer without a label collects everything.", vague_names),
    Law("long-module", "What does not fit the head gets split by noun.", long_modules),
    Law("long-function", "A function is one thought.", long_functions),
    Law("one-clock", "Tests freeze time, and a rule is given its moment.", clocks),
    Law("money-float", "Money is whole minor units; floats lose cents.", money_floats),
    Law("formatted-sql", "SQL built from strings is how injections happen.", formatted_sql),
    Law("bare-todo", "An open point without an issue is forgotten.", bare_todos),
)
