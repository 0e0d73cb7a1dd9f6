"""What is not invoiced yet: charges that wait, and services billed up to a day before today."""

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guywire.domains.customers.queries import services
from guywire.engines.money import Money
from guywire.kit.access import NOBODY

from ...models import Charge, RatedService
from .sheet import Cell, Column, Question, Report, Row, Sheet, sums


def answer(question: Question) -> Sheet:
    """Charges that wait on the day, then services that run unbilled."""
    charges, lagging = _charges(question), _services(question)
    totals = sums(charges, [_("Charges that wait")], [5])
    if not charges and not lagging:
        return Sheet(_columns(), [], _("Everything is invoiced."), "ok", _notes())
    says = _("%(charges)d charges wait; %(services)d services are not billed up to the day.") % {
        "charges": len(charges), "services": len(lagging)}  # fmt: skip
    return Sheet(_columns(), [*charges, *totals, *lagging], says, "warn", _notes())


def _charges(question: Question) -> list[Row]:
    rows = Charge.objects.filter(state=Charge.State.WAITING, bill_on__lte=question.as_of)
    found = []
    for one in rows.select_related("customer").order_by("bill_on", "created_at"):
        cells: list[Cell] = [
            _("Charge"), one.customer.name, one.description, one.bill_on, None, one.amount,
        ]  # fmt: skip
        money = reverse("billing:customer-money", args=[one.customer_id])
        found.append(Row(cells, ["", money, reverse("billing:charge-detail", args=[one.pk])]))
    return found


def _services(question: Question) -> list[Row]:
    """Services that are charged, and by their last bill not up to the day."""
    mine = RatedService.objects.filter(service=OuterRef("pk"), customer=OuterRef("customer"))
    rows = services(NOBODY).annotate(
        rated_to=Subquery(mine.values("rated_to")[:1]),
        next_bill_on=Subquery(mine.values("next_bill_on")[:1]),
    )
    lagging = rows.filter(
        Q(rated_to=None) | Q(rated_to__lte=question.as_of),
        charging_percent__gt=0,
        activated_on__lte=question.as_of,
    ).exclude(state__in=("ended", "cancelled", "quoted", "ordered", "scheduled"))
    found = []
    for one in lagging.order_by("rated_to", "number"):
        price = Money.from_decimal(one.price * one.charging_percent / 100, one.currency)
        cells: list[Cell] = [
            _("Service"), one.customer.name, f"{one.number} {one.plan_version.plan}",
            one.rated_to or one.activated_on, one.next_bill_on, price,
        ]  # fmt: skip
        money = reverse("billing:customer-money", args=[one.customer_id])
        found.append(Row(cells, ["", money, reverse("customers:service-detail", args=[one.pk])]))
    return found


def _columns() -> list[Column]:
    return [
        Column(_("What")), Column(_("Customer")), Column(_("For")), Column(_("Since"), "day"),
        Column(_("Next bill"), "day"), Column(_("Amount"), "money"),
    ]  # fmt: skip


def _notes() -> list[str]:
    return [
        _("Of a service: the price of a period before discounts and tax; one billed in arrears is"
          " here until its period is over. A next bill in the past says that a run is due."),
    ]  # fmt: skip


REPORT = Report(
    "uninvoiced",
    gettext_lazy("Not invoiced yet"),
    gettext_lazy("Charges that wait, and services that run and are not billed up to the day."),
    "hourglass",
    answer,
)
