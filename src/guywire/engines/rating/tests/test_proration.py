"""Parts of periods at the start, at the end and in pauses (B-PR)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from guywire.engines.money import QUANTITY_ONE, rate_of
from guywire.engines.rating import (
    AddOn,
    Basis,
    CalendarInvalid,
    Credit,
    DayCount,
    Discount,
    FirstTerm,
    HistoryInvalid,
    OneOff,
    Part,
    Policies,
    Schedule,
    ServiceHistory,
    TerminationTerms,
    TermsInvalid,
    TermsSpan,
    Timing,
    Waiver,
    charged_until,
    check_pause,
    early_termination_fee,
    invoices,
    months_after,
    paused_days,
)
from guywire.engines.rating.tests.make import MONTHS_3, Book, amounts, day, service, span


def test_b_pr_day_exact_and_half_open_as_kill_bill_has_it() -> None:
    """The first day is billed, the last is not; begun and ended on one day bills nothing."""
    book = Book()
    book.run(service(span("04-10", 3000, "04-20")), "04-20")
    assert (book.charged, book.credited) == (1000, 0)
    assert Book().run(service(span("04-10", 3000, "04-10")), "04-20") == ([], [], [])


def test_b_pr_the_last_day_is_charged_where_the_tenant_says_so_as_lago_does() -> None:
    tenant = Policies(charges_last_day=True)
    for to_on, days in (("04-20", 11), ("04-10", 1)):
        book = Book()
        book.run(service(span("04-10", 3000, to_on)), "05-01", tenant)
        assert book.net == 100 * days


def test_b_pr_fixed_thirty_days_is_30_360() -> None:
    """Kill Bill's 5.32 and 14.63 of 19.95; where a month has no 30 days the parts still add up."""
    april = Basis(day("04-01"), 30, 1, 1)
    assert april.cost(1995, day("04-01"), day("04-09")) == 532
    assert april.cost(1995, day("04-09"), day("05-01")) == 1463
    march, february = Basis(day("03-01"), 31, 1, 1), Basis(day("02-01"), 28, 1, 1)
    assert march.cost(3000, day("03-31"), day("04-01")) == 0
    assert february.cost(3000, day("02-28"), day("03-01")) == 300
    assert march.cost(3000, day("03-10"), day("04-01")) == 2100


def test_b_pr_rounded_to_whole_units() -> None:
    schedule = Schedule(1, round_to=100)
    book = Book()
    book.run(service(span("03-11", 4995), schedules=[schedule]), "04-01")
    assert [c.amount_minor for c in book.charges] == [4995 - 1600, 4995]


def test_b_pr_rounded_parts_never_come_to_more_than_the_price() -> None:
    basis = Basis(day("01-01"), 365, unit=100)
    assert basis.cost(4999, day("01-01"), day("12-31")) == 4999
    assert basis.cost(4999, day("12-31"), day("2027-01-01")) == 0


def test_b_pr_a_month_of_a_quarter_is_a_third_of_it_whatever_its_length() -> None:
    schedule = Schedule(1, day_count=DayCount.THIRTY)
    quarter = span("02-15", 9000, cycle=MONTHS_3)
    book = Book()
    book.run(service(quarter, schedules=[schedule]), "02-15")
    assert amounts_of(book) == [("2026-02-15", "2026-03-01", 1600)]  # 16 of 30 days of 30.00
    basis = book.charges[0].segment.basis
    assert basis.cost(9000, day("02-01"), day("03-01")) == 3000


def test_b_pr_the_denominator_is_the_aligned_period_not_kill_bills_quirk() -> None:
    """Bill day 31, start on 14 February 2011: 14 of the 28 days since 31 January, not of 31."""
    book = Book()
    book.run(service(span("2011-02-14", 2800), schedules=[Schedule(31)]), "2011-02-14")
    assert amounts_of(book) == [("2011-02-14", "2011-02-28", 1400)]


def amounts_of(book: Book) -> list[tuple[str, str, int]]:
    """Days and amounts of all charges."""
    return [(str(c.from_on), str(c.to_on), c.amount_minor) for c in book.charges]


def test_b_pr_rounding_once_a_cut_not_once_a_part() -> None:
    """Three parts of 10.00 over 31 days: each rounded alone they would come to 9.99."""
    basis = Basis(day("03-01"), 31)
    bounds = [day("03-01"), day("03-11"), day("03-21"), day("04-01")]
    parts = [basis.cost(1000, a, b) for a, b in zip(bounds, bounds[1:], strict=False)]
    assert parts == [323, 322, 355]
    assert [round(1000 * n / 31) for n in (10, 10, 11)] == [323, 323, 355]


@pytest.mark.parametrize(
    ("part", "expected"), [(Part.DAYS, 1600), (Part.NONE, 0), (Part.WHOLE, 3100)]
)
def test_b_pr_1_first_days_by_policy(part: Part, expected: int) -> None:
    book = Book()
    history = service(span("2026-01-30", 3100), schedules=[Schedule(15)])
    book.run(history, "02-14", Policies(start=part))  # 16 of the 31 days from 15 January
    assert book.charged == expected
    book.run(history, "02-15", Policies(start=part))
    assert book.charged == expected + 3100


@pytest.mark.parametrize(
    ("first", "dates"),
    [
        (FirstTerm.ALONE, [["2026-04-16", 2500], ["2026-05-01", 15000]]),
        (FirstTerm.WITH_NEXT, [["2026-04-16", 17500]]),
        (FirstTerm.APART, [["2026-04-16", 2500], ["2026-04-16", 15000]]),
        (FirstTerm.AT_NEXT, [["2026-05-01", 17500]]),
    ],
)
def test_b_pr_1_quarter_begun_in_mid_month_as_visp_bills_it(
    first: FirstTerm, dates: list[list[object]]
) -> None:
    """150.00 a quarter, from 16 April: 175.00 on one invoice, or its parts apart."""
    history = service(span("04-16", 15000, cycle=MONTHS_3), schedules=[Schedule(1, first=first)])
    drafts = invoices(Book().run(history, "05-01").charges).invoices
    assert [[str(d.dated_on), d.amount_minor] for d in drafts] == dates


@pytest.mark.parametrize(("count", "expected"), [("actual", 12527), ("thirty", 12500)])
def test_b_pr_1_quarter_that_includes_the_first_days(count: str, expected: int) -> None:
    """VISP's 125.00 counts months of 30 days; by real days it is 76 of 91."""
    schedule = Schedule(1, first=FirstTerm.INCLUDED, day_count=DayCount(count))
    book = Book()
    book.run(service(span("04-16", 15000, cycle=MONTHS_3), schedules=[schedule]), "06-30")
    assert amounts_of(book) == [("2026-04-16", "2026-07-01", expected)]


def test_b_pr_5_discount_add_on_and_quantity_prorate_with_the_parent_a_one_off_does_not() -> None:
    history = service(
        span("04-16", 3000),
        add_ons=[AddOn("ip", day("04-16"), 500, quantity=2 * QUANTITY_ONE)],
        discounts=[Discount("d", day("04-16"), rate=rate_of("10"))],
        one_offs=[OneOff("setup", day("04-16"), 9900, is_setup=True)],
    )
    new = Book().run(history, "04-16")
    assert [(c.segment.kind.value, c.gross_minor, c.amount_minor) for c in new.charges] == [
        ("plan", 1500, 1350), ("add_on", 500, 500), ("setup", 9900, 9900),
    ]  # fmt: skip
    assert new.charges[0].discounts == (("d", 150),)


def test_b_pr_5_add_on_of_a_suspended_plan_is_suspended_unless_it_stands_alone() -> None:
    paused = service(
        span("04-01", 3000, "04-16"), span("04-16", 3000, percent=0),
        add_ons=[AddOn("ip", day("04-01"), 500), AddOn("phone", day("04-01"), 600,
                 is_suspended=False)],
    )  # fmt: skip
    book = Book()
    book.run(paused, "04-30")
    assert {c.segment.source_id: c.amount_minor for c in book.charges} == {
        "p3000": 1500, "ip": 250, "phone": 600,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("part", "march", "april", "may"),
    [
        (Part.DAYS, 1000, 0, 2000),
        (Part.WHOLE, 3100, 0, 3100),
        (Part.NONE, 3100, 3100, 3100),
    ],
)
def test_b_pr_9_pause_by_day_by_whole_periods_or_without_effect(
    part: Part, march: int, april: int, may: int
) -> None:
    """Paused 11 March to 12 May."""
    history = service(
        span("03-01", 3100, "03-11"), span("03-11", 3100, "05-12", percent=0), span("05-12", 3100)
    )
    book = Book()
    book.run(history, "05-31", Policies(status=part))
    found = {3: 0, 4: 0, 5: 0}
    for charge in book.charges:
        found[charge.from_on.month] += charge.amount_minor
    assert found == {3: march, 4: april, 5: may}


@pytest.mark.parametrize(("percent", "net"), [(0, 1000), (50, 2050), (25, 1525)])
def test_b_pr_9_prepaid_days_of_a_pause_are_credited_to_the_percent(percent: int, net: int) -> None:
    book = Book()
    book.run(service(span("03-01", 3100)), "03-01")
    paused = service(span("03-01", 3100, "03-11"), span("03-11", 3100, "04-01", percent=percent))
    book.run(paused, "03-11")
    assert book.net == net
    assert book.charged == 3100 + net - 1000
    assert book.credited == 2100


def test_b_pr_9_keep_alive_fee_replaces_the_price_while_paused() -> None:
    book = Book()
    book.run(service(span("03-01", 3100)), "03-01")
    kept = service(span("03-01", 3100, "03-11"), span("03-11", 620, "04-01", price_id="keep-alive"))
    assert amounts(book.run(kept, "03-11")) == [
        ("2026-03-11", "2026-04-01", 420), ("2026-03-11", "2026-04-01", -2100),
    ]  # fmt: skip


def test_b_pr_9_length_of_a_pause_and_the_contract_it_moves() -> None:
    spans = [span("03-01", 1, "03-11"), span("03-11", 1, "05-12", percent=0), span("05-12", 1)]
    assert paused_days(spans, day("2027-01-01")) == 62
    assert paused_days(spans, day("03-20")) == 9
    check_pause(day("03-11"), day("05-12"), 1, 6)
    for from_on, to_on in (("03-11", "04-10"), ("03-11", "09-12")):
        with pytest.raises(TermsInvalid, match="1 to 6 months"):
            check_pause(day(from_on), day(to_on), 1, 6)


@pytest.mark.parametrize(("part", "net"), [(Part.DAYS, 1000), (Part.WHOLE, 3100), (Part.NONE, 0)])
def test_b_pr_10_end_within_a_prepaid_period_is_credited_by_policy(part: Part, net: int) -> None:
    tenant = Policies(end=part)
    book = Book()
    book.run(service(span("03-01", 3100)), "03-01", tenant)
    ended = service(span("03-01", 3100, "03-11"))
    book.run(ended, "03-11", tenant)
    assert book.net == net
    assert book.run(ended, "04-11", tenant) == ([], [], [])


@pytest.mark.parametrize(("at_once", "on"), [(True, "2026-03-11"), (False, "2026-04-01")])
def test_b_pr_10_final_postpaid_days_are_billed_at_the_end_or_on_the_bill_date(
    at_once: bool, on: str
) -> None:
    ended = service(span("03-01", 3100, "03-11"), schedules=[Schedule(1, timing=Timing.POSTPAY)])
    new = Book().run(ended, "04-30", Policies(final_at_once=at_once))
    assert [(c.amount_minor, str(c.segment.bill_on)) for c in new.charges] == [(1000, on)]


def test_b_pr_10_notice_is_charged() -> None:
    assert charged_until(day("03-15"), day("03-10"), 30) == day("04-09")
    assert charged_until(day("06-15"), day("03-10"), 30) == day("06-15")
    with pytest.raises(TermsInvalid):
        charged_until(day("06-15"), day("03-10"), -1)


@pytest.mark.parametrize(
    ("terms", "left_on", "expected"),
    [
        (TerminationTerms(24000), "2026-01-31", 24000),
        (TerminationTerms(24000), "2026-03-30", 23000),  # one month served, the second begun
        (TerminationTerms(24000), "2026-03-31", 22000),
        (TerminationTerms(24000), "2028-01-30", 1000),
        (TerminationTerms(24000), "2028-01-31", 0),
        (TerminationTerms(24000, declines=False), "2028-01-30", 24000),
        (TerminationTerms(rate=rate_of("75")), "2027-01-31", 45000),
        (TerminationTerms(rate=rate_of("75"), cap_minor=20000), "2027-01-31", 20000),
    ],
)
def test_b_pr_10_early_termination_fee_declines_by_month(
    terms: TerminationTerms, left_on: str, expected: int
) -> None:
    began, ends = day("2026-01-31"), day("2028-01-31")
    fee = early_termination_fee(terms, began, ends, day(left_on), monthly_minor=5000)
    assert fee == expected
    for waiver in Waiver:
        assert early_termination_fee(terms, began, ends, day(left_on), waiver=waiver) == 0


def test_b_pr_10_early_termination_fee_refuses_days_that_cannot_be() -> None:
    with pytest.raises(TermsInvalid, match="nobody leaves"):
        early_termination_fee(TerminationTerms(1), day("03-01"), day("04-01"), day("02-01"))
    with pytest.raises(TermsInvalid, match="not both"):
        TerminationTerms(1, rate=1)


def test_b_pr_11_too_little_for_an_invoice_is_carried_over() -> None:
    history = service(span("01-01", 300, "06-01"))
    charges = Book().run(history, "05-01").charges
    drafts = invoices(charges, minimum_minor=500)
    assert [(str(d.dated_on), d.amount_minor) for d in drafts.invoices] == [
        ("2026-02-01", 600), ("2026-04-01", 600),
    ]  # fmt: skip
    assert [str(c.from_on) for c in drafts.carried] == ["2026-05-01"]
    final = invoices(charges, minimum_minor=500, is_final=True)
    assert [d.amount_minor for d in final.invoices] == [600, 600, 300]
    assert final.carried == []


def test_b_pr_11_what_was_carried_is_found_again_by_the_next_run() -> None:
    history = service(span("01-01", 300))
    assert invoices(Book().run(history, "01-01").charges, minimum_minor=500).invoices == []
    later = invoices(Book().run(history, "02-01").charges, minimum_minor=500).invoices
    assert [(str(d.dated_on), d.amount_minor) for d in later] == [("2026-02-01", 600)]


def test_bases_are_stored_as_text() -> None:
    basis = Basis(day("02-01"), 28, 3, 1, 100)
    assert basis.code == "2026-02-01/28/3/1/100"
    assert Basis.of(basis.code) == basis
    for wrong in (
        "",
        "2026-02-01",
        "2026-02-30/28/1/0/1",
        "2026-02-01/0/1/0/1",
        "2026-02-01/ 3/1/0/1",
    ):
        with pytest.raises(CalendarInvalid):
            Basis.of(wrong)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (lambda: TermsSpan(day("01-01"), "p", -1), "a price is 0 or more"),
        (lambda: TermsSpan(day("01-01"), "p", 1, percent=101), "0 to 100"),
        (lambda: TermsSpan(day("01-02"), "p", 1, to_on=day("01-01")), "before it begins"),
        (lambda: AddOn("a", day("01-01"), 1, quantity=-1), "below 0"),
        (lambda: Discount("d", day("01-01")), "one of them"),
        (lambda: Discount("d", day("01-01"), rate=1, amount_minor=1), "one of them"),
        (lambda: Discount("d", day("01-01"), rate=100_000_001), "over 100 %"),
        (lambda: OneOff("o", day("01-01"), 1, instalments=0), "at least 1"),
        (lambda: ServiceHistory("S", [span("01-01", 1)], []), "no schedule"),
        (lambda: service(span("01-01", 1), span("02-01", 1)), "do not end"),
    ],
)  # fmt: skip
def test_histories_that_cannot_be_are_refused(part: Callable[[], object], words: str) -> None:
    with pytest.raises(HistoryInvalid, match=words):
        part()


def test_a_service_without_terms_owes_its_one_offs_only() -> None:
    history = service(one_offs=[OneOff("visit", day("03-01"), 5000)])
    new = Book().run(history, "03-01")
    assert [(c.amount_minor, c.why) for c in new.charges] == [(5000, ("once", 5000))]


def test_why_says_how_the_amount_comes_about() -> None:
    book = Book()
    book.run(service(span("03-10", 3100)), "04-01")
    assert [charge.why for charge in book.charges] == [("days", 22, 31, 3100, 1), ("whole", 3100)]
    credit = book.run(service(span("03-10", 3100, "04-11")), "04-11").credits[0]
    assert isinstance(credit, Credit)
    assert credit.why == ("days", 20, 30, 3100)


def test_b_pr_4_month_ends_over_ten_years_split_by_every_day() -> None:
    on = date(2023, 12, 31)
    for number in range(120):
        start = months_after(on, number)
        end = months_after(on, number + 1)
        basis = Basis(start, (end - start).days)
        days = [start + timedelta(n) for n in range(basis.days)]
        assert sum(basis.cost(4999, d, d + timedelta(1)) for d in days) == 4999
