"""What a visitor of an address check is told, and what its staff see of it."""

from dataclasses import dataclass
from datetime import timedelta
from html import escape

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guywire.domains.network.queries.calibrated import Chance
from guywire.domains.network.queries.prequalification import (
    PatchQuestion,
    Prequalification,
    prequalify,
)
from guywire.domains.network.queries.prequalification import Verdict as Likelihood
from guywire.domains.network.queries.serviceability import candidate_sectors
from guywire.kit.access import Actor

from ..models import AddressCheck, AddressCheckDay, AddressEnquiry, Lead, Verdict
from .catalogue import PlanOffer, plans_on_offer
from .days import today
from .places import CODES

LOADER = "address-check.js"
SHOWN_DAYS = 30
TOLD = {
    Likelihood.LIKELY: Verdict.YES,
    Likelihood.MAYBE: Verdict.MAYBE,
    Likelihood.UNKNOWN: Verdict.MAYBE,
    Likelihood.NO: Verdict.NO,
}
CHANCES = {
    Chance.VERY_LIKELY: gettext_lazy("By what others nearby receive, service is very likely here."),
    Chance.LIKELY: gettext_lazy("By what others nearby receive, service is likely here."),
    Chance.POSSIBLE: gettext_lazy("By what others nearby receive, service is possible here."),
    Chance.UNLIKELY: gettext_lazy("By what others nearby receive, service is unlikely here."),
}


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """``found`` is for staff; a visitor is shown the verdict, the plans, the chance in a word."""

    verdict: Verdict
    plans: tuple[PlanOffer, ...]
    found: Prequalification

    @property
    def chance(self) -> Chance | None:
        """What measured signals say, where it does not speak against what the visitor is told: the
        verdict goes by margins alone, and staff see both."""
        chance = self.found.chance
        against = {Verdict.NO: set(Chance), Verdict.YES: {Chance.UNLIKELY}}
        return None if chance in against.get(self.verdict, ()) else chance

    @property
    def chance_text(self) -> str:
        """The same in a sentence; "" where nothing is told."""
        return "" if self.chance is None else str(CHANCES[self.chance])


@dataclass(frozen=True, slots=True)
class CheckTexts:
    """The words of the page: the WISP's own, else the platform's."""

    title: str
    intro: str
    yes: str
    maybe: str
    no: str
    thanks: str
    consent: str

    def of(self, verdict: Verdict) -> str:
        return {Verdict.YES: self.yes, Verdict.MAYBE: self.maybe, Verdict.NO: self.no}[verdict]


@dataclass(frozen=True, slots=True)
class CheckCounts:
    """Sums of all days."""

    yes: int
    maybe: int
    no: int
    leads: int

    @property
    def asked(self) -> int:
        return self.yes + self.maybe + self.no


def address_checks(actor: Actor) -> QuerySet[AddressCheck]:
    def total(column: str) -> Coalesce:
        return Coalesce(Sum(f"days__{column}"), 0)

    return AddressCheck.objects.annotate(
        asked_count=total("yes") + total("maybe") + total("no"), lead_count=total("leads")
    )


def days_of(check: AddressCheck) -> list[AddressCheckDay]:
    """The days of the last month on which somebody asked, newest first."""
    since = today() - timedelta(days=SHOWN_DAYS - 1)
    return list(check.days.filter(day__gte=since).order_by("-day"))


def counts_of(check: AddressCheck) -> CheckCounts:
    sums = check.days.aggregate(
        **{name: Coalesce(Sum(name), 0) for name in ("yes", "maybe", "no", "leads")}
    )
    return CheckCounts(**sums)


def enquiry_of(lead: Lead) -> AddressEnquiry | None:
    """How the lead came in by an address check; None if it came otherwise."""
    return AddressEnquiry.objects.filter(lead=lead).select_related("address_check").first()


def page_address(check: AddressCheck, slug: str) -> str:
    """Where visitors find the page, with the platform's host in front."""
    return f"{settings.GUYWIRE_BASE_URL}/t/{slug}/check/{check.key}/"


def snippet_of(check: AddressCheck, slug: str) -> str:
    """What is copied into a web site; plain text, for a template to escape."""
    loader = f"{settings.GUYWIRE_BASE_URL}{settings.STATIC_URL}built/{LOADER}"
    page = page_address(check, slug)
    return f'<script src="{escape(loader)}" data-check="{escape(page)}" async></script>'


def frame_of(check: AddressCheck, slug: str) -> str:
    """The same for sites that allow no script; its height is fixed."""
    return (
        f'<iframe src="{escape(page_address(check, slug))}" title="{escape(check.name)}"'
        ' allow="geolocation" style="width:100%;height:720px;border:0"></iframe>'
    )


def check_of(key: str) -> AddressCheck | None:
    """The page of a key, open or not."""
    return AddressCheck.objects.filter(key=key).first()


def texts_of(check: AddressCheck, place: str) -> CheckTexts:
    """``place``: how the WISP calls itself."""
    names = {"place": place}
    return CheckTexts(
        title=check.title or _("Check your address"),
        intro=check.intro or _("See whether %(place)s can serve your home or business.") % names,
        yes=check.yes_text or _("Yes, we can serve this address."),
        maybe=check.maybe_text
        or _("Maybe. We have to look closer: leave your details and we will tell you."),
        no=check.no_text or _("Not yet. Leave your details and we will tell you when we can."),
        thanks=check.thanks_text or _("Thank you. We will be in touch soon."),
        consent=check.consent_text
        or _("I agree that %(place)s keeps these details to answer me about service here.") % names,
    )


def check_answer(check: AddressCheck, latitude: float, longitude: float) -> CheckAnswer:
    """What a place is told: by the best spot around it, sectors of the wanted kinds only."""
    question = PatchQuestion(
        receive_height_m=check.receive_height_m,
        radius_m=check.patch_radius_m,
        technologies=frozenset(check.technologies),
        likely_db=check.likely_margin_db,
        maybe_db=check.maybe_margin_db,
    )
    found = prequalify(latitude, longitude, question)
    verdict = TOLD[found.verdict]
    return CheckAnswer(verdict, _plans(check, found, verdict), found)


def _plans(check: AddressCheck, found: Prequalification, verdict: Verdict) -> tuple[PlanOffer, ...]:
    """The wanted plans that the sectors which reach the place can carry."""
    heard = [one.answer for one in found.spots if one.margin_db >= check.maybe_margin_db]
    if verdict == Verdict.NO or not heard:
        return ()
    tags = {sector.pk: sector.site.tags for sector in candidate_sectors()}
    offers = plans_on_offer(
        *((CODES[one.technology], tags.get(one.sector_id, ())) for one in heard)
    )
    wanted = set(check.plan_codes)
    return tuple(one for one in offers if not wanted or one.code in wanted)
