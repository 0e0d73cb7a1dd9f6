# stands at: src/guywire/domains/billing/models.py
from django.db import models
from guywire.kit.tenancy import TenantModel


class Invoice(TenantModel):
    number = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="one"),
            models.UniqueConstraint(models.F("tenant"), "number", name="two"),
        ]


class Platform(models.Model):
    slug = models.SlugField(unique=True)
