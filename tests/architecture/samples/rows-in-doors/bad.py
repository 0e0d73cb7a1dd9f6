# stands at: src/guywire/domains/billing/views.py
from guywire.domains.billing.models import Invoice


def invoices(request: object) -> object:
    return Invoice.objects.all()  # BREACH
