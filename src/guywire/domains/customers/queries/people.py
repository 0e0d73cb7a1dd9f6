"""A customer as other domains see one."""

from dataclasses import dataclass
from uuid import UUID

from ..models import Contact, Customer


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A way to reach a customer for a purpose; the preferred one comes first."""

    kind: str
    name: str
    email: str
    phone: str
    channel: str
    address: str
    preferred: bool


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """Who a customer is and how to reach it; of a merged customer, the one it became."""

    id: UUID
    number: str
    name: str
    kind: str
    state: str
    email: str
    phone: str
    language: str
    contacts: tuple[ContactCard, ...]


def customer_card(customer_id: UUID) -> CustomerCard | None:
    """None when there is no such customer."""
    customer = Customer.objects.select_related("merged_into").filter(pk=customer_id).first()
    if customer is None:
        return None
    customer = customer.merged_into or customer
    return CustomerCard(
        id=customer.pk,
        number=customer.number,
        name=customer.name,
        kind=customer.kind,
        state=customer.state,
        email=customer.email,
        phone=customer.phone,
        language=customer.language,
        contacts=tuple(_card(contact) for contact in customer.contacts.all()),
    )


def _card(contact: Contact) -> ContactCard:
    return ContactCard(
        kind=contact.kind,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        channel=contact.channel,
        address=contact.address,
        preferred=contact.preferred,
    )
