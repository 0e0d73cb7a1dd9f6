"""PDFs of documents, made when first asked for and kept: years later the same bytes (B-DOC-9).

What is on the paper of an issued document is frozen but for what settled it, so a paper is kept for
each way that it stood. A better template or another font changes no paper that is there; making it
anew is somebody's decision.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

from guywire.kit import documents
from guywire.kit.tenancy import current
from guywire.kit.tenancy.files import tenant_folder

from ..models import Invoice, Party, Payment
from ..queries.papers.documents import document_sheet, with_everything
from ..queries.papers.receipts import receipt_sheet
from ..queries.papers.sheets import Content, Sheet
from ..queries.papers.statements import statement_sheet
from ..queries.statements import Statement
from .accounts import account_of
from .snapshots import issuer_of, payer_of

TEMPLATE = Path(__file__).resolve().parents[1] / "papers" / "paper.typ"
PAPERS = "papers"


def drawn(sheets: Sequence[Sheet], *, title: str, to_print: bool = False) -> bytes:
    """Papers one after the other as one PDF/A-3; only to be printed, as a small plain PDF."""
    standard = None if to_print else documents.ARCHIVAL
    author = sheets[0]["brand"] if sheets else ""
    data = {"title": title, "author": author, "papers": sheets}
    return documents.pdf(TEMPLATE, data, standard=standard, tagged=not to_print)


def paper(invoice: Invoice, *, anew: bool = False) -> bytes:
    """The PDF of a document as it stands. ``anew`` makes one again that was kept."""
    row = with_everything(Invoice.objects.filter(pk=invoice.pk)).get()
    if row.state == Invoice.State.DRAFT:
        return drawn([sheet_of(row)], title=str(row))
    path = kept_at(row)
    if path.is_file() and not anew:
        return path.read_bytes()
    made = drawn([sheet_of(row)], title=str(row))
    _keep(path, made)
    return made


def receipt(payment: Payment, *, anew: bool = False) -> bytes:
    """The receipt of a payment as it stands, kept like the papers of documents."""
    rows = payment.allocations.select_related("invoice").order_by("applied_on", "created_at", "id")
    settled = list(rows)
    standing = f"{payment.state}-{payment.refunded_minor}-{len(settled)}"
    path = _place(payment.pk, standing)
    if path.is_file() and not anew:
        return path.read_bytes()
    sheet = receipt_sheet(payment, settled, issuer_of()[1], _payer_now(payment.customer_id))
    made = drawn([sheet], title=payment.number)
    _keep(path, made)
    return made


def statement_paper(told: Statement) -> bytes:
    """A statement as a PDF; it is told anew each time."""
    sheet = statement_sheet(told, issuer_of()[1], _payer_now(told.customer.pk))
    return drawn([sheet], title=f"{told.customer} {told.from_on} – {told.last_on}")


def sheet_of(row: Invoice) -> Sheet:
    """The paper of a document; a draft's is from and for those it would be issued by today."""
    return document_sheet(row, *parties_of(row))


def parties_of(row: Invoice) -> tuple[Content, Content]:
    """Who a document is from and for."""
    issuer, payer = _content(row.issuer_party), _content(row.payer_party)
    if issuer is None or payer is None:
        return issuer_of()[1], _payer_now(row.customer_id)
    return issuer, payer


def _payer_now(customer_id: UUID) -> Content:
    return payer_of(account_of(customer_id))[1]


def _content(party: Party | None) -> Content | None:
    return None if party is None else party.content


def paper_name(row: Invoice | Payment) -> str:
    """Name of the file; a number may hold what a file's name may not."""
    return f"{_for_a_file(str(row))}.pdf"


def statement_name(told: Statement) -> str:
    """Name of a statement's file without its ending."""
    return _for_a_file(f"statement-{told.customer.number}-{told.from_on}-{told.last_on}")


def _for_a_file(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name)


def papers_folder(tenant_id: UUID) -> Path:
    return tenant_folder(tenant_id) / PAPERS


def kept_at(row: Invoice) -> Path:
    """Where the paper of a document as it stands is kept: what settled it is only ever added to."""
    moves = len(row.allocations.all()) + len(row.uses.all())
    return _place(row.pk, f"{row.state}-{moves}")


def _place(pk: UUID, standing: str) -> Path:
    return papers_folder(current().tenant_id) / pk.hex[:2] / f"{pk.hex}-{standing}.pdf"


def _keep(path: Path, made: bytes) -> None:
    """Whole or not at all, whoever else makes the same paper now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{uuid4().hex}")
    unfinished.write_bytes(made)
    os.replace(unfinished, path)
