# stands at: src/guywire/domains/billing/views.py
from guywire.domains.billing import queries


def invoices(request: object) -> object:
    return queries.overdue_invoices(on=request.day)
