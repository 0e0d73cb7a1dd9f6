"""Tenants, people and how they get in."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from guywire.kit.tenancy.models import TenantModel
from guywire.kit.tenancy.rules import AuditTrail, TenantRows


class PersonManager(BaseUserManager["Person"]):
    """What Django's authentication asks for; rules live in services."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser):
    """A human being who signs in; belongs to tenants by memberships, to none by itself."""

    class Theme(models.TextChoices):
        AUTO = "auto", "as the device"
        LIGHT = "light"
        DARK = "dark"

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    locale = models.CharField(max_length=12, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="person_email_once"),)

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        return False


class Tenant(models.Model):
    """A WISP. Its rows are seen by nobody else."""

    class State(models.TextChoices):
        ACTIVE = "active"
        SUSPENDED = "suspended"
        DELETED = "deleted"

    class DeletedBy(models.TextChoices):
        ORGANIZATION = "organization", "the organization itself"
        OPERATOR = "operator", "the platform's operator"

    class Units(models.TextChoices):
        METRIC = "metric"
        IMPERIAL = "imperial"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=9, choices=State, default=State.ACTIVE)
    state_reason = models.CharField(max_length=200, blank=True, default="")
    time_zone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, default="USD")
    locale = models.CharField(max_length=12, default="en-US")
    units = models.CharField(max_length=8, choices=Units, default=Units.METRIC)
    accent = models.CharField(max_length=7, blank=True, default="")
    support_email = models.EmailField(blank=True, default="")
    support_phone = models.CharField(max_length=40, blank=True, default="")
    limits = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.CharField(max_length=12, choices=DeletedBy, blank=True, default="")
    state_before = models.CharField(max_length=9, choices=State, blank=True, default="")
    reason_before = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="tenants_tenant_deleted_is_whole",
                condition=models.Q(
                    state="deleted",
                    deleted_at__isnull=False,
                    deleted_by__in=("organization", "operator"),
                    state_before__in=("active", "suspended"),
                )
                | models.Q(
                    models.Q(state__in=("active", "suspended")),
                    deleted_at__isnull=True,
                    deleted_by="",
                    state_before="",
                    reason_before="",
                ),
            ),
            TenantRows(name="tenants_tenant_tenant_rows", column="id"),
            AuditTrail(name="tenants_tenant_audit"),
        )

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """The roles of a WISP's staff; what each may do is a set of codes (``roles.py``)."""

    OWNER = "owner"
    ADMIN = "admin"
    ENGINEER = "engineer"
    INSTALLER = "installer"
    HELPDESK = "helpdesk", "help desk"
    SUPPORT = "support"
    SALES = "sales"
    BILLING = "billing", "billing clerk"
    VIEWER = "viewer"


class Membership(TenantModel):
    """A person's place in a tenant."""

    class State(models.TextChoices):
        ACTIVE = "active"
        SUSPENDED = "suspended"
        REMOVED = "removed"

    audit_silent = ("last_seen_at",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    state = models.CharField(max_length=9, choices=State, default=State.ACTIVE)
    joined_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant", "person"], name="membership_once"),
        )

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"


class RoleCodes(TenantModel):
    """How a role differs in this tenant from the default matrix, which may grow with the system."""

    role = models.CharField(max_length=12, choices=Role)
    given = models.JSONField(default=list)
    taken = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tenant", "role"], name="role_codes_once"),)

    def __str__(self) -> str:
        return f"codes of {self.role}"


class Invitation(TenantModel):
    """A letter that lets its holder join; the token itself is never stored."""

    class State(models.TextChoices):
        PENDING = "pending"
        ACCEPTED = "accepted"
        REVOKED = "revoked"

    audit_hidden = ("digest",)
    LIFETIME_DAYS = 7

    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=12, choices=Role)
    serial = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    invited_by = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(fields=["tenant", "digest"], name="invitation_digest_once"),
        )

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"


class ApiKey(TenantModel):
    """A program's key: only its digest is kept, its codes are its scope."""

    audit_hidden = ("digest",)
    audit_silent = ("last_used_at",)

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    codes = models.JSONField(default=list)
    made_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="keys")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "API key"
        ordering = ("-created_at",)
        constraints = (models.UniqueConstraint(fields=["tenant", "digest"], name="api_key_once"),)

    def __str__(self) -> str:
        return self.name


class NumberSeries(TenantModel):
    """A row of numbers such as CUST-2026-0001, and how they are written."""

    key = models.CharField(max_length=20)
    pattern = models.CharField(max_length=60)

    class Meta:
        verbose_name_plural = "number series"
        constraints = (
            models.UniqueConstraint(fields=["tenant", "key"], name="number_series_once"),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.pattern}"


class NumberCounter(TenantModel):
    """The next number of a series in a year; year 0 where the pattern names none."""

    audited = False

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="counters")
    year = models.IntegerField(default=0)
    next_value = models.BigIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "series", "year"], name="number_counter_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.series_id} {self.year}: {self.next_value}"


class OperatorVisit(TenantModel):
    """The platform's operator in a tenant: why, until when, seen by the tenant."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    entered_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-entered_at",)

    def __str__(self) -> str:
        return f"{self.person}: {self.reason}"


class SavedView(TenantModel):
    """A list's filters, columns and sort under a name, one person's or everybody's."""

    audited = False

    membership = models.ForeignKey(Membership, models.CASCADE, null=True, related_name="views")
    entity = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "membership", "entity", "name"], name="saved_view_once"
            ),
        )

    def __str__(self) -> str:
        return self.name
