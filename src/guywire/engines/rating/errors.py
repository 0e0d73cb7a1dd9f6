"""What rating raises.

MoneyError (a ValueError)
  RatingError            any refusal of this engine; the message says what is wrong and where
    CalendarInvalid      a cycle or schedule that cannot be
    HistoryInvalid       a service's history contradicts itself
    TaxInvalid           a tax rule or a taxable line that cannot be
    TermsInvalid         terms of a fee, a tier, a deposit or a policy that cannot be
    CreditTooLarge       more would be credited than is left
    PaymentInvalid       a payment or a draw that cannot be applied as asked
"""

from guywire.engines.money import MoneyError


class RatingError(MoneyError):
    """Rating refuses its input."""


class CalendarInvalid(RatingError):
    """A cycle or schedule that cannot be."""


class HistoryInvalid(RatingError):
    """A service's history contradicts itself."""


class TaxInvalid(RatingError):
    """A tax rule or a taxable line that cannot be."""


class TermsInvalid(RatingError):
    """Terms of a fee, a tier, a deposit or a policy that cannot be."""


class CreditTooLarge(RatingError):
    """More would be credited than is left of a line."""


class PaymentInvalid(RatingError):
    """A payment or a draw that cannot be applied as asked."""
