"""Two tenants side by side: what B holds, where A could meet it, and what A may not be shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.utils.http import int_to_base36
from psycopg import sql

from guywire.domains.billing.queries.reports import REPORTS
from guywire.domains.billing.services.papers import papers_folder
from guywire.domains.network.queries.coverage.files import study_folder
from guywire.domains.network.queries.history import KINDS
from guywire.domains.network.services.coverage.network import ADDED, FIELDS
from guywire.domains.tenants.models import Person, Role, Tenant
from guywire.domains.tenants.tests import make
from guywire.kit.entity.declaration import Entity
from guywire.kit.jobs import defer_for
from guywire.kit.tenancy import in_tenant
from guywire.kit.testing.doors import shipped

from .rows import fill, tenant_models
from .walking import Door

MARKER = "Zxqvleak"
PLACE = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True)
class Rival:
    """Tenant B: its owner, the ids of its rows by table, and its numbers."""

    tenant: Tenant
    owner: Person
    ids: dict[str, list[str]]
    job_ids: list[str]
    factor_ids: list[str]

    @property
    def every_id(self) -> set[str]:
        return {one for ids in self.ids.values() for one in ids} | {str(self.tenant.pk)}

    def ids_of(self, app: str) -> list[str]:
        return [one for label, ids in self.ids.items() if label.split(".")[0] == app for one in ids]


@dataclass(frozen=True)
class Pair:
    ours: Tenant
    rival: Rival


def our_tenant() -> Tenant:
    tenant = make.tenant("kinsman")
    make.member(tenant, Role.OWNER)
    with in_tenant(tenant.pk, actor="test", door="test"):
        draw_maps(tenant, fill("Ourown"))
    return tenant


def make_rival() -> Rival:
    """B, with a row in every table, a queued job, and an owner with everything an account has."""
    tenant = make.tenant("zxqvrival", name=f"{MARKER} Wireless")
    owner = make.member(tenant, Role.OWNER).person
    with in_tenant(tenant.pk, actor=f"person:{MARKER}", door="test"):
        draw_maps(tenant, fill(MARKER))
        ids = {model._meta.label_lower: _ids(model) for model in tenant_models()}
    job = defer_for(tenant.pk, f"test.{MARKER}")
    return Rival(tenant, owner, ids, [str(job)], _account_of(owner))


def draw_maps(tenant: Tenant, rows: dict[str, Any]) -> None:
    """The tenant's files: every layer of its coverage study, a value all over; a print batch."""
    prints = papers_folder(tenant.pk) / "prints"
    prints.mkdir(parents=True)
    (prints / f"{rows['billing.printbatch'].pk}.pdf").write_bytes(b"%PDF-1.7")
    study = rows["network.coveragestudy"]
    folder = study_folder(tenant.pk, study.pk) / "layers"
    folder.mkdir(parents=True)
    shape = study.grid["rows"], study.grid["columns"]
    for key in (*FIELDS.values(), *ADDED):
        np.save(folder / f"{key}.npy", np.zeros(shape, dtype=np.float32))


def _ids(model: Any) -> list[str]:
    return [str(pk) for pk in model._default_manager.order_by("pk").values_list("pk", flat=True)]


def _account_of(owner: Person) -> list[str]:
    email = f"{MARKER.lower()}@rival.example"
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    EmailAddress.objects.create(user=owner, email=email, verified=True)
    SocialAccount.objects.create(user=owner, provider="sso", uid=MARKER)
    UserSession.objects.create(
        user=owner, session_key=MARKER, ip="192.0.2.1", user_agent=MARKER, data={}
    )
    key = Authenticator.objects.create(
        user=owner, type=Authenticator.Type.WEBAUTHN, data={"name": MARKER, "credential": {}}
    )
    return [str(key.pk)]


def digest(rival: Rival) -> dict[str, str]:
    """What every table holds of B and of its owner's account, as a sum; the audit trail too."""
    sums = {}
    tenants = [model._meta.db_table for model in tenant_models()] + ["audit_change"]
    with in_tenant(rival.tenant.pk, actor="test"):
        for table in [*tenants, "tenants_tenant"]:
            sums[table] = _sum(table, "true", [])
    for model in apps.get_models():
        names = {field.name for field in model._meta.local_fields}
        if "user" in names and model._meta.app_label in FOREIGN_APPS:
            sums[model._meta.db_table] = _sum(
                model._meta.db_table, "user_id = %s", [rival.owner.pk]
            )
    sums["tenants_person"] = _sum("tenants_person", "id = %s", [rival.owner.pk])
    sums["procrastinate_jobs"] = _sum(
        "procrastinate_jobs", "id = any(%s)", [[int(one) for one in rival.job_ids]]
    )
    return sums


FOREIGN_APPS = {"account", "mfa", "socialaccount", "usersessions"}


def _sum(table: str, where: str, values: list[Any]) -> str:
    query = "select md5(coalesce(string_agg(t::text, '|' order by t.id), '')) from {} t where "
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(query).format(sql.Identifier(table)) + sql.SQL(where), values)
        return str(cursor.fetchone()[0])


def leaks(response: HttpResponse, rival: Rival, sent: set[str]) -> list[str]:
    """What of B stands in the answer, apart from what the request itself named."""
    text = response.content.decode(errors="replace") + str(dict(response.headers))
    for one in sent:
        text = text.replace(one, "")
    found = [word for word in (MARKER.lower(), rival.tenant.slug) if word in text.lower()]
    return found + [one for one in sorted(rival.every_id - sent) if one in text]


SPAN = "?from_on=2026-01-01&last_on=2026-01-31"
ASKED = {
    "as_of": "?at=2030-01-01T00:00:00Z",
    "coverage_at": "?lat=0&lon=-20",
    **dict.fromkeys(("told", "told_pdf", "told_csv"), SPAN),
}
"""What a door must be asked with besides its path, by its name."""


def addresses(door: Door, rival: Rival) -> Iterator[tuple[str, set[str]]]:
    """Addresses of a door with what is B's in their places, and what was put there."""
    places = list(PLACE.finditer(door.route))
    for values in product(*(_candidates(door, found, rival) for found in places)):
        given = iter(values)
        route = PLACE.sub(lambda _found, given=given: next(given), door.route)
        path = "/" + route.replace("^", "").replace("$", "").replace("\\", "")
        yield path + ASKED.get(door.name, ""), set(values)


def _candidates(door: Door, found: re.Match[str], rival: Rival) -> list[str]:
    """B's rows that a place may name: of a declared entity its own, else all of the domain."""
    name = found.group(2) or found.group(3)
    special = {
        "tenant_id": [str(rival.tenant.pk)],
        "slug": [rival.tenant.slug],
        "job_id": rival.job_ids,
        "role": list(Role.values),
        "kind": [kind.name for kind in KINDS],
        "key": ["signal"],
        "ending": ["tif"],
        **dict.fromkeys(("study_id", "other_id", "other"), rival.ids["network.coveragestudy"]),
        "check_key": [MARKER],
        "report": list(REPORTS),
        "customer_id": rival.ids["customers.customer"],
        "provider_id": ["sso"],
        "uidb36": [int_to_base36(rival.owner.pk)],
        **dict.fromkeys("zxy", ["0"]),
    }
    if name in special:
        return special[name]
    if found.group(1) == "int":
        return rival.factor_ids
    if "/customers/<" in door.route and "billing/" in door.route:
        return rival.ids["customers.customer"]
    declared = entity_at(door)
    if declared is not None:
        return rival.ids[declared.model._meta.label_lower]
    route = door.route.removeprefix("api/v1/")
    return rival.ids_of(route.split("/")[0]) or sorted(rival.every_id)


def entity_at(door: Door) -> Entity | None:
    """The entity whose generated pages and operations a door belongs to."""
    app, _, rest = door.route.removeprefix("api/v1/").partition("/")
    return next(
        (one for one in shipped() if one.app == app and rest.split("/")[0] == one.path), None
    )
