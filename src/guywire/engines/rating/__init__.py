"""Rating: what a service costs, day by day, and why. Pure arithmetic in whole minor units.

Three ideas carry it. Parts of a period are differences of one cumulative cost, so they add up to
its price however it is cut (`Basis`). What is new is what should have been billed minus what was
(`rate`): nothing is edited, and a second run adds nothing. Policies choose days and dates, never
the arithmetic (`Policies`).

    history = ServiceHistory(
        "S-1",
        spans=[TermsSpan(date(2026, 3, 10), "home-50", 3100)],     # 31.00 a month
        schedules=[Schedule(bill_day=1)],
    )
    new = rate(history, billed=[], as_of=date(2026, 3, 10))
    new.charges[0].amount_minor                                    # 2200: 22 of 31 days
    table = TaxTable([TaxRule("r1", "VAT", rate=rate_of("19"))])
    taxes([Taxable("l1", 2200, "internet", frozenset(), date(2026, 3, 10))], table).tax_minor  # 418

Days are half-open, `[from, to)`, dates of the tenant's zone. Rates are hundred-millionths,
quantities millionths (`engines.money`). Errors: `RatingError` and below, see `errors`.
"""

from guywire.engines.rating.basis import Basis, DayCount
from guywire.engines.rating.bundles import Bundle, Member, bundle_shares, bundle_spans
from guywire.engines.rating.calendar import (
    MONTHLY,
    Cycle,
    FirstTerm,
    Mode,
    Period,
    Schedule,
    Timing,
    Unit,
)
from guywire.engines.rating.dates import day_in, month_of, months_after
from guywire.engines.rating.difference import Billed, Charge, Credit, Difference, difference, rate
from guywire.engines.rating.digest import digest, joined
from guywire.engines.rating.discounts import Priced, discounted
from guywire.engines.rating.errors import (
    CalendarInvalid,
    CreditTooLarge,
    HistoryInvalid,
    PaymentInvalid,
    RatingError,
    TaxInvalid,
    TermsInvalid,
)
from guywire.engines.rating.history import (
    STANDARD,
    AddOn,
    Discount,
    DiscountOrder,
    MidPeriod,
    OneOff,
    Part,
    Policies,
    Ref,
    ServiceHistory,
    TermsSpan,
    When,
)
from guywire.engines.rating.invoices import Draft, Drafts, invoices
from guywire.engines.rating.late_fees import LateFee, LateFeeTerms, Overdue, late_fees
from guywire.engines.rating.payments import (
    Allocation,
    Applied,
    Draw,
    Fund,
    Inside,
    Oldest,
    OpenItem,
    Settled,
    allocate,
    deposit_interest,
    draw,
    refund,
    settle_deposit,
    wallet_draw,
)
from guywire.engines.rating.regimes import Turn, periods, service_periods
from guywire.engines.rating.segments import ONE_OFFS, Kind, Segment, entitled
from guywire.engines.rating.tax_rules import (
    ALL_TAXES,
    Certificate,
    Relief,
    TaxPoint,
    TaxRule,
    TaxTable,
    exempt_codes,
    tax_point,
)
from guywire.engines.rating.taxes import (
    Level,
    Taxable,
    Taxed,
    TaxLine,
    reversed_taxes,
    taxes,
)
from guywire.engines.rating.terms import (
    TerminationTerms,
    Waiver,
    change_fees,
    charged_until,
    check_pause,
    early_termination_fee,
    paused_days,
    repriced,
)
from guywire.engines.rating.upcoming import next_bill
from guywire.engines.rating.usage import (
    Tier,
    Tiers,
    Usage,
    UsageTerms,
    billed_with,
    crossed,
    pooled,
    usage_charge,
)

__all__ = [
    "ALL_TAXES", "MONTHLY", "ONE_OFFS", "STANDARD",
    "AddOn", "Allocation", "Applied", "Basis", "Billed", "Bundle", "CalendarInvalid",
    "Certificate", "Charge", "Credit", "CreditTooLarge", "Cycle", "DayCount", "Difference",
    "Discount", "DiscountOrder", "Draft", "Drafts", "Draw", "FirstTerm", "Fund", "HistoryInvalid",
    "Inside", "Kind", "LateFee", "LateFeeTerms", "Level", "Member", "MidPeriod", "Mode", "Oldest",
    "OneOff", "OpenItem", "Overdue", "Part", "PaymentInvalid", "Period", "Policies", "Priced",
    "RatingError", "Ref", "Relief", "Schedule", "Segment", "ServiceHistory", "Settled",
    "TaxInvalid", "TaxLine", "TaxPoint", "TaxRule", "TaxTable", "Taxable", "Taxed",
    "TerminationTerms", "TermsInvalid", "TermsSpan", "Tier", "Tiers", "Timing", "Turn", "Unit",
    "Usage", "UsageTerms", "Waiver", "When",
    "allocate", "billed_with", "bundle_shares", "bundle_spans", "change_fees", "charged_until",
    "check_pause", "crossed", "day_in", "deposit_interest", "difference", "digest", "discounted",
    "draw", "early_termination_fee", "entitled", "exempt_codes", "invoices", "joined", "late_fees",
    "month_of", "months_after", "next_bill", "paused_days", "periods", "pooled", "rate", "refund",
    "repriced",
    "reversed_taxes", "service_periods", "settle_deposit", "tax_point", "taxes", "usage_charge",
    "wallet_draw",
]  # fmt: skip
