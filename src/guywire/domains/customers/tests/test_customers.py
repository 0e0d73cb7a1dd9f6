"""Customers: numbers, searching, duplicates, and merging without losing history."""

from datetime import date

import pytest

from guywire.domains.customers.inputs import CustomerInput
from guywire.domains.customers.models import (
    Contact,
    Customer,
    Lead,
    LocationOccupancy,
    Note,
    Service,
    ServiceChange,
    ServiceLocation,
    ServicePeriod,
)
from guywire.domains.customers.queries import (
    Phone,
    customer_card,
    customers_like,
    duplicate_groups,
    duplicates_of,
    phone_of,
)
from guywire.domains.customers.services import customers, delivery, leads, locations
from guywire.domains.customers.services.merging import CannotMerge, merge_customer
from guywire.domains.tenants.inputs import LimitsInput
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.services.limits import set_limits
from guywire.kit.errors import DomainError, LimitReached

from . import make
from .stories import told

pytestmark = pytest.mark.usefixtures("tenant", "noon")


def test_a_customer_has_a_number_a_name_and_is_a_prospect() -> None:
    person = make.customer(first_name="Ada", last_name="Marsh")
    company = make.customer(kind="company", company_name="Ridge Inn", first_name="Eve")
    assert (person.number, person.name) == ("CUST-2026-0001", "Ada Marsh")
    assert (company.number, company.name) == ("CUST-2026-0002", "Ridge Inn")
    assert person.state == Customer.State.PROSPECT
    assert len(told("customer_added")) == 2


def test_customers_that_are_brought_along_keep_their_numbers() -> None:
    brought = make.customer(number="CUST-2026-0001")
    fresh = make.customer()
    assert (brought.number, fresh.number) == ("CUST-2026-0001", "CUST-2026-0002")
    with pytest.raises(customers.NumberTaken, match="Another customer has the number"):
        make.customer(number="CUST-2026-0002")
    given = make.customer_input(number="A-7")
    assert customers.change_customer(fresh, given).number == "A-7"
    assert customers.change_customer(fresh, make.customer_input()).number == "A-7"
    with pytest.raises(customers.NumberTaken):
        customers.change_customer(fresh, make.customer_input(number=brought.number))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "company"}, "needs its company name"),
        ({"kind": "person"}, "needs a first or a last name"),
        ({"first_name": "A", "email": "no"}, "email"),
        ({"first_name": "A", "phone": "12"}, "5 to 15 digits"),
        ({"first_name": "A", "phone": "call me"}, "5 to 15 digits"),
        ({"first_name": "A", "tags": ["x" * 41]}, "at most 20 tags"),
    ],
)
def test_what_makes_no_customer_is_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        CustomerInput(**given)


@pytest.mark.parametrize(
    ("written", "text", "key", "at_home"),
    [
        ("+1 (802) 555-0134", "+1 802-555-0134", "18025550134", "8025550134"),
        ("802.555.0134", "+1 802-555-0134", "18025550134", "8025550134"),
        ("1-802-555-0134", "+1 802-555-0134", "18025550134", "8025550134"),
        ("802.555.0134 x12", "+1 802-555-0134 ext. 12", "18025550134", "8025550134"),
        ("011 44 20 7946 0958", "+44 20 7946 0958", "442079460958", "02079460958"),
        ("+44 (0)20 7946 0958", "+44 20 7946 0958", "442079460958", "02079460958"),
        ("", "", "", ""),
    ],
)
def test_a_phone_number_is_one_however_it_is_written(
    written: str, text: str, key: str, at_home: str
) -> None:
    assert phone_of(written) == Phone(text, key, at_home)


@pytest.mark.parametrize("written", ["555-0134", "+1 802 555 01", "+999 1234567", "+44 1"])
def test_a_number_that_cannot_be_dialled_is_refused(written: str) -> None:
    assert phone_of(written) is None


def test_the_limit_of_customers_is_kept(tenant: Tenant) -> None:
    set_limits(LimitsInput(customers=1))
    make.customer()
    with pytest.raises(LimitReached):
        make.customer()
    assert Customer.objects.count() == 1


def test_duplicates_share_mail_phone_or_name_and_postcode() -> None:
    ada = make.customer(first_name="Ada", last_name="Marsh", email="a@example.com", phone="")
    same_mail = make.customer(email="")
    make.contact(customer_id=same_mail.pk, email="a@example.com")
    same_name = make.customer(first_name="MARSH,", last_name="Ada", email="", phone="")
    stranger = make.customer()
    for customer in (ada, same_name):
        place = make.service_location(postcode="03580")
        locations.occupy_location(place, customer_id=customer.pk)
    twins = {twin.id: twin.reasons for twin in duplicates_of(ada)}
    assert twins == {same_mail.pk: ("e-mail",), same_name.pk: ("name and postcode",)}
    assert duplicates_of(stranger) == []
    groups = {(g.reason, tuple(c.pk for c in g.customers)) for g in duplicate_groups()}
    assert groups == {
        ("e-mail", (ada.pk, same_mail.pk)),
        ("name and postcode", (ada.pk, same_name.pk)),
    }


def test_merging_moves_everything_and_leaves_a_pointer() -> None:
    service = make.active_service(on=date(2026, 1, 1))
    old = service.customer
    contact = make.contact(customer_id=old.pk)
    note = make.note(customer_id=old.pk)
    lead = leads.convert_lead(make.lead(street=""), customer_id=old.pk)
    friend = make.customer(referred_by_id=old.pk)
    before = make.customer()
    merge_customer(before, into_id=old.pk)
    target = make.customer(email="", tags=["vip"])
    kept = merge_customer(old, into_id=target.pk)
    assert kept.pk == target.pk
    old.refresh_from_db()
    assert (old.state, old.merged_into) == (Customer.State.MERGED, target)
    assert old.number != target.number
    for model, row in ((Contact, contact), (Note, note), (Service, service)):
        assert model._default_manager.get(pk=row.pk).customer_id == target.pk
    lead.refresh_from_db()
    assert lead.customer_id == target.pk
    assert set(ServicePeriod.objects.values_list("customer", flat=True)) == {target.pk}
    assert LocationOccupancy.objects.get(location=service.location).customer_id == target.pk
    assert Customer.objects.get(pk=friend.pk).referred_by_id == target.pk
    assert Customer.objects.get(pk=before.pk).merged_into_id == target.pk
    assert (kept.state, kept.email) == (Customer.State.ACTIVE, old.email)
    assert {(f["customer_id"], f["merged_id"]) for f in told("customers_merged")} >= {
        (str(target.pk), str(old.pk))
    }
    card = customer_card(old.pk)
    assert card is not None
    assert card.id == target.pk


def test_after_a_merger_the_history_of_the_service_can_still_be_rewritten() -> None:
    service = make.active_service(on=date(2026, 1, 1))
    target = make.customer()
    merge_customer(service.customer, into_id=target.pk)
    service = delivery.pause_service(service, on=date(2026, 2, 1))
    assert set(ServicePeriod.objects.values_list("customer", flat=True)) == {target.pk}
    assert service.customer_id == target.pk


def test_merging_twice_is_harmless_and_merged_customers_take_no_part() -> None:
    one, two, three = make.customer(), make.customer(), make.customer()
    merge_customer(one, into_id=two.pk)
    merge_customer(one, into_id=two.pk)
    assert len(told("customers_merged")) == 1
    with pytest.raises(customers.CustomerMerged):
        merge_customer(one, into_id=three.pk)
    with pytest.raises(customers.CustomerMerged):
        merge_customer(three, into_id=one.pk)
    with pytest.raises(CannotMerge):
        merge_customer(two, into_id=two.pk)
    with pytest.raises(customers.CustomerMerged):
        make.service(customer_id=one.pk)
    assert not ServiceChange.objects.exists()


def test_stays_that_touch_become_one_when_their_customers_do() -> None:
    one, two = make.customer(), make.customer()
    place = make.service_location()
    locations.occupy_location(place, customer_id=one.pk, on=date(2025, 1, 1))
    locations.occupy_location(place, customer_id=two.pk, on=date(2026, 1, 1))
    merge_customer(two, into_id=one.pk)
    stay = LocationOccupancy.objects.get()
    assert (stay.customer_id, stay.from_on, stay.to_on) == (one.pk, date(2025, 1, 1), None)


def test_a_customer_with_history_cannot_be_removed() -> None:
    service = make.service()
    with pytest.raises(DomainError, match="has services and stays on record"):
        customers.remove_customer(service.customer)
    customers.remove_customer(make.customer())
    assert Customer.objects.get() == service.customer


def test_an_unserved_occupant_moves_out_when_another_moves_in() -> None:
    place = make.service_location()
    old, new = make.customer(), make.customer()
    locations.occupy_location(place, customer_id=old.pk, on=date(2025, 1, 1))
    locations.occupy_location(place, customer_id=new.pk, on=date(2026, 2, 1))
    locations.occupy_location(place, customer_id=new.pk, on=date(2026, 2, 1))
    stays = LocationOccupancy.objects.order_by("from_on")
    assert [(s.customer_id, s.from_on, s.to_on) for s in stays] == [
        (old.pk, date(2025, 1, 1), date(2026, 2, 1)),
        (new.pk, date(2026, 2, 1), None),
    ]
    locations.vacate_location(place, on=date(2026, 3, 1))
    assert LocationOccupancy.objects.get(customer=new).to_on == date(2026, 3, 1)


def test_a_gate_code_is_sealed_kept_when_left_empty_and_never_shown() -> None:
    place = make.service_location(gate_code="4711#")
    place = locations.change_location(place, make.service_location_input(street="2 Elm St"))
    place.refresh_from_db()
    assert (place.street, str(place.gate_code), place.has_gate_code) == ("2 Elm St", "***", True)
    assert place.gate_code.reveal() == "4711#"


def test_duplicates_are_found_however_phone_and_mail_are_written() -> None:
    one = make.customer(email="Ada@Example.com", phone="(802) 555-0134")
    two = make.customer(email="ada@example.com", phone="")
    three = make.customer(phone="+1 802.555.0134")
    assert {twin.id: twin.reasons for twin in duplicates_of(one)} == {
        two.pk: ("e-mail",),
        three.pk: ("phone",),
    }


def test_a_lead_says_which_customers_it_may_be() -> None:
    known = make.customer(phone="+1 603 555 0199", email="")
    lead = make.lead(phone="603-555-0199", email="")
    assert [(twin.id, twin.reasons) for twin in customers_like(lead)] == [(known.pk, ("phone",))]
    assert customers_like(make.lead(phone="", email="")) == []


def test_a_customer_has_one_preferred_contact_at_most() -> None:
    customer = make.customer()
    first = make.contact(customer_id=customer.pk, preferred=True)
    second = make.contact(customer_id=customer.pk, preferred=True)
    first.refresh_from_db()
    assert (first.preferred, second.preferred) == (False, True)
    card = customer_card(customer.pk)
    assert card is not None
    assert [(c.name, c.preferred) for c in card.contacts] == [
        (second.name, True),
        (first.name, False),
    ]
    other = make.customer()
    make.contact(customer_id=other.pk, preferred=True)
    merge_customer(customer, into_id=other.pk)
    assert Contact.objects.filter(preferred=True).count() == 1


@pytest.mark.parametrize(
    ("given", "channel"),
    [
        ({"email": "a@example.com", "phone": "+1 802 555 0134"}, "email"),
        ({"email": "", "phone": "+1 802 555 0134"}, "phone"),
        ({"email": "", "phone": "+1 802 555 0134", "channel": "sms"}, "sms"),
        ({"email": "", "address": "1 Elm St"}, "letter"),
    ],
)
def test_a_contact_is_reached_by_what_is_known_of_it(given: dict[str, str], channel: str) -> None:
    assert make.contact(**given).channel == channel


def test_a_contact_cannot_be_reached_by_what_is_not_known() -> None:
    with pytest.raises(ValueError, match="nothing to reach them by text message"):
        make.contact_input(channel="sms")


def test_a_phone_number_nobody_can_dial_is_refused_at_its_field() -> None:
    for refused in (make.customer, make.contact, make.lead):
        with pytest.raises(customers.NotDialable, match="“555-0134” is no number") as error:
            refused(phone="555-0134")
        assert error.value.field == "phone"
    assert not Lead.objects.exists()


def test_a_unit_is_on_record_once_however_it_is_written() -> None:
    given = {"city": "Franconia", "region": "NH", "postcode": "03580"}
    place = make.service_location(street="12 Main St.", unit="3", **given)
    with pytest.raises(locations.LocationExists, match="12 Main St., 3, Franconia"):
        make.service_location(street="12  main st", unit="#3", **given)
    assert make.service_location(street="12 Main St", unit="4", **given) != place
    locations.change_location(place, make.service_location_input(street="12 MAIN ST", unit="3"))
    lead = make.lead(street="12 Main St", unit="3", **given)
    leads.convert_lead(lead, customer_id=make.customer().pk)
    assert ServiceLocation.objects.filter(unit="3").count() == 1
