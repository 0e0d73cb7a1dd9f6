"""Documents on their way: mail, paper, never twice (B-DOC-9)."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from pypdf import PdfReader

from guywire.domains.billing import tasks
from guywire.domains.billing.models import Charge, Invoice, PrintBatch, Sending
from guywire.domains.billing.services import accounts, credits, papers, printing, sending
from guywire.domains.customers.models import Customer
from guywire.domains.customers.tests import make as people
from guywire.domains.tenants.models import Tenant
from guywire.kit import clock
from guywire.kit.jobs import runs
from guywire.kit.tenancy import in_tenant

from . import make

pytestmark = pytest.mark.usefixtures("noon")
DAY = date(2026, 3, 1)
State, Channel = Sending.State, Sending.Channel


class BadDay(EmailBackend):
    """A mail server that answers with ``error`` when a letter is handed over."""

    error: Exception | None = None
    is_down = False

    def open(self) -> bool | None:
        if self.is_down:
            raise ConnectionRefusedError("connection refused")
        return super().open()

    def send_messages(self, messages: Any) -> int:
        if self.error is not None:
            raise self.error
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def inside(
    wisp: Tenant, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    settings.EMAIL_BACKEND = f"{__name__}.BadDay"
    monkeypatch.setattr(BadDay, "error", None)
    monkeypatch.setattr(BadDay, "is_down", False)
    with in_tenant(wisp.pk, actor="test"):
        yield


def customer(delivery: str = "email", **fields: Any) -> Customer:
    who = people.customer(**({"email": "ada@example.com", "language": "de"} | fields))
    account = accounts.lock_account(who.pk)
    type(account).objects.filter(pk=account.pk).update(delivery=delivery)
    return who


def invoice(who: Customer, amount: int = 4_990) -> Invoice:
    return make.invoice(who.pk, make.line(amount), on=DAY, due=date(2026, 3, 15))


def states() -> list[tuple[str, str, str]]:
    rows = Sending.objects.order_by("invoice__number", "channel", "turn")
    return list(rows.values_list("invoice__number", "channel", "state"))


def letters(tenant: Tenant) -> list[EmailMessage]:
    tasks.send_letters(tenant.pk)
    return list(mail.outbox)


def test_B_DOC_9_a_letter_is_in_the_customers_language_with_the_paper_and_goes_once(
    wisp: Tenant,
) -> None:
    row = invoice(customer())
    sending.send(row)
    [sent] = letters(wisp)
    assert sent.subject == "Rechnung INV-2026-000001 von Kinsman"
    assert sent.to == ["ada@example.com"]
    assert "Bitte zahlen Sie bis 15.03.2026" in sent.body
    [(name, content, kind)] = sent.attachments
    assert (name, content, kind) == ("INV-2026-000001.pdf", papers.paper(row), "application/pdf")
    row.refresh_from_db()
    assert row.sent_at == clock.now()
    assert len(letters(wisp)) == 1
    sending.queue_unsent()
    assert len(letters(wisp)) == 1, "what was sent is not sent again by itself"
    sending.send(row)
    assert len(letters(wisp)) == 2, "but when somebody asks"


def test_B_DOC_9_all_that_was_never_sent_goes_each_by_its_way(wisp: Tenant) -> None:
    settings = accounts.settings()
    type(settings).objects.filter(pk=settings.pk).update(paper_fee_minor=250)
    invoice(customer())
    on_paper = invoice(customer("print"))
    invoice(customer(email=""))
    silent = invoice(customer("none"))
    void = invoice(customer())
    credits.void_invoice(void, reason="twice")
    assert sending.queue_unsent() == 3
    assert sending.queue_unsent() == 0
    assert states() == [
        ("INV-2026-000001", "email", "waiting"),
        ("INV-2026-000002", "print", "waiting"),
        ("INV-2026-000003", "print", "waiting"),
    ]
    assert len(letters(wisp)) == 1
    silent.refresh_from_db()
    assert silent.sent_at is None
    [fee] = Charge.objects.all()
    assert (fee.kind, fee.amount_minor, fee.customer_id) == ("paper", 250, on_paper.customer_id)


def test_B_DOC_9_a_refused_or_returned_letter_waits_to_be_printed(
    wisp: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending.send(invoice(customer()))
    refusal = SMTPRecipientsRefused({"ada@example.com": (550, b"no such user")})
    monkeypatch.setattr(BadDay, "error", refusal)
    assert letters(wisp) == []
    assert states() == [
        ("INV-2026-000001", "email", "refused"), ("INV-2026-000001", "print", "waiting"),
    ]  # fmt: skip
    assert Sending.objects.get(channel="print").reason == "550 no such user"
    monkeypatch.setattr(BadDay, "error", None)
    sent = sending.send(invoice(customer()))
    letters(wisp)
    sending.note_bounce(sent, reason="mailbox full")
    assert states()[2:] == [
        ("INV-2026-000002", "email", "bounced"), ("INV-2026-000002", "print", "waiting"),
    ]  # fmt: skip
    with pytest.raises(sending.NotSent, match="came back"):
        sending.note_bounce(sent, reason="again")
    assert Charge.objects.count() == 0


@pytest.mark.parametrize("error", [None, SMTPDataError(451, b"try later")])
def test_B_DOC_9_a_mail_server_that_takes_nothing_now_is_asked_again(
    wisp: Tenant, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    sending.send(invoice(customer()))
    monkeypatch.setattr(BadDay, "error", error)
    monkeypatch.setattr(BadDay, "is_down", error is None)
    with pytest.raises(tasks.NoMailServer):
        tasks.send_letters(wisp.pk)
    assert states() == [("INV-2026-000001", "email", "waiting")]
    monkeypatch.setattr(BadDay, "error", None)
    monkeypatch.setattr(BadDay, "is_down", False)
    assert len(letters(wisp)) == 1


def test_B_DOC_9_a_letter_that_may_have_gone_is_not_sent_twice(
    wisp: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = sending.send(invoice(customer()))
    monkeypatch.setattr(BadDay, "error", SMTPServerDisconnected("lost"))
    letters(wisp)
    monkeypatch.setattr(BadDay, "error", None)
    assert letters(wisp) == []
    assert states() == [("INV-2026-000001", "email", "doubtful")]
    sending.settle_doubt(row, has_gone=False)
    assert len(letters(wisp)) == 1
    with pytest.raises(sending.NotSent):
        sending.settle_doubt(row, has_gone=True)


def test_B_DOC_9_a_worker_killed_while_it_sends_leaves_doubt_and_no_second_letter(
    wisp: Tenant,
) -> None:
    row = sending.send(invoice(customer()))
    assert sending.take_letter() == row
    assert letters(wisp) == []
    assert states() == [("INV-2026-000001", "email", "sending")]
    Sending.objects.update(taken_at=clock.now() - sending.DOUBTFUL_AFTER - timedelta(seconds=1))
    assert letters(wisp) == []
    assert states() == [("INV-2026-000001", "email", "doubtful")]
    sending.settle_doubt(row, has_gone=True)
    assert letters(wisp) == []
    assert Invoice.objects.get().sent_at == clock.now()


def test_a_draft_or_void_document_is_not_sent(wisp: Tenant) -> None:
    row = invoice(customer())
    asked = sending.send(row)
    credits.void_invoice(row, reason="twice")
    assert letters(wisp) == []
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (State.REFUSED, "The document was voided.")
    with pytest.raises(sending.NothingToSend, match="void"):
        sending.send(row)


def test_B_DOC_9_what_waits_is_printed_in_one_file_and_counts_as_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(printing, "A_SLICE", 2)
    rows = [invoice(customer("print"), 1_000 + n) for n in range(3)]
    assert sending.queue_unsent() == 3
    batch = printing.print_waiting()
    while runs.work_on(PrintBatch, batch.pk):
        pass
    batch.refresh_from_db()
    pages = PdfReader(BytesIO(printing.printed_file(batch).read_bytes())).pages
    found = [f"INV-2026-00000{n}" in pages[n - 1].extract_text() for n in (1, 2, 3)]
    assert found == [True, True, True]
    assert "Seite 1 von 1" in pages[2].extract_text()
    assert [row.state for row in Sending.objects.all()] == [State.SENT] * 3
    assert Invoice.objects.filter(sent_at=None).count() == 0
    with pytest.raises(printing.NothingToPrint):
        printing.print_waiting()
    again = printing.print_documents(rows[:1])
    assert (again.row_count, Sending.objects.filter(batch=again).get().turn) == (1, 2)
    printing.remove_batch(again)
    assert Sending.objects.get(turn=2).batch is None
