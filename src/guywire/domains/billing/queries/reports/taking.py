"""Payments received, by day and method."""

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guywire.engines.money import Money

from ...models import Payment
from .sheet import Column, Question, Report, Row, Sheet, sums


def answer(question: Question) -> Sheet:
    """What stands of what was received; payments taken back are left out."""
    rows = Payment.objects.filter(
        state=Payment.State.SETTLED,
        received_on__gte=question.since,
        received_on__lte=question.as_of,
    )
    grouped = rows.order_by("-received_on", "method", "currency").values_list(
        "received_on", "method", "currency"
    )
    found = []
    for day, method, code, count, minor in grouped.annotate(n=Count("pk"), sum=Sum("amount_minor")):
        url = (
            f"{reverse('billing:payment-list')}?state=settled&method={method}"
            f"&received_on__gte={day}&received_on__lte={day}"
        )
        label = str(Payment.Method(method).label).capitalize()
        found.append(Row([day, label, count, Money(minor, code)], ["", "", url, url]))
    totals = sums(found, [_("All")], [3])
    amounts = ", ".join(str(one.cells[3]) for one in totals)
    says = _("%(amounts)s received.") % {"amounts": amounts} if totals else _("Nothing received.")
    return Sheet(_columns(), [*found, *totals], says, "ok" if totals else "off", _notes())


def _columns() -> list[Column]:
    return [
        Column(_("Day"), "day"),
        Column(_("Method")),
        Column(_("Payments"), "number"),
        Column(_("Amount"), "money"),
    ]


def _notes() -> list[str]:
    return [_("Payments that were taken back or returned are left out.")]


REPORT = Report(
    "payments",
    gettext_lazy("Payments by day and method"),
    gettext_lazy("What was received, day by day."),
    "cash",
    answer,
    asks=("since", "as_of"),
)
