# stands at: src/guywire/domains/billing/services.py
from guywire.domains.billing.models import Invoice
from guywire.domains.customers import services
from guywire.domains.customers.models import Service


def suspend(service: Service, invoice: Invoice) -> None:
    services.suspend_service(service, reason="overdue")
    invoice.save()
    Invoice.objects.filter(service=service).count()
