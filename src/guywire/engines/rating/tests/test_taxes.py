"""Taxes, fees and surcharges of documents and of their credit notes (B-TAX)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.money import QUANTITY_ONE, Direction, rate_of
from guywire.engines.rating import (
    Basis,
    Certificate,
    CreditTooLarge,
    Level,
    Relief,
    Taxable,
    TaxInvalid,
    TaxPoint,
    TaxRule,
    TaxTable,
    exempt_codes,
    reversed_taxes,
    tax_point,
    taxes,
)
from guywire.engines.rating.tests.make import day

ON = day("03-01")
EVERYWHERE: frozenset[str] = frozenset()


def rule(code: str, percent: str = "0", **terms: Any) -> TaxRule:
    """A rule whose id is its code."""
    return TaxRule(code, code, rate=rate_of(percent), **terms)


def line(
    amount_minor: int, tax_class: str = "internet", places: Sequence[str] = (), **terms: Any
) -> Taxable:
    """A line on 1 March 2026."""
    terms.setdefault("on", ON)
    return Taxable(amount_minor, amount_minor, tax_class, frozenset(places), **terms)


def of(lines: Sequence[Taxable], rules: Sequence[TaxRule], **how: Any) -> list[tuple[str, int]]:
    """Code and tax of each tax line."""
    return [(t.rule.code, t.tax_minor) for t in taxes(lines, TaxTable(rules), **how).lines]


def test_b_tax_several_by_class_and_by_the_place_of_the_service() -> None:
    rules = [
        rule("STATE", "6.25", jurisdiction="NH"),
        rule("COUNTY", "1.125", jurisdiction="COOS"),
        rule("VOICE", "7", classes=frozenset({"voice"}), jurisdiction="NH"),
    ]
    assert of([line(4999, places=["NH"])], rules) == [("STATE", 312)]
    assert of([line(4999, places=["NH", "COOS"])], rules) == [("COUNTY", 56), ("STATE", 312)]
    assert of([line(2000, "voice", ["NH"])], rules) == [("STATE", 125), ("VOICE", 140)]
    assert of([line(2000, "voice", ["VT"])], rules) == []


def test_b_tax_compound_tax_on_all_lower_or_on_named_taxes() -> None:
    """Canada before 2013: 5 % GST, then 9.5 % QST on price and GST."""
    gst = rule("GST", "5")
    assert of([line(10000)], [rule("QST", "9.5", order=1, compound=True), gst]) == [
        ("GST", 500), ("QST", 998),
    ]  # fmt: skip
    other = rule("ENV", "1")
    named = rule("QST", "9.5", order=1, on_codes=frozenset({"GST"}))
    assert of([line(10000)], [named, other, gst]) == [("ENV", 100), ("GST", 500), ("QST", 998)]


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize(
    ("gross", "net", "tax"), [(11900, 10000, 1900), (100, 84, 16), (4999, 4201, 798), (0, 0, 0)]
)
def test_b_tax_inclusive_prices_hold_net_and_tax_together(
    gross: int, net: int, tax: int, level: Level
) -> None:
    found = taxes([line(gross)], TaxTable([rule("VAT", "19", inclusive=True)]), level)
    assert (found.net, found.tax_minor) == ([net], tax)


def test_b_tax_inclusive_with_two_taxes_in_the_price_and_one_on_top() -> None:
    rules = [
        rule("A", "10", inclusive=True),
        rule("B", "10", inclusive=True, order=1, compound=True),
        rule("C", "5", order=2),
    ]
    found = taxes([line(12100)], TaxTable(rules))
    assert found.net == [10000]
    assert [(t.rule.code, t.base_minor, t.tax_minor) for t in found.lines] == [
        ("A", 10000, 1000), ("B", 11000, 1100), ("C", 10000, 500),
    ]  # fmt: skip


def test_b_tax_exempt_customers_by_dates_of_their_certificates() -> None:
    certificates = [
        Certificate(day("01-01"), day("03-01"), frozenset({"STATE"})),
        Certificate(day("06-01")),
    ]
    rules = [rule("COUNTY", "1"), rule("STATE", "6")]
    for on, expected in (("02-28", [100, 0]), ("03-01", [100, 600]), ("06-01", [0, 0])):
        exempt = exempt_codes(certificates, day(on))
        found = taxes([line(10000, on=day(on), exempt=exempt)], TaxTable(rules))
        assert [t.tax_minor for t in found.lines] == expected
        assert [t.relief is Relief.EXEMPT for t in found.lines] == [not tax for tax in expected]


@pytest.mark.parametrize(("level", "total"), [(Level.LINE, 7985), (Level.DOCUMENT, 7983)])
def test_b_tax_1_rounding_by_line_or_by_document_as_en_16931_wants(
    level: Level, total: int
) -> None:
    """Five lines of 84.03 at 19 %; the document's difference is borne by lines."""
    lines = [line(8403)] * 5
    found = taxes(lines, TaxTable([rule("VAT", "19")]), level)
    assert found.tax_minor == total
    assert {t.tax_minor for t in found.lines} <= {1596, 1597}
    assert found.totals() == {"VAT": (5 * 8403, total)}


def test_b_tax_1_always_up_as_sonar_can() -> None:
    assert of([line(101)], [rule("T", "1")], direction=Direction.UP) == [("T", 2)]
    assert of([line(100)], [rule("T", "1")], direction=Direction.UP) == [("T", 1)]
    assert of([line(150)], [rule("T", "1")]) == [("T", 2)]
    assert of([line(149)], [rule("T", "1")]) == [("T", 1)]


@pytest.mark.parametrize(("amount", "tax"), [(4990, 499), (1, 0), (5, 1), (49990, 4999)])
def test_b_tax_1_minor_units_are_those_of_the_currency(amount: int, tax: int) -> None:
    """4990 yen or 49.990 dinar: neither has cents to round to."""
    assert of([line(amount)], [rule("T", "10")]) == [("T", tax)]


@pytest.mark.parametrize(
    ("setting", "paid", "on"),
    [
        (TaxPoint.SUPPLY_START, None, "03-15"),
        (TaxPoint.SUPPLY_END, None, "04-14"),
        (TaxPoint.INVOICE, None, "03-10"),
        (TaxPoint.PAYMENT, "04-02", "04-02"),
        (TaxPoint.PAYMENT, None, "03-10"),
    ],
)
def test_b_tax_2_the_tax_point_decides_the_rate(
    setting: TaxPoint, paid: str | None, on: str
) -> None:
    found = tax_point(
        setting, day("03-15"), day("04-15"), day("03-10"), day(paid) if paid else None
    )
    assert found == day(on)
    rates = [
        TaxRule("old", "VAT", rate=rate_of("19"), to_on=day("04-01")),
        TaxRule("new", "VAT", rate=rate_of("21"), from_on=day("04-01")),
    ]
    assert of([line(10000, on=found)], rates) == [("VAT", 2100 if on >= "04-01" else 1900)]


def test_b_tax_2_credits_use_the_original_rate() -> None:
    rates = [
        TaxRule("old", "VAT", rate=rate_of("19"), to_on=day("04-01")),
        TaxRule("new", "VAT", rate=rate_of("21"), from_on=day("04-01")),
    ]
    original = taxes([line(10000)], TaxTable(rates)).lines
    assert [(t.rule.id, t.tax_minor) for t in reversed_taxes(original, 10000, 0, 5000)] == [
        ("old", 950)
    ]


def test_b_tax_3_usf_is_quarterly_on_the_interstate_share_and_taxed_by_the_state() -> None:
    """The factor of Q1 2026, 37.6 %, on the safe harbour of 64.9 %; both are data."""
    voice = frozenset({"voice"})
    usf: dict[str, Any] = {"assessable": rate_of("64.9"), "classes": voice, "pass_through": True}
    rules = [
        TaxRule("q1", "USF", rate=rate_of("37.6"), to_on=day("04-01"), **usf),
        TaxRule("q2", "USF", rate=rate_of("38.8"), from_on=day("04-01"), **usf),
        rule("STATE", "7", order=1, classes=voice, on_codes=frozenset({"USF"})),
    ]
    found = taxes([line(3000, "voice")], TaxTable(rules))
    assert [(t.rule.id, t.base_minor, t.tax_minor) for t in found.lines] == [
        ("q1", 1947, 732),  # 732.072
        ("STATE", 3732, 261),
    ]
    assert of([line(3000, "voice", on=day("04-01"))], rules)[0] == ("USF", 755)
    assert of([line(3000)], rules) == []  # broadband bears none


@pytest.mark.parametrize("level", list(Level))
@given(amounts=st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_b_tax_3_a_pass_through_never_exceeds_factor_times_assessable_base(
    level: Level, amounts: list[int]
) -> None:
    usf = rule("USF", "37.6", assessable=rate_of("64.9"), pass_through=True)
    found = taxes([line(a) for a in amounts], TaxTable([usf]), level, Direction.UP)
    assert found.tax_minor * 10**6 <= sum(amounts) * 376 * 649


def test_b_tax_3_flat_fees_are_by_line_of_voice_and_prorate_with_the_days() -> None:
    fee = TaxRule("911", "911", flat_minor=75, classes=frozenset({"voice"}))
    basis, middle = Basis(ON, 31), day("03-11")
    assert of([line(2000, "voice", units=2 * QUANTITY_ONE), line(5000)], [fee]) == [("911", 150)]
    parts = [line(0, "voice", days=(basis, ON, middle)),
             line(0, "voice", days=(basis, middle, day("04-01")))]  # fmt: skip
    assert of(parts, [fee]) == [("911", 24), ("911", 51)]
    assert of(parts, [fee], level=Level.DOCUMENT) == [("911", 24), ("911", 51)]


@pytest.mark.parametrize("level", list(Level))
def test_b_tax_3_a_cap_holds_for_the_document(level: Level) -> None:
    capped = rule("UTILITY", "5", cap_minor=300)
    found = taxes([line(4000), line(4000)], TaxTable([capped]), level)
    assert found.tax_minor == 300


def test_b_tax_4_reverse_charge_bears_no_vat_and_says_so() -> None:
    rules = [rule("LEVY", "1"), rule("VAT", "19", reverses=True)]
    found = taxes([line(10000, reverse_charge=True)], TaxTable(rules))
    assert [(t.rule.code, t.tax_minor, t.relief) for t in found.lines] == [
        ("LEVY", 100, Relief.NONE), ("VAT", 0, Relief.REVERSE_CHARGE),
    ]  # fmt: skip
    inside = taxes(
        [line(11900, reverse_charge=True)],
        TaxTable([rule("VAT", "19", inclusive=True, reverses=True)]),
    )
    assert (inside.net, inside.tax_minor) == ([10000], 0)


def test_b_tax_4_cash_or_accrual_travels_with_the_tax() -> None:
    found = taxes([line(10000)], TaxTable([rule("VAT", "19", on_cash=True)]))
    assert found.lines[0].rule.on_cash


def test_b_tax_5_fees_have_their_own_taxability() -> None:
    """A late fee that is taxed, a deposit that is not, a reconnection fee of another tax."""
    rules = [
        rule("SERVICE", "6", classes=frozenset({"internet", "late_fee"})),
        rule("LABOUR", "3", classes=frozenset({"reconnection"})),
    ]
    lines = [line(1000, c) for c in ("internet", "late_fee", "deposit", "reconnection")]
    assert of(lines, rules) == [("SERVICE", 60), ("SERVICE", 60), ("LABOUR", 30)]


def test_b_tax_6_a_quote_of_the_same_lines_bears_the_same_taxes() -> None:
    """Quote, label and invoice ask one function; what they show cannot differ."""
    table = TaxTable([rule("STATE", "6.25"), TaxRule("911", "911", flat_minor=75)])
    assert taxes([line(4999)], table) == taxes([line(4999)], table)


@given(
    amount=st.integers(1, 10**7),
    cuts=st.lists(st.integers(0, 10**7), max_size=10),
    level=st.sampled_from(Level),
    inclusive=st.booleans(),
)
def test_b_tax_partial_credits_give_back_every_tax_exactly(
    amount: int, cuts: list[int], level: Level, inclusive: bool
) -> None:
    rules = [
        rule("A", "8.875", inclusive=inclusive),
        rule("B", "3.3", order=1, compound=True),
        TaxRule("F", "F", flat_minor=99),
    ]
    original = taxes([line(amount), line(777)], TaxTable(rules), level).lines[:3]
    bounds = [0, *sorted(cut for cut in cuts if cut < amount), amount]
    credits = [
        reversed_taxes(original, amount, before, after - before)
        for before, after in zip(bounds, bounds[1:], strict=False)
    ]
    for place, tax in enumerate(original):
        assert sum(credit[place].tax_minor for credit in credits) == tax.tax_minor
        assert sum(credit[place].base_minor for credit in credits) == tax.base_minor
        assert all(credit[place].tax_minor >= 0 for credit in credits)


def test_b_doc_4_credit_of_a_part_is_taxed_by_the_line_not_by_its_unrounded_net() -> None:
    """Lago taxes a credit from its precise net (2570.571 at 23.33 % gives 600); we give back the
    part of the tax that was charged, so that parts never exceed it.
    """
    original = taxes([line(2571)], TaxTable([rule("VAT", "23.33")])).lines
    assert original[0].tax_minor == 600
    parts = [reversed_taxes(original, 2571, before, 857)[0].tax_minor for before in (0, 857, 1714)]
    assert parts == [200, 200, 200]


def test_b_doc_4_more_than_is_left_cannot_be_credited() -> None:
    original = taxes([line(1000)], TaxTable([rule("VAT", "19")])).lines
    for before, part in ((0, 1001), (600, 401), (0, -1)):
        with pytest.raises(CreditTooLarge, match="of a line of 1000"):
            reversed_taxes(original, 1000, before, part)
    free = taxes([line(0)], TaxTable([TaxRule("F", "F", flat_minor=99)])).lines
    assert reversed_taxes(free, 0, 0, 0) == free


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=10),
    st.sampled_from(Direction),
    st.booleans(),
)
def test_b_tax_document_and_lines_differ_by_less_than_a_unit_a_line(
    amounts: list[int], direction: Direction, inclusive: bool
) -> None:
    rules = [rule("A", "7.7", inclusive=inclusive), rule("B", "1.1", order=1)]
    table, lines = TaxTable(rules), [line(amount) for amount in amounts]
    found = {level: taxes(lines, table, level, direction) for level in Level}
    for taxed in found.values():
        assert sum(taxed.net) + (taxed.tax_minor if inclusive else 0) >= sum(amounts)
        assert all(t.tax_minor >= 0 for t in taxed.lines)
    gap = found[Level.LINE].tax_minor - found[Level.DOCUMENT].tax_minor
    assert abs(gap) <= 2 * len(amounts)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: rule("T", "5", flat_minor=1), "not both"),
        (lambda: rule("T", "-5"), "less than nothing"),
        (lambda: rule("T", "5", assessable=rate_of("101")), "less than nothing"),
        (lambda: rule("T", "5", inclusive=True, cap_minor=1), "without cap"),
        (lambda: rule("T", "5", cap_minor=-1), "capped below"),
        (lambda: rule("T", "5", to_on=date.min), "before it begins"),
        (lambda: TaxTable([rule("T", "5"), TaxRule("x", "T", rate=1)]), "two rates of T"),
        (lambda: taxes([line(-1)], TaxTable([])), "negative"),
    ],
)
def test_taxes_that_cannot_be_are_refused(make: Callable[[], object], words: str) -> None:
    with pytest.raises(TaxInvalid, match=words):
        make()
