"""Is everything well? Each check says what it saw, and how to mend it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from rich.console import Console
from rich.table import Column, Table

from guywire.config.env import env
from guywire.kit import clock
from guywire.kit.jobs.status import HEAVY_LATE_AFTER_S, LATE_AFTER_S

from .web import THREADS

LEAST_FREE_BYTES = 2 * 1024**3
LONGEST_LATENESS = timedelta(seconds=LATE_AFTER_S)
SOCKET_LINE = 4  # of postmaster.pid: the folder of the server's socket
LARGEST_CLOCK_GAP = timedelta(seconds=5)
WIDE_OPEN = ("0.0.0.0", "::")  # noqa: S104  compared with, not bound to

OPEN_TABLES = """
select t.relname from pg_class t
  join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id' and not a.attisdropped
 where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')
   and (not t.relrowsecurity
        or not exists (select 1 from pg_policy p where p.polrelid = t.oid)
        or exists (select 1 from pg_policy p where p.polrelid = t.oid and p.polpermissive
                    and coalesce(pg_get_expr(p.polqual, p.polrelid), '')
                        not like '%guywire_tenant()%'))
 order by 1
"""
LED_ASTRAY = """
select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
   and not coalesce('search_path=pg_catalog, public, pg_temp' = any(p.proconfig), false)
 order by 1
"""
TENANT_AT_BIRTH = "Reset the setting guywire.tenant of the role, the database and the server."


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer; ``mend`` is empty when all is well."""

    what: str
    seen: str
    mend: str = ""


def _one(sql: str, *values: float) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone() or ()


def _all(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def configuration() -> Finding:
    if env().debug and env().bind[0] in WIDE_OPEN:
        return Finding(
            "configuration", "tracebacks are shown to the world", "Set GUYWIRE_DEBUG=no."
        )
    mail = (
        "letters by SMTP" if env().mail_url else "letters go to files (GUYWIRE_MAIL_URL is empty)"
    )
    return Finding("configuration", f"read and valid; {mail}")


def database() -> Finding:
    try:
        version = int(str(_one("show server_version_num")[0])) // 10000
    except DatabaseError as error:
        return Finding("database", str(error).strip(), "Check GUYWIRE_DATABASE_URL and the server.")
    if version < 15:  # the oldest that we support
        return Finding("database", f"PostgreSQL {version}", "Guywire needs PostgreSQL 15 or newer.")
    allowed = int(str(_one("show max_connections")[0]))
    wanted = env().web_workers * (env().database_pool or THREADS)
    if wanted >= allowed:
        return Finding(
            "database",
            f"the web process may want {wanted} connections; the server allows {allowed}",
            "Raise max_connections, or lower GUYWIRE_WEB_WORKERS or GUYWIRE_DATABASE_POOL.",
        )
    kind = "embedded" if _is_ours() else "external"
    return Finding("database", f"PostgreSQL {version} answers ({kind})")


def _is_ours() -> bool:
    """Whether the server behind the connection is the one of our data folder."""
    path = env().postgres_dir / "postmaster.pid"
    lines = path.read_text().splitlines() if path.exists() else []
    return len(lines) > SOCKET_LINE and lines[SOCKET_LINE] == connection.settings_dict["HOST"]


def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding("migrations", f"{len(waiting)} wait", "Run `guywire migrate`.")
    return Finding("migrations", "all applied")


def roles() -> Finding:
    name, is_super, bypasses, owned = _one(
        "select current_user, rolsuper, rolbypassrls,"
        " (select count(*) from pg_tables"
        "  where schemaname = 'public' and tableowner = current_user)"
        " from pg_roles where rolname = current_user"
    )
    if is_super or bypasses or owned:
        return Finding(
            "roles",
            f"{name} could lift the tenants' walls",
            "Give GUYWIRE_DATABASE_URL a plain role that owns no table"
            " (docs/how-to/external-database.md).",
        )
    return Finding("roles", f"{name} is a plain role and owns nothing")


def isolation() -> Finding:
    open_tables = ", ".join(str(name) for (name,) in _all(OPEN_TABLES))
    if open_tables:
        return Finding(
            "isolation",
            f"not kept apart: {open_tables}",
            "Somebody has changed these tables by hand: restore their row-level security and"
            " their policies from a backup of the schema.",
        )
    astray = ", ".join(str(name) for (name,) in _all(LED_ASTRAY))
    if astray:
        return Finding(
            "isolation",
            f"functions that run as the owner may be led astray: {astray}",
            "As the owner, for each: alter function … set search_path = pg_catalog, public,"
            " pg_temp; or drop it, if it is not Guywire's.",
        )
    try:
        _one("select guywire_tenant()")
    except DatabaseError:
        return Finding("isolation", "every tenant table keeps tenants apart and refuses without")
    return Finding("isolation", "a connection is born with a tenant", TENANT_AT_BIRTH)


def queue() -> Finding:
    waiting, oldest, failed = _one(
        "select count(*) filter (where status = 'todo'),"
        " now() - min(e.at) filter"
        " (where status = 'todo' and coalesce(scheduled_at, now()) <= now()"
        " and (priority >= 0 or e.at < now() - make_interval(secs => %s))),"
        " count(*) filter (where status = 'failed')"
        " from procrastinate_jobs j left join lateral"
        " (select min(at) as at from procrastinate_events where job_id = j.id) e on true",
        HEAVY_LATE_AFTER_S,
    )
    if isinstance(oldest, timedelta) and oldest > LONGEST_LATENESS:
        return Finding(
            "queue", f"{waiting} wait, the oldest for {oldest}", "Start `guywire worker`."
        )
    if failed:
        return Finding("queue", f"{failed} failed", "See Admin → Jobs for why, and retry.")
    return Finding("queue", f"{waiting} wait, none late, none failed")


def disk() -> Finding:
    env().data_dir.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(env().data_dir).free
    seen = f"{free / 1024**3:.1f} GiB free in {env().data_dir}"
    if free < LEAST_FREE_BYTES:
        return Finding("disk", seen, "Make room, or move GUYWIRE_DATA_DIR.")
    return Finding("disk", seen)


def system_clock() -> Finding:
    (theirs,) = _one("select now()")
    assert isinstance(theirs, datetime)
    gap = abs(clock.now() - theirs)
    if gap > LARGEST_CLOCK_GAP:
        return Finding("clock", f"{gap} apart from the database's", "Run a time service on both.")
    return Finding("clock", "agrees with the database's")


def terrain() -> Finding:
    folder = env().terrain_dir
    count = sum(1 for path in folder.glob("*") if path.suffix.lower() in {".hgt", ".tif", ".tiff"})
    if not count:
        return Finding(
            "terrain", f"no tiles in {folder}", "Add some: `guywire terrain add FILE …`."
        )
    return Finding("terrain", f"{count} tiles in {folder}")


CHECKS: tuple[Callable[[], Finding], ...] = (
    configuration,
    database,
    migrations,
    roles,
    isolation,
    queue,
    disk,
    system_clock,
    terrain,
)


def examine() -> list[Finding]:
    """Every check's finding; a check that breaks is a finding too."""
    findings = []
    for check in CHECKS:
        try:
            findings.append(check())
        except DatabaseError as error:
            connection.rollback() if connection.connection else None
            findings.append(
                Finding(check.__name__, str(error).strip(), "See the first failed line.")
            )
    return findings


def run() -> int:
    table = Table(
        "", "Check", Column("Seen", overflow="fold"), Column("How to mend", overflow="fold"),
        box=None,
    )  # fmt: skip
    findings = examine()
    for finding in findings:
        sign = "[red]✗" if finding.mend else "[green]✓"
        table.add_row(sign, finding.what, finding.seen, finding.mend)
    Console().print(table)
    return 1 if any(finding.mend for finding in findings) else 0
