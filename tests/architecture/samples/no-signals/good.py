# stands at: src/guywire/domains/billing/handlers.py
from guywire.domains.customers.events import ServiceSuspended

LISTENS = {ServiceSuspended: ()}


def join(database: object) -> None:
    database.connect()
