"""Reports of money: each a table with totals, whose numbers lead to their rows.

``REPORTS`` is every report by name; ``Question`` is what it is asked (a day, months, a row to look
into). Page, CSV and XLSX are drawn of the same ``Sheet``.
"""

from . import ageing, forecast, reconciliation, revenue, taking, taxes, uninvoiced
from .sheet import Column, Question, Report, Row, Sheet

REPORTS = {
    report.name: report
    for report in (
        ageing.REPORT,
        reconciliation.REPORT,
        revenue.REPORT,
        revenue.LINES,
        taxes.REPORT,
        taxes.LINES,
        uninvoiced.REPORT,
        forecast.REPORT,
        taking.REPORT,
    )
}

__all__ = ["REPORTS", "Column", "Question", "Report", "Row", "Sheet"]
