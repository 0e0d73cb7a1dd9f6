"""The domain's figures on the home page."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from guywire.kit.access import Actor
from guywire.kit.jobs.models import PeriodicRun
from guywire.kit.jobs.status import last_run
from guywire.kit.pages.home import Figure

from ..models import Charge, Invoice
from .days import day_here
from .laws import CHECK_BOOKS


def figures(actor: Actor) -> list[Figure]:
    """What is overdue, what this month's invoices have open, what waits to be billed."""
    today = day_here()
    month = today.replace(day=1)
    counts = Invoice.objects.filter(kind=Invoice.Kind.INVOICE, balance_minor__gt=0).aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)),
        fresh=Count("pk", filter=Q(issued_on__gte=month)),
    )
    invoices = reverse("billing:invoice-list")
    waiting = Charge.objects.filter(state=Charge.State.WAITING).count()
    late, fresh = counts["late"], counts["fresh"]
    return [
        Figure(_("overdue"), late, f"{invoices}?overdue=0", "bad" if late else "ok"),
        Figure(_("open of this month"), fresh, f"{invoices}?open=true&issued_on__gte={month}",
               "info"),
        Figure(_("charges waiting"), waiting, f"{reverse('billing:charge-list')}?state=waiting",
               "info"),
    ]  # fmt: skip


def faults(actor: Actor) -> list[Figure]:
    """Whether the books were sound when they were last asked, at night."""
    last, url = last_run(CHECK_BOOKS), reverse("billing:soundness")
    if last is not None and last.state == PeriodicRun.State.FAILED:
        return [Figure(_("ledger and documents"), _("faulty"), url, "bad")]
    if last is None or last.state != PeriodicRun.State.DONE:
        return [Figure(_("ledger and documents"), _("not checked yet"), url, "off")]
    return [Figure(_("ledger and documents"), _("agree"), url, "ok")]
