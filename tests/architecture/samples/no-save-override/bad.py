# stands at: src/guywire/domains/billing/models.py
from guywire.kit.tenancy import TenantModel


class Invoice(TenantModel):
    def save(self, **options: object) -> None:  # BREACH
        super().save(**options)
