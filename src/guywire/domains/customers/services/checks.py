"""Address checks: their pages, how often they are asked, and the leads that they bring."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from guywire.domains.network.queries.serviceability import serviceability
from guywire.engines import geo
from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError

from ..inputs import AddressCheckInput, EnquiryInput, LeadInput
from ..models import AddressCheck, AddressCheckDay, AddressEnquiry, Lead, Plan, Verdict
from ..models.checks import new_key
from ..queries import address_parts, phone_of, snapshot, today
from ..queries.checks import CheckAnswer
from .finding import lock
from .leads import create_lead

SOURCE = "widget"
SAME_WITHIN = timedelta(days=30)
SAME_PLACE_M = 60.0
"""An address and the point that somebody clicked on its roof are one place."""


class NameTaken(Conflict):
    code = "address_check_name_taken"


class UnknownPlan(DomainError):
    """A plan code that the catalogue does not hold."""

    code = "unknown_plan"


class TakesNoLeads(Conflict):
    """The page only answers."""

    code = "takes_no_leads"


def create_check(data: AddressCheckInput) -> AddressCheck:
    """A new page with a key of its own."""
    return _write(AddressCheck(), data)


def change_check(check: AddressCheck, data: AddressCheckInput) -> AddressCheck:
    return _write(lock(check), data)


def remove_check(check: AddressCheck) -> None:
    """Forget the page and its counts; the leads stay, and how each came in."""
    check.delete()


def replace_key(check: AddressCheck) -> AddressCheck:
    """Give the page another address: web sites that show the old one find nothing there."""
    check = lock(check)
    check.key = new_key()
    check.save(update_fields=["key", "updated_at"])
    return check


def _write(check: AddressCheck, data: AddressCheckInput) -> AddressCheck:
    known = set(Plan.objects.filter(code__in=data.plan_codes).values_list("code", flat=True))
    missing = [code for code in data.plan_codes if code not in known]
    if missing:
        raise UnknownPlan(f"There is no plan with the code {missing[0]}.", field="plan_codes")
    for name, value in data:
        setattr(check, name, value)
    try:
        with transaction.atomic():
            check.save()
    except IntegrityError as error:
        if "address_check_name_once" not in str(error):
            raise
        raise NameTaken("Another address check has this name.", field="name") from None
    return check


def count_answer(check: AddressCheck, verdict: Verdict) -> None:
    """One more visitor has asked today."""
    _count(check, verdict.value)


def _count(check: AddressCheck, column: str) -> None:
    day, _is_new = AddressCheckDay.objects.get_or_create(address_check=check, day=today())
    AddressCheckDay.objects.filter(pk=day.pk).update(**{column: F(column) + 1})


def take_enquiry(
    check: AddressCheck, data: EnquiryInput, answer: CheckAnswer, consent_text: str
) -> Lead:
    """The lead of somebody who left their details, with what they were answered and agreed to.

    Who sends the same again (by e-mail address or phone, for the same place, within 30 days, their
    lead still open) has one lead.
    """
    check = lock(check)
    if not check.takes_leads:
        raise TakesNoLeads("This page takes no contact details.")
    known = _known(check, data)
    if known is not None:
        return known
    lead = create_lead(_lead_input(check, data, answer), serviceability=_kept(data, answer))
    best = answer.found.best
    AddressEnquiry.objects.create(
        address_check=check,
        check_name=check.name,
        lead=lead,
        verdict=answer.verdict,
        asked=data.address,
        latitude=data.latitude,
        longitude=data.longitude,
        margin_db=answer.found.margin_db,
        spot_latitude=best.latitude if best else None,
        spot_longitude=best.longitude if best else None,
        plans=[one.name[:200] for one in answer.plans],
        consent_text=consent_text,
        created_at=clock.now(),
    )
    _count(check, "leads")
    return lead


def _known(check: AddressCheck, data: EnquiryInput) -> Lead | None:
    """The open lead that this page has brought of the same person and place."""
    phone = phone_of(data.phone)
    same = Q(lead__email=data.email) if data.email else Q()
    if phone is not None and phone.text:
        same |= Q(lead__phone=phone.text)
    recent = AddressEnquiry.objects.filter(
        same, address_check=check, created_at__gt=clock.now() - SAME_WITHIN
    ).select_related("lead")
    here = (data.latitude, data.longitude)
    for one in recent.order_by("-created_at"):
        apart_m = geo.distance_m(one.latitude, one.longitude, *here)
        if one.lead.is_open and apart_m <= SAME_PLACE_M:
            return one.lead
    return None


def _lead_input(check: AddressCheck, data: EnquiryInput, answer: CheckAnswer) -> LeadInput:
    first, _space, last = data.name.rpartition(" ")
    offered = {one.plan_id for one in answer.plans}
    return LeadInput(
        first_name=first.strip(),
        last_name=last.strip(),
        email=data.email,
        phone=data.phone,
        source=SOURCE,
        campaign=check.name,
        wanted_plan_id=data.plan_id if data.plan_id in offered else None,
        latitude=data.latitude,
        longitude=data.longitude,
        **address_parts(data.address),
    )


def _kept(data: EnquiryInput, answer: CheckAnswer) -> dict[str, object]:
    """The answer as it is kept with every lead, seen from the best spot of the patch."""
    best = answer.found.best
    at = (best.latitude, best.longitude) if best else (data.latitude, data.longitude)
    return snapshot(serviceability(*at, answer.found.question.receive_height_m))
