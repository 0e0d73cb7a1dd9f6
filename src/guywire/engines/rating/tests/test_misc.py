"""One-offs, discounts, bundles, usage, currencies, digests (B-MISC)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.money import (
    MoneyError,
    cash_rounded,
    converted,
    exchange_difference,
    exponent_of,
    quantity_of,
    rate_of,
)
from guywire.engines.rating import (
    AddOn,
    Bundle,
    Discount,
    DiscountOrder,
    HistoryInvalid,
    Member,
    OneOff,
    Policies,
    Taxable,
    TaxRule,
    TaxTable,
    TermsInvalid,
    Tier,
    Tiers,
    UsageTerms,
    billed_with,
    bundle_shares,
    bundle_spans,
    crossed,
    digest,
    discounted,
    joined,
    months_after,
    pooled,
    taxes,
    usage_charge,
)
from guywire.engines.rating.tests.make import Book, amounts, day, service, span

BEGAN = day("03-01")
TEN = Discount("ten", BEGAN, rate=rate_of("10"))
FIVE_OFF = Discount("five", BEGAN, amount_minor=500)


@pytest.mark.parametrize(
    ("quantity", "amount"), [("1", 1999), ("2.5", 4998), ("0.333333", 666), ("0.000001", 0)]
)
def test_b_misc_one_off_quantities_have_six_decimals(quantity: str, amount: int) -> None:
    cable = OneOff("cable", BEGAN, 1999, quantity_of(quantity))
    charges = Book().run(service(one_offs=[cable]), "03-01").charges
    assert sum(charge.amount_minor for charge in charges) == amount


def test_b_misc_one_off_now_with_the_next_bill_or_in_instalments() -> None:
    plan = span("01-15", 3100)
    once = OneOff("install", day("01-31"), 10000)
    for one_off, expected in (
        (once, [("2026-01-31", 10000)]),
        (replace(once, with_next=True), [("2026-02-01", 10000)]),
        (
            replace(once, instalments=3),
            [("2026-01-31", 3334), ("2026-02-28", 3333), ("2026-03-31", 3333)],
        ),
    ):
        book = Book()
        for on in ("01-31", "02-01", "02-28", "03-31", "06-01"):
            book.run(service(plan, one_offs=[one_off]), on)
        found = [c for c in book.charges if c.segment.source_id == "install"]
        assert [(str(c.dated_on), c.amount_minor) for c in found] == expected


def test_b_misc_one_off_of_a_cancelled_job_is_given_back_and_its_instalments_end() -> None:
    plan = span("01-01", 3100)
    job = OneOff("job", day("01-10"), 9000, instalments=3)
    book = Book()
    book.run(service(plan, one_offs=[job]), "02-15")
    gone = book.run(service(plan), "02-16")
    assert [c.amount_minor for c in gone.credits] == [3000, 3000]
    assert book.run(service(plan), "02-28") == ([], [], [])


@pytest.mark.parametrize(
    ("discounts", "order", "net"),
    [
        ([TEN, FIVE_OFF], DiscountOrder.AS_LISTED, 4000),
        ([FIVE_OFF, TEN], DiscountOrder.AS_LISTED, 4050),
        ([TEN, FIVE_OFF], DiscountOrder.FIXED_FIRST, 4050),
        ([FIVE_OFF, TEN], DiscountOrder.PERCENT_FIRST, 4000),
        ([Discount("all", BEGAN, rate=rate_of("100")), FIVE_OFF], DiscountOrder.AS_LISTED, 0),
        ([Discount("huge", BEGAN, amount_minor=999999)], DiscountOrder.AS_LISTED, 0),
        ([TEN, replace(FIVE_OFF, combines=False)], DiscountOrder.AS_LISTED, 4500),
        (
            [FIVE_OFF, replace(TEN, rate=rate_of("30"), combines=False)],
            DiscountOrder.AS_LISTED,
            3500,
        ),
    ],
)
def test_b_misc_discounts_stack_in_order_never_below_nothing(
    discounts: list[Discount], order: DiscountOrder, net: int
) -> None:
    priced = discounted([5000, 1000], discounts, order)
    assert [line.net_minor for line in priced] == [net, 1000]
    assert net + sum(off for _, off in priced[0].taken) == 5000


def test_b_misc_discount_on_plan_and_add_ons_is_shared_by_what_is_left() -> None:
    found = discounted(
        [5000, 1000, 0], [replace(FIVE_OFF, on_add_ons=True)], DiscountOrder.AS_LISTED
    )
    assert [line.net_minor for line in found] == [4583, 917, 0]


def test_b_misc_discount_of_n_months_ends_by_itself_within_a_period() -> None:
    promo = replace(TEN, from_on=day("03-11"), to_on=months_after(day("03-11"), 1))
    book = Book()
    book.run(service(span("03-01", 3100), discounts=[promo]), "05-01")
    assert [(str(c.from_on), c.amount_minor, c.discounts) for c in book.charges] == [
        ("2026-03-01", 1000, ()),
        ("2026-03-11", 1890, (("ten", 210),)),
        ("2026-04-01", 930, (("ten", 103),)),
        ("2026-04-11", 2067, ()),
        ("2026-05-01", 3100, ()),
    ]


def test_b_misc_discount_given_late_credits_and_bills_the_days_anew() -> None:
    book = Book()
    book.run(service(span("03-01", 3100)), "03-01")
    new = book.run(service(span("03-01", 3100), discounts=[TEN]), "03-05")
    assert amounts(new) == [
        ("2026-03-01", "2026-04-01", 2790), ("2026-03-01", "2026-04-01", -3100),
    ]  # fmt: skip


def test_b_misc_a_free_service_has_a_line_only_if_wanted() -> None:
    free = service(span("03-01", 3100), discounts=[replace(TEN, rate=rate_of("100"))])
    assert Book().run(free, "03-01") == ([], [], [])
    book, tenant = Book(), Policies(keeps_zero=True)
    assert [c.amount_minor for c in book.run(free, "03-01", tenant).charges] == [0]
    assert book.run(free, "03-02", tenant) == ([], [], [])


MEMBERS = [
    Member("net", "net-50", 5000, BEGAN, tax_class="internet"),
    Member("phone", "voice", 2500, BEGAN, tax_class="voice"),
]


def test_b_misc_bundle_is_shared_by_stand_alone_price_for_tax() -> None:
    assert bundle_shares(6000, [5000, 2500]) == [4000, 2000]
    assert bundle_shares(1000, [333, 333, 333]) == [334, 333, 333]
    assert bundle_shares(100, [0, 0]) == [50, 50]
    spans = bundle_spans(Bundle("duo", 6000, MEMBERS))
    assert [(s.price_minor, s.tax_class, s.to_on) for part in spans.values() for s in part] == [
        (4000, "internet", None), (2000, "voice", None),
    ]  # fmt: skip


def test_b_misc_member_removed_from_a_bundle_reprices_the_others() -> None:
    leaving = [MEMBERS[0], replace(MEMBERS[1], to_on=day("03-11"))]
    before, after = (bundle_spans(Bundle("duo", 6200, m)) for m in (MEMBERS, leaving))
    net = {}
    for name in ("net", "phone"):
        book = Book()
        book.run(service(*before[name]), "03-01")
        book.run(service(*after[name]), "03-11")
        net[name] = book.net
    assert net == {"net": 1333 + 3387, "phone": 667}
    with pytest.raises(HistoryInvalid, match="its members alone 7500"):
        Bundle("duo", 7501, MEMBERS)


GIGA = 10**9
TIERS = (Tier(100, 50), Tier(200, 30), Tier(None, 10))


@pytest.mark.parametrize(
    ("terms", "units", "expected"),
    [
        (UsageTerms(TIERS), 100, 5000),
        (UsageTerms(TIERS), 250, 5000 + 3000 + 500),
        (UsageTerms(TIERS, kind=Tiers.VOLUME), 250, 2500),
        (UsageTerms(TIERS, kind=Tiers.VOLUME), 100, 5000),
        (UsageTerms(TIERS, included=250), 250, 0),
        (UsageTerms(TIERS, included=249), 250, 50),
        (UsageTerms((Tier(None, 200, GIGA),)), 2_500_000_000, 500),
        (UsageTerms((Tier(None, 200, GIGA),)), 2_502_500_000, 501),  # 500.5 rounded half up
        (UsageTerms((Tier(None, 200, GIGA),), block=True), 2_500_000_000, 600),
        (UsageTerms((Tier(None, 6, 60),), step=60), 61, 12),
        (UsageTerms((Tier(None, 6, 60),)), 61, 6),
        (UsageTerms(TIERS), 0, 0),
    ],
)
def test_b_misc_usage_tiers_blocks_and_allowance(
    terms: UsageTerms, units: int, expected: int
) -> None:
    assert usage_charge(units, terms).amount_minor == expected


def test_b_misc_usage_rolls_over_for_one_period() -> None:
    terms = UsageTerms(TIERS, included=100, rollover_cap=60)
    first = usage_charge(20, terms)
    assert (first.amount_minor, first.rolled_over) == (0, 60)
    second = usage_charge(130, terms, brought=first.rolled_over)
    assert (second.billable, second.rolled_over) == (0, 30)
    assert usage_charge(135, terms, brought=second.rolled_over).billable == 5


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=8), st.integers(0, 10**12))
def test_b_misc_shared_pool_is_shared_by_use(used: list[int], allowance: int) -> None:
    over = pooled(dict(enumerate(used)), allowance)
    assert sum(over.values()) == max(0, sum(used) - allowance)
    assert all(0 <= over[n] <= use for n, use in enumerate(used))


def test_b_misc_cap_notices_once_each_and_late_usage_on_the_next_invoice() -> None:
    assert crossed(0, 79, 100) == []
    assert crossed(79, 80, 100) == [80]
    assert crossed(80, 81, 100) == []
    assert crossed(10, 120, 100) == [80, 100]
    assert billed_with(day("02-27"), day("03-01")) == day("03-01")
    assert billed_with(day("03-02"), day("03-01")) == day("03-02")


@pytest.mark.parametrize(
    ("tiers", "words"),
    [
        ((), "has no end"),
        ((Tier(10, 1),), "has no end"),
        ((Tier(None, 1), Tier(None, 1)), "only the last"),
        ((Tier(10, 1), Tier(10, 1), Tier(None, 1)), "rise"),
        ((Tier(None, -1),), "below 0"),
    ],
)
def test_b_misc_tiers_that_cannot_be_are_refused(tiers: tuple[Tier, ...], words: str) -> None:
    with pytest.raises(TermsInvalid, match=words):
        UsageTerms(tiers)


def test_b_misc_usage_below_nothing_is_refused() -> None:
    with pytest.raises(TermsInvalid, match="not below 0"):
        usage_charge(-1, UsageTerms(TIERS))


@pytest.mark.parametrize(
    ("amount", "step", "expected"),
    [(1002, 5, 1000), (1003, 5, 1005), (-1003, 5, -1005), (1150, 100, 1200)],
)
def test_b_misc_cash_is_rounded_to_the_coin(amount: int, step: int, expected: int) -> None:
    assert cash_rounded(amount, step) == expected


def test_b_misc_gain_or_loss_on_the_payment_date_in_the_reporting_currency() -> None:
    eur, yen = exponent_of("EUR"), exponent_of("JPY")
    assert converted(10000, Decimal("163.25"), eur, yen) == 16325
    assert converted(16325, Decimal("0.0061"), yen, eur) == 9958
    assert exchange_difference(10000, Decimal("1.08"), Decimal("1.1"), eur, eur) == 200
    assert exchange_difference(10000, Decimal("1.08"), Decimal("1.07"), eur, eur) == -100
    for wrong in ("0", "-1", "NaN"):
        with pytest.raises(MoneyError, match="exchange rate"):
            converted(1, Decimal(wrong), eur, eur)


def test_m7_digest_is_stable_and_sees_every_amount() -> None:
    history = service(span("03-10", 3100), add_ons=[AddOn("ip", day("03-10"), 500)])
    new = Book().run(history, "03-10")
    lines = [
        Taxable(n, c.amount_minor, "internet", frozenset(), day("03-10"))
        for n, c in enumerate(new.charges)
    ]
    six, seven = (taxes(lines, TaxTable([TaxRule("T", "T", rate=rate_of(rate))])) for rate in "67")
    assert digest(new, six) == digest(Book().run(history, "03-10"), six)
    changed = new._replace(charges=[new.charges[0]._replace(amount_minor=1), *new.charges[1:]])
    found = [digest(new), digest(new, six), digest(new, seven), digest(changed, six)]
    assert len(set(found)) == len(found)
    assert joined(found) != joined(found[::-1])
    assert joined([]) == "cae66941d9efbd404e4d88758ea67670"
