"""What the e-invoice engine raises.

EInvoiceError        any refusal
  InvoiceInvalid     the invoice breaks rules of EN 16931; every one of them
  PdfInvalid         a PDF that cannot carry an e-invoice
"""

from collections.abc import Sequence
from dataclasses import dataclass


class EInvoiceError(ValueError):
    """The engine refuses its input."""


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule by its id in EN 16931 or PEPPOL BIS Billing 3.0, what breaks it and where."""

    id: str
    where: str
    text: str

    def __str__(self) -> str:
        return (
            f"{self.where}: {self.text} ({self.id})" if self.where else f"{self.text} ({self.id})"
        )


class InvoiceInvalid(EInvoiceError):
    """Nothing was written; `rules` are those that are broken."""

    def __init__(self, rules: Sequence[BrokenRule]) -> None:
        super().__init__("; ".join(map(str, rules)))
        self.rules = tuple(rules)


class PdfInvalid(EInvoiceError):
    """The PDF is no PDF/A, or is locked, or is none at all."""
