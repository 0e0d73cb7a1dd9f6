"""Customers, the ways to reach them, and what is remembered of them."""

from collections.abc import Iterable, Sequence

from guywire.domains.tenants.services.limits import require_room
from guywire.domains.tenants.services.numbers import next_number, next_numbers
from guywire.kit.errors import Conflict, DomainError, RowsRefused
from guywire.kit.events import publish, publish_all
from guywire.kit.tenancy import current

from ..events import CustomerAdded
from ..inputs import ContactInput, CustomerInput, Named, NoteInput
from ..models import Contact, Customer, Kind, Note, Service, ServicePeriod
from ..queries import Phone, name_key, phone_of, today
from .finding import find, lock
from .history import LIVE

BATCH = 2_000


class CustomerMerged(Conflict):
    """The customer has become part of another."""

    code = "customer_merged"

    def __init__(self, customer: Customer) -> None:
        super().__init__(f"{customer} was merged into {customer.merged_into}.", field="customer_id")


class NumberTaken(Conflict):
    """Another customer has this number."""

    code = "customer_number_taken"

    def __init__(self, number: str) -> None:
        super().__init__(f"Another customer has the number {number}.", field="number")


class NotDialable(DomainError):
    """The digits are no phone number of the tenant's country, nor of another (E.164)."""

    code = "phone_not_dialable"


class CustomerInUse(DomainError):
    code = "customer_in_use"


def display_name(data: Named) -> str:
    """A company's name, or a person's."""
    if data.kind == Kind.COMPANY:
        return data.company_name
    return f"{data.first_name} {data.last_name}".strip()


def dialable(phone: str) -> Phone:
    """The phone number in its notations; NotDialable."""
    found = phone_of(phone)
    if found is None:
        raise NotDialable(
            f"“{phone}” is no number that can be dialled; write it with its area code, and with"
            " +, the country's code in front when it is abroad.",
            field="phone",
        )
    return found


def search_words(*texts: str, phones: Iterable[Phone] = ()) -> str:
    """Lower-case text to search in; phones by their digits, with and without the country's."""
    digits = [form for phone in phones for form in (phone.text, phone.key, phone.at_home)]
    return " ".join(dict.fromkeys(word.lower() for word in (*texts, *digits) if word))


def create_customer(data: CustomerInput) -> Customer:
    """A new customer with its number; a prospect until a service runs. LimitReached if full."""
    require_room("customers", Customer.objects.exclude(state=Customer.State.MERGED).count)
    customer = Customer(number=_number(data))
    _fill(customer, data)
    customer.save()
    publish(CustomerAdded(customer_id=customer.pk))
    return customer


def create_customers(given: Sequence[CustomerInput]) -> list[Customer]:
    """Many customers at once, as ``create_customer`` makes one. RowsRefused, LimitReached."""
    standing = Customer.objects.exclude(state=Customer.State.MERGED)
    require_room("customers", standing.count, adding=len(given))
    customers = [Customer(number=number) for number in _numbers(given)]
    refused: dict[int, DomainError] = {}
    for index, (customer, data) in enumerate(zip(customers, given, strict=True)):
        try:
            _fill(customer, data)
        except DomainError as error:
            refused[index] = error
    if refused:
        raise RowsRefused(refused)
    Customer.objects.bulk_create(customers, batch_size=BATCH)
    publish_all(CustomerAdded(customer_id=customer.pk) for customer in customers)
    return customers


def _numbers(given: Sequence[CustomerInput]) -> list[str]:
    """The numbers brought along, unless taken; else the next ones that nobody has."""
    brought = [(index, data.number) for index, data in enumerate(given) if data.number]
    used = _taken(number for _index, number in brought)
    refused: dict[int, DomainError] = {}
    for index, number in brought:
        if number in used:
            refused[index] = NumberTaken(number)
        used.add(number)
    if refused:
        raise RowsRefused(refused)
    free: list[str] = []
    while missing := len(given) - len(brought) - len(free):
        numbers = next_numbers("customer", missing)
        used |= _taken(numbers)
        free += [number for number in numbers if number not in used]
    rest = iter(free)
    return [data.number or next(rest) for data in given]


def _taken(numbers: Iterable[str]) -> set[str]:
    """Those of the numbers that a customer has."""
    wanted = list(numbers)
    taken: set[str] = set()
    for start in range(0, len(wanted), BATCH):
        rows = Customer.objects.filter(number__in=wanted[start : start + BATCH])
        taken |= set(rows.values_list("number", flat=True))
    return taken


def _number(data: CustomerInput) -> str:
    """The number given, unless taken; else the next one that no brought-along customer has."""
    if data.number:
        _check_number(data.number)
        return data.number
    number = next_number("customer")
    while Customer.objects.filter(number=number).exists():
        number = next_number("customer")
    return number


def _check_number(number: str) -> None:
    if Customer.objects.filter(number=number).exists():
        raise NumberTaken(number)


def change_customer(customer: Customer, data: CustomerInput) -> Customer:
    customer = lock_standing(customer)
    if data.referred_by_id == customer.pk:
        raise DomainError("Nobody refers themselves.", field="referred_by_id")
    if data.number and data.number != customer.number:
        _check_number(data.number)
        customer.number = data.number
    _fill(customer, data)
    customer.save()
    return customer


def lock_standing(customer: Customer) -> Customer:
    """The customer under a lock; CustomerMerged if it has become part of another."""
    customer = lock(customer)
    if customer.state == Customer.State.MERGED:
        raise CustomerMerged(customer)
    return customer


def _fill(customer: Customer, data: CustomerInput) -> None:
    if data.referred_by_id is not None:
        find(Customer, data.referred_by_id, "referred_by_id")
    for name, value in data:
        if name != "number":
            setattr(customer, name, value)
    customer.name = display_name(data)
    customer.name_key = name_key(customer.name)
    phone = dialable(data.phone)
    customer.phone, customer.phone_digits = phone.text, phone.key
    customer.search_text = _search_text(customer)


def _search_text(customer: Customer) -> str:
    contacts = [] if customer._state.adding else list(customer.contacts.all())
    texts = [customer.number, customer.name, customer.company_name, customer.email]
    texts += [customer.first_name, customer.last_name]
    for contact in contacts:
        texts += [contact.name, contact.email]
    texts += customer.merged_from.values_list("number", flat=True)
    written = (customer.phone, *(contact.phone for contact in contacts))
    return search_words(*texts, phones=filter(None, map(phone_of, written)))


def refresh_search(customer: Customer) -> None:
    """Make the customer found by its present contacts."""
    Customer.objects.filter(pk=customer.pk).update(search_text=_search_text(customer))


def refresh_state(customer: Customer) -> Customer:
    """Active while a service runs, former when one has run, else a prospect."""
    customer = lock(customer)
    if customer.state == Customer.State.MERGED:
        return customer
    live = [str(state) for state in LIVE]
    had = ServicePeriod.objects.filter(customer=customer, state__in=live, from_on__lte=today())
    state = Customer.State.PROSPECT
    if Service.objects.filter(customer=customer, state__in=live).exists():
        state = Customer.State.ACTIVE
    elif had.exists():
        state = Customer.State.FORMER
    if customer.state != state:
        customer.state = state
        customer.save(update_fields=["state", "updated_at"])
    return customer


def remove_customer(customer: Customer) -> None:
    """Only a customer without any history can go: no service, occupancy, lead, referral, merger."""
    customer = lock(customer)
    ties = {
        "services": customer.services.exists() or customer.serviceperiods.exists(),
        "locations": customer.occupancies.exists(),
        "leads": customer.leads.exists(),
        "referrals": customer.referrals.exists(),
        "merged customers": customer.merged_from.exists() or customer.merged_into_id is not None,
    }
    found = [noun for noun, is_tied in ties.items() if is_tied]
    if found:
        raise CustomerInUse(f"This customer has {', '.join(found)} and stays on record.")
    customer.delete()


def create_contact(data: ContactInput) -> Contact:
    customer = lock_standing(find(Customer, data.customer_id, "customer_id"))
    contact = Contact(customer=customer)
    _fill_contact(contact, data)
    return contact


def change_contact(contact: Contact, data: ContactInput) -> Contact:
    lock(contact.customer)
    contact = lock(contact)
    if data.customer_id != contact.customer_id:
        raise DomainError("A contact stays with its customer.", field="customer_id")
    _fill_contact(contact, data)
    return contact


def _fill_contact(contact: Contact, data: ContactInput) -> None:
    """Write the fields; of a customer's contacts one at most is the preferred."""
    for name, value in data:
        setattr(contact, name, value)
    contact.channel = data.way
    phone = dialable(data.phone)
    contact.phone, contact.phone_digits = phone.text, phone.key
    if contact.preferred:
        others = contact.customer.contacts.filter(preferred=True).exclude(pk=contact.pk)
        others.update(preferred=False)
    contact.save()
    refresh_search(contact.customer)


def remove_contact(contact: Contact) -> None:
    customer = contact.customer
    contact.delete()
    refresh_search(customer)


def create_note(data: NoteInput) -> Note:
    """A note, signed by who acts."""
    lock_standing(find(Customer, data.customer_id, "customer_id"))
    return Note.objects.create(**dict(data), author=current().actor)


def change_note(note: Note, data: NoteInput) -> Note:
    note = lock(note)
    if data.customer_id != note.customer_id:
        raise DomainError("A note stays with its customer.", field="customer_id")
    note.text, note.pinned = data.text, data.pinned
    note.save()
    return note


def remove_note(note: Note) -> None:
    note.delete()
