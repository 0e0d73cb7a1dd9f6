"""Reports of money: on the page, as CSV and as a workbook."""

from collections.abc import Callable
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guywire.kit.access import ActorRequest, declare, needs
from guywire.kit.errors import DomainError, NotFound
from guywire.kit.jobs.status import last_run

from ..queries.days import day_here
from ..queries.laws import CHECK_BOOKS, broken_laws
from ..queries.reports import REPORTS, Question, Report, Sheet
from ..queries.reports.files import as_csv, as_workbook

VIEW = declare("billing.report.view", "See the reports of money and take them as files")
SHOWN = 500
MONTHS = 11
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES: dict[str, tuple[str, Callable[[Sheet, str], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", lambda sheet, title: as_csv(sheet)),
    "xlsx": (EXCEL, as_workbook),
}


class BadQuestion(DomainError):
    """A day that is none, or has not come."""

    code = "bad_question"


@require_GET
@needs(VIEW)
def index(request: ActorRequest) -> HttpResponse:
    """What reports there are."""
    offered = [report for report in REPORTS.values() if not report.is_detail]
    return render(request, "billing/reports.html", {"reports": offered})


@require_GET
@needs(VIEW)
def report(request: ActorRequest, report: str) -> HttpResponse:
    """A report: its sentence, its table, its notes; or the same as a file."""
    asked = REPORTS.get(report)
    if asked is None:
        raise NotFound("There is no such report.")
    question = _question(request, asked)
    sheet, form = asked.answer(question), request.GET.get("format", "")
    if form in FILES:
        return _file(asked, sheet, form, question.as_of)
    context = {
        "report": asked, "question": question, "sheet": sheet, "rows": list(sheet.drawn(SHOWN)),
        "more": max(len(sheet.rows) - SHOWN, 0), "query": _query(request),
    }  # fmt: skip
    return render(request, "billing/report.html", context)


@require_GET
@needs(VIEW)
def books(request: ActorRequest) -> HttpResponse:
    """Whether the books are sound, asked anew, and how last night's check went."""
    context = {"faults": broken_laws(), "last": last_run(CHECK_BOOKS)}
    return render(request, "billing/books.html", context)


def _file(asked: Report, sheet: Sheet, form: str, day: date) -> HttpResponse:
    kind, write = FILES[form]
    answer = HttpResponse(write(sheet, str(asked.title)), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{asked.name}-{day}.{form}"'
    return answer


def _query(request: ActorRequest) -> str:
    """The question without the format, for the links to the files."""
    asked = request.GET.copy()
    asked.pop("format", None)
    return asked.urlencode()


def _question(request: ActorRequest, asked: Report) -> Question:
    today = day_here()
    as_of = _day(request.GET.get("as_of", ""), today)
    since = _day(request.GET.get("since", ""), _months_before(as_of))
    if as_of > today:
        raise BadQuestion(_("This day has not come."), field="as_of")
    if since > as_of:
        raise BadQuestion(_("The first day is after the last."), field="since")
    more = {name: request.GET.get(name, "") for name in asked.of_rows if request.GET.get(name)}
    return Question(today, as_of, since, request.tenant.currency, more)


def _day(text: str, usual: date) -> date:
    try:
        return date.fromisoformat(text) if text else usual
    except ValueError as error:
        raise BadQuestion(_("Write a day such as 2026-03-31.")) from error


def _months_before(day: date) -> date:
    """The first day of the month, 11 months before: a year of months."""
    years, month = divmod(day.year * 12 + day.month - 1 - MONTHS, 12)
    return date(years, month + 1, 1)
