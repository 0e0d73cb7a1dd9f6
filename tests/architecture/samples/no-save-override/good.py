# stands at: src/guywire/domains/billing/models.py
from guywire.kit.tenancy import TenantModel


class Invoice(TenantModel):
    @property
    def is_paid(self) -> bool:
        return self.open_minor == 0
