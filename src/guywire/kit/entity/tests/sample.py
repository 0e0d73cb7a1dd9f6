"""Two entities over tables that every installation has; their pages and API for the kit's tests."""

from collections.abc import Sequence
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Count, QuerySet
from django.urls import include, path
from pydantic import BaseModel, Field

from guywire.config.urls import urlpatterns as house
from guywire.domains.tenants.models import ApiKey, Membership
from guywire.kit.access import Actor
from guywire.kit.api import Api
from guywire.kit.entity import (
    Action,
    Changes,
    Column,
    Entity,
    Filter,
    Html,
    Input,
    Panel,
    Related,
    Timeline,
)
from guywire.kit.entity.api import entity_routers
from guywire.kit.entity.urls import entity_urls
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.secrets.fields import SecretField
from guywire.kit.tenancy.models import TenantModel

CLOSED = 9999


class Mast(TenantModel):
    """A thing with a name and a number; conftest makes its table."""

    key = models.CharField(max_length=20)
    pattern = models.CharField(max_length=60)
    next_value = models.BigIntegerField(default=1)
    year = models.IntegerField(default=0)
    code = SecretField()

    objects: ClassVar[models.Manager["Mast"]] = models.Manager()

    class Meta:
        managed = False
        app_label = "entity_tests"
        verbose_name = "mast"
        constraints = (
            models.UniqueConstraint(fields=["tenant", "key"], name="entity_tests_mast_key"),
        )

    def __str__(self) -> str:
        return self.key


class Hand(Membership):
    """Stands for a thing that others name."""

    class Meta:
        proxy = True
        app_label = "entity_tests"
        verbose_name = "hand"


class Badge(ApiKey):
    """Stands for a thing that names another; its changes are audited."""

    class Meta:
        proxy = True
        app_label = "entity_tests"
        verbose_name = "badge"


class MastInput(Input):
    key: str = Field(min_length=1, max_length=20)
    pattern: str = Field(max_length=60)
    next_value: int = Field(default=1, ge=1)
    year: int = 0
    code: str | None = None


class MastOutput(BaseModel):
    id: UUID
    key: str
    pattern: str
    next_value: int
    year: int


class RaiseInput(Input):
    by: int = Field(ge=1, le=100, description="How much higher")


class BadgeInput(Input):
    name: str = Field(min_length=1, max_length=80)
    prefix: str = Field(default="", max_length=12)
    digest: str = Field(default="", max_length=64)
    made_by_id: UUID | None = None


class BadgeOutput(BaseModel):
    id: UUID
    name: str
    made_by_id: UUID | None


class HandOutput(BaseModel):
    id: UUID
    role: str
    badge_count: int


def create_mast(data: MastInput) -> Mast:
    if data.key == "forbidden":
        raise DomainError("This key is not for masts.", field="key")
    return Mast.objects.create(**data.model_dump(exclude_none=True))


def change_mast(row: Mast, data: MastInput) -> Mast:
    for name, value in data:
        if name == "code" and value is None:
            continue
        setattr(row, name, value)
    row.save()
    return row


def raise_mast(row: Mast, data: RaiseInput) -> Mast:
    row.next_value += data.by
    row.save()
    return row


def close_mast(row: Mast) -> Mast:
    if row.key == "main":
        raise DomainError("The main mast stays open.")
    if row.year == CLOSED:
        raise Conflict("The mast is closed already.")
    row.year = CLOSED
    row.save()
    return row


def create_badge(data: BadgeInput) -> Badge:
    return Badge.objects.create(**data.model_dump())


def change_badge(row: Badge, data: BadgeInput) -> Badge:
    for name, value in data:
        setattr(row, name, value)
    row.save()
    return row


def remove_row(row: Any) -> None:
    row.delete()


def hands(actor: Actor) -> QuerySet[Any]:
    rows: QuerySet[Any] = Hand.objects.select_related("person")
    counted: QuerySet[Any] = rows.annotate(badge_count=Count("keys"))
    return counted


def at_least(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(next_value__gte=int(text))


_serial = count(1)


def declared() -> tuple[Entity, ...]:
    """The declarations; made anew for each test, so that no registry keeps them."""
    mast = Entity(
        model=Mast, input=MastInput, output=MastOutput,
        rows=lambda actor: Mast.objects.all(),
        create=create_mast, change=change_mast, remove=remove_row,
        columns=(
            Column("key", link=True), Column("pattern"), Column("next_value", unit="m"),
            Column("year", hidden=True), Column("upper", value=lambda row: row.key.upper()),
        ),
        filters=("pattern", "year", Filter("least", at_least)),
        search=("key", "next_value"), natural_key=("key",), default_sort="key",
        actions=(
            Action("raise", raise_mast, label="Raise", input=RaiseInput),
            Action("close", close_mast, bulk=True, when=lambda row: row.year != CLOSED),
        ),
        group="plan", empty="A mast carries antennas.",
    )  # fmt: skip
    hand = Entity(
        model=Hand, input=Input, output=HandOutput, rows=hands, create=None, change=None,
        columns=(
            Column("person__email", link=True), Column("role", badge=True), Column("badge_count"),
        ),
        filters=("role", "state"), search=("person__email",), natural_key=("person__email",),
        panels=(Panel("Hand", "role", "joined_at"), Related("keys", "entity_tests.badge")),
    )  # fmt: skip
    badge = Entity(
        model=Badge, input=BadgeInput, output=BadgeOutput, rows=lambda actor: Badge.objects.all(),
        create=create_badge, change=change_badge, remove=remove_row,
        columns=(Column("name", link=True), Column("made_by"), Column("created_at")),
        filters=("made_by", "created_at"), search=("name",), natural_key=("name",),
        panels=(
            Panel("Badge", "name", "made_by"), Timeline(), Changes(),
            Html("Drawing", "entity/options.html", lambda row, actor: {"rows": [row]}),
        ),
    )  # fmt: skip

    return mast, hand, badge


def addresses(entities: Sequence[Entity]) -> tuple[Any, ...]:
    """Their pages under /samples/, their API, and the house's own addresses."""
    api = Api(title="Samples", version="1", urls_namespace=f"samples-{next(_serial)}")
    for router in entity_routers(*entities):
        api.add_router("", router)
    return (
        path("api/v1/samples/", api.urls),
        path("samples/", include((entity_urls(*entities), "entity_tests"))),
        *house,
    )
