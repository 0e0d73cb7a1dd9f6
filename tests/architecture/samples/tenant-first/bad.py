# stands at: src/guywire/domains/billing/models.py
from django.db import models
from guywire.kit.tenancy import TenantModel


class Invoice(TenantModel):
    number = models.CharField(max_length=20, unique=True)  # BREACH
    token = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="one"),  # BREACH
            models.UniqueConstraint(fields=["token", "tenant"], name="two"),  # BREACH
        ]
