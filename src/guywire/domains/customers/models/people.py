"""Who may become a customer, who is one, and how to reach them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from guywire.kit.tenancy.models import TenantModel


class Kind(models.TextChoices):
    PERSON = "person"
    COMPANY = "company"


class Customer(TenantModel):
    """A person or company that has, had or will have services. Its state follows its services."""

    class State(models.TextChoices):
        PROSPECT = "prospect"
        ACTIVE = "active"
        FORMER = "former"
        MERGED = "merged"

    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.PERSON)
    first_name = models.CharField(max_length=80, blank=True, default="")
    last_name = models.CharField(max_length=80, blank=True, default="")
    company_name = models.CharField(max_length=160, blank=True, default="")
    name = models.CharField(max_length=200, editable=False)
    name_key = models.CharField(max_length=200, db_default="", editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.PROSPECT, editable=False)
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    phone_digits = models.CharField(max_length=20, blank=True, default="", editable=False)
    language = models.CharField(max_length=12, blank=True, default="")
    tags = ArrayField(models.CharField(max_length=40), blank=True, default=list)
    source = models.CharField(max_length=60, blank=True, default="")
    campaign = models.CharField(max_length=80, blank=True, default="")
    referred_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged_from"
    )
    search_text = models.TextField(blank=True, default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "number"], name="customer_number_once"),
            models.CheckConstraint(
                condition=models.Q(state="merged", merged_into__isnull=False)
                | (~models.Q(state="merged") & models.Q(merged_into=None)),
                name="customer_merged_points",
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "name", "id"], name="customer_by_name"),
            models.Index(fields=["tenant", "state", "name"], name="customer_by_state"),
            models.Index(fields=["tenant", "-created_at"], name="customer_newest"),
            models.Index(fields=["tenant", "email"], name="customer_by_email"),
            models.Index(fields=["tenant", "phone_digits"], name="customer_by_phone"),
            models.Index(fields=["tenant", "name_key"], name="customer_by_name_key"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class Lead(TenantModel):
    """Somebody who may want service; kept apart from customers, and linked once converted."""

    class State(models.TextChoices):
        NEW = "new"
        CONTACTED = "contacted"
        QUALIFIED = "qualified"
        CONVERTED = "converted"
        DISQUALIFIED = "disqualified"

    number = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=State, default=State.NEW, editable=False)
    state_reason = models.CharField(max_length=200, blank=True, default="", editable=False)
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.PERSON)
    first_name = models.CharField(max_length=80, blank=True, default="")
    last_name = models.CharField(max_length=80, blank=True, default="")
    company_name = models.CharField(max_length=160, blank=True, default="")
    name = models.CharField(max_length=200, editable=False)
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    source = models.CharField(max_length=60, blank=True, default="")
    campaign = models.CharField(max_length=80, blank=True, default="")
    street = models.CharField(max_length=160, blank=True, default="")
    unit = models.CharField(max_length=40, blank=True, default="")
    city = models.CharField(max_length=80, blank=True, default="")
    region = models.CharField(max_length=80, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    wanted_plan = models.ForeignKey(
        "customers.Plan", models.PROTECT, null=True, blank=True, related_name="leads"
    )
    notes = models.TextField(blank=True, default="")
    serviceability = models.JSONField(null=True, blank=True, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, editable=False, related_name="leads"
    )
    converted_at = models.DateTimeField(null=True, blank=True, editable=False)
    search_text = models.TextField(blank=True, default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "number"], name="lead_number_once"),
            models.CheckConstraint(
                condition=models.Q(state="converted", customer__isnull=False)
                | (~models.Q(state="converted") & models.Q(customer=None)),
                name="lead_converted_points",
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "-created_at", "id"], name="lead_newest"),
            models.Index(fields=["tenant", "state", "-created_at"], name="lead_by_state"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.NEW, self.State.CONTACTED, self.State.QUALIFIED}


class Contact(TenantModel):
    """A way to reach a customer, and for what."""

    class Kind(models.TextChoices):
        OWNER = "owner"
        BILLING = "billing"
        TECHNICAL = "technical"
        EMERGENCY = "emergency"
        OTHER = "other"

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms", "text message"
        PHONE = "phone"
        LETTER = "letter"

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.OWNER)
    name = models.CharField(max_length=160, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    phone_digits = models.CharField(max_length=20, blank=True, default="", editable=False)
    address = models.TextField(blank=True, default="")
    channel = models.CharField(max_length=6, choices=Channel, default=Channel.EMAIL)
    preferred = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-preferred", "created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "customer"],
                condition=models.Q(preferred=True),
                name="contact_preferred_once",
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "customer"], name="contact_of_customer"),
            models.Index(fields=["tenant", "email"], name="contact_by_email"),
            models.Index(fields=["tenant", "phone_digits"], name="contact_by_phone"),
        )

    def __str__(self) -> str:
        reach = self.email or self.phone
        return " · ".join(part for part in (self.get_kind_display(), self.name, reach) if part)


class Note(TenantModel):
    """What somebody wrote down about a customer."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="notes")
    author = models.CharField(max_length=160, editable=False)
    text = models.TextField()
    pinned = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-pinned", "-created_at", "id")
        indexes = (models.Index(fields=["tenant", "customer"], name="note_of_customer"),)

    def __str__(self) -> str:
        return self.text[:80]
