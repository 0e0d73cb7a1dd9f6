"""The letter that a document goes with: in the customer's language, the PDF attached."""

import hashlib
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from ..models import Invoice, Sending
from ..queries.papers.documents import document_title
from ..queries.papers.sheets import Content
from ..queries.papers.words import Words, words_of
from .papers import paper, paper_name, parties_of

Kind = Invoice.Kind


def letter(sending: Sending) -> tuple[EmailMessage, str]:
    """The letter, and the digest of the paper that goes with it."""
    invoice = sending.invoice
    issuer, payer = parties_of(invoice)
    words = words_of(payer.get("language", ""), issuer.get("locale", ""))
    made = paper(invoice)
    title = document_title(invoice, words)
    brand = str(issuer.get("brand") or issuer["name"])
    message = EmailMessage(
        subject=words("{what} {number} from {name}", what=title, number=invoice.number, name=brand),
        body=_text(invoice, issuer, payer, words),
        from_email=formataddr((brand, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[sending.address],
        reply_to=[issuer["email"]] if issuer.get("email") else None,
    )
    message.attach(paper_name(invoice), made, "application/pdf")
    return message, hashlib.sha256(made).hexdigest()


def _text(invoice: Invoice, issuer: Content, payer: Content, words: Words) -> str:
    title = document_title(invoice, words)
    money = words.money(invoice.total_minor, invoice.currency)
    facts = [f"{title} {invoice.number}: {money}"]
    if invoice.kind == Kind.INVOICE and invoice.balance_minor and invoice.due_on:
        facts.append(words("Please pay by {day}", day=words.day(invoice.due_on)))
    contact = ", ".join(issuer[name] for name in ("email", "phone") if issuer.get(name))
    parts = [
        words("Hello {name},", name=payer["name"]),
        "\n".join(facts),
        words("The document is attached as a PDF."),
        words("Questions? {contact}", contact=contact) if contact else "",
        str(issuer["name"]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
