# stands at: src/guywire/domains/billing/services.py
from guywire.domains.customers import models as customers

from ..customers.models import Service


def suspend(service: Service) -> None:
    service.status = "suspended"
    service.save()  # BREACH


def wipe() -> None:
    Service.objects.all()  # BREACH
    customers.Customer.objects.count()  # BREACH
    fresh = Service(name="x")
    fresh.delete()  # BREACH
