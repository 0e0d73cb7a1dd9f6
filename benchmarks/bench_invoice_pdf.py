"""invoice-pdf: invoices set as PDF by Typst, beside weasyprint and reportlab where they are there.

The same invoice each time with another number: one page, five lines, three taxes, a name with
letters of several alphabets, our own fonts; ours is a tagged PDF/A-3 with its parts placed for
a screen reader, theirs are plain PDFs of the same words in a simpler layout. The compiler is kept
between invoices, as the server keeps it. A second row is a batch to be printed, an invoice of it.
Both peers come from the package index: ``pip install weasyprint reportlab`` beside the project
(weasyprint wants Pango of the system). Who is not there is said to be missing.
Value: our invoices a second of processor time.
"""

import html
import importlib.util
import io
import resource
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import guywire
from benchmarks.measure import close, cpu_seconds, fail, row
from guywire.kit import documents

GOAL = 150
WARM, INVOICES, PEER_INVOICES, BATCH = 20, 400, 40, 50
TEMPLATE = Path(guywire.__file__).resolve().parent / "domains" / "billing" / "papers" / "paper.typ"
NAME = "Łukasz Ünïcode & Παπαδόπουλος"
LINES = [(f"Fast 100/20, line {n}", "Mar 1 – 31, 2026", "$49.00") for n in range(5)]
TAXES = [(f"State tax {n} % of $245.00", "$14.70") for n in (6, 7, 8)]
COLUMNS = [
    {"title": "Description", "number": False, "width": 0},
    {"title": "Amount", "number": True, "width": 8},
]
ROWS = [
    [{"text": what, "note": days}, {"text": amount, "note": ""}] for what, days, amount in LINES
]
FACTS = (("Date", "Mar 1, 2026"), ("Due", "Mar 15, 2026"), ("Customer number", "CUST-2026-0001"))


def number(n: int) -> str:
    return f"INV-2026-{n:06d}"


def sheet(n: int) -> dict[str, Any]:
    """An invoice as the template takes it."""
    return {
        "brand": "Kinsman Wireless",
        "title": "Invoice",
        "accent": "#0a5f8a",
        "size": "us-letter",
        "language": "en",
        "region": "US",
        "stamp": "",
        "sender": "Kinsman Wireless LLC · 12 Ridge Road · Berlin NH 03570",
        "recipient": [NAME, "7 Pine Street", "Gorham NH 03581"],
        "facts": [("Number", number(n)), *FACTS],
        "notices": [],
        "sections": [{"title": "", "columns": COLUMNS, "rows": ROWS}],
        "sums": [
            {"label": "Subtotal", "value": "$245.00", "strong": False},
            *({"label": name, "value": amount, "strong": False} for name, amount in TAXES),
            {"label": "Total", "value": "$289.10", "strong": True},
        ],
        "payment": {
            "title": "Please pay by Mar 15, 2026",
            "rows": [("Amount", "$289.10"), ("Reference", "RF94 INV2 0260 0000 1")],
            "text": "First Colebrook Bank\nRouting 011401533, account 4471 2290",
            "qr": "",
            "qr_note": "",
        },
        "closing": ["Thank you for being with us."],
        "footer": ["Kinsman Wireless LLC · Tax number 12-3456789"],
        "name": [number(n)],
        "pages": "Page {page} of {pages}",
    }


def batch(n: int) -> range:
    """The numbers of the n-th batch to print."""
    return range(n * BATCH, (n + 1) * BATCH)


def ours(numbers: Sequence[int], *, to_print: bool = False) -> bytes:
    data = {
        "title": number(numbers[0]),
        "author": "Kinsman Wireless",
        "papers": [sheet(n) for n in numbers],
    }
    standard = None if to_print else documents.ARCHIVAL
    return documents.pdf(TEMPLATE, data, standard=standard, tagged=not to_print)


def weasyprint() -> Callable[[int], bytes]:
    from_package = __import__("weasyprint")
    fonts = __import__("weasyprint.text.fonts", fromlist=["FontConfiguration"])
    configuration = fonts.FontConfiguration()
    style = from_package.CSS(
        string="@page{size:letter;margin:16mm 18mm 24mm 20mm;@bottom-right{content:'Page '"
        " counter(page) ' of ' counter(pages)}} body{font:9.5pt 'Noto Sans'} table{width:100%}"
        f" @font-face{{font-family:'Noto Sans';src:url('{documents.FONTS.as_uri()}"
        "/NotoSans-Regular.ttf')}",
        font_config=configuration,
    )

    def make(n: int) -> bytes:
        lines = "".join(
            f"<tr><td>{html.escape(a)}<br>{b}</td><td>{c}</td></tr>" for a, b, c in LINES
        )
        sums = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in TAXES)
        facts = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in FACTS)
        text = (
            f"<h1>Invoice {number(n)}</h1><p>{html.escape(NAME)}</p><table>{facts}</table>"
            f"<table>{lines}{sums}<tr><td><b>Total</b></td><td><b>$289.10</b></td></tr></table>"
            "<p>Thank you for being with us.</p>"
        )
        page = from_package.HTML(string=text)
        return bytes(page.write_pdf(stylesheets=[style], font_config=configuration))

    return make


def reportlab() -> Callable[[int], bytes]:
    platypus = __import__("reportlab.platypus", fromlist=["Table"])
    styles = __import__("reportlab.lib.styles", fromlist=["ParagraphStyle"])
    fonts = __import__("reportlab.pdfbase.ttfonts", fromlist=["TTFont"])
    metrics = __import__("reportlab.pdfbase.pdfmetrics", fromlist=["registerFont"])
    metrics.registerFont(fonts.TTFont("Noto", str(documents.FONTS / "NotoSans-Regular.ttf")))
    style = styles.ParagraphStyle("plain", fontName="Noto", fontSize=9.5)
    grid = platypus.TableStyle([("FONTNAME", (0, 0), (-1, -1), "Noto")])

    def make(n: int) -> bytes:
        target = io.BytesIO()
        document = platypus.SimpleDocTemplate(target, invariant=1)
        rows = [
            *([platypus.Paragraph(f"{a}<br/>{b}", style), c] for a, b, c in LINES),
            *TAXES,
            ("Total", "$289.10"),
        ]
        document.build(
            [
                platypus.Paragraph(f"Invoice {number(n)}", style),
                platypus.Paragraph(html.escape(NAME), style),
                platypus.Table(list(FACTS), style=grid),
                platypus.Table(rows, style=grid),
                platypus.Paragraph("Thank you for being with us.", style),
            ]
        )
        return target.getvalue()

    return make


def pace(make: Callable[[int], bytes], count: int) -> float:
    """Invoices a second of processor time."""
    make(0)
    start = cpu_seconds()
    for n in range(1, count + 1):
        make(n)
    return count / (cpu_seconds() - start)


def main() -> None:
    """Measure and print."""
    for n in range(WARM):
        ours([n])
    if ours([1]) != ours([1]) or ours([1]) == ours([2]):
        fail("the same invoice gives other bytes")
    value = pace(lambda n: ours([n]), INVOICES)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row("", "invoices a CPU-second", "bytes")
    row("Typst, tagged PDF/A-3a", f"{value:.0f}", f"{len(ours([1])):,}")
    printed = BATCH * pace(lambda n: ours(batch(n), to_print=True), 8)
    row("Typst, in batches to print", f"{printed:.0f}", f"{len(ours(batch(0), to_print=True)):,}")
    for name, peer in (("weasyprint", weasyprint), ("reportlab", reportlab)):
        if importlib.util.find_spec(name) is None:
            row(name, "not installed")
            continue
        make = peer()
        row(name, f"{pace(make, PEER_INVOICES):.0f}", f"{len(make(1)):,}")
    row("memory of this process after ours", f"{peak:.0f} MB")
    close("invoice-pdf", value, ">=", GOAL)


if __name__ == "__main__":
    main()
