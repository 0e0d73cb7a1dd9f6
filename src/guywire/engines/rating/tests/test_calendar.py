"""Periods and bill dates (B-CYC)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from guywire.engines.rating import (
    MONTHLY,
    CalendarInvalid,
    Cycle,
    FirstTerm,
    Mode,
    OneOff,
    Part,
    Policies,
    Schedule,
    Timing,
    Unit,
    invoices,
    months_after,
    periods,
)
from guywire.engines.rating.tests.make import MONTHS_3, YEARLY, Book, amounts, day, service, span

TODAY = date.min
POST = Timing.POSTPAY


def starts(schedule: Schedule, activated: str, count: int, cycle: Cycle = MONTHLY) -> list[str]:
    """First days of the first periods, short."""
    on = day(activated)
    found = periods(cycle, [schedule], on, on, on + timedelta(3653))
    return [str(period.from_on) for period in found[:count]]


def bills(schedule: Schedule, activated: str, count: int, cycle: Cycle = MONTHLY) -> list[str]:
    """Month and day of the bills of the first periods."""
    on = day(activated)
    found = periods(cycle, [schedule], on, on, on + timedelta(3653))
    return [str(period.bill_on)[5:] for period in found[:count]]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        (31, "2026-01-31 2026-02-28 2026-03-31 2026-04-30 2026-05-31"),
        (30, "2026-01-30 2026-02-28 2026-03-30 2026-04-30 2026-05-30"),
        (29, "2026-01-29 2026-02-28 2026-03-29 2026-04-29 2026-05-29"),
    ],
)
def test_b_cyc_1_anchor_day_never_erodes(mode: Mode, anchor: int, expected: str) -> None:
    assert starts(Schedule(anchor, mode=mode), f"01-{anchor}", 5) == expected.split()


def test_b_cyc_1_anchor_day_30_in_a_leap_year_as_lago_has_it() -> None:
    found = starts(Schedule(mode=Mode.ANNIVERSARY), "2024-01-30", 3)
    assert found == ["2024-01-30", "2024-02-29", "2024-03-30"]


@pytest.mark.parametrize("anchor", [28, 29, 30, 31])
def test_b_cyc_1_every_month_end_of_ten_years_has_one_period(anchor: int) -> None:
    """Kill Bill #127: the third invoice exists; UCRM: a start on the 28th has its invoice."""
    on = date(2023, 12, anchor)
    found = periods(MONTHLY, [Schedule(anchor)], on, on, date(2033, 12, 1))
    assert len(found) == 120
    for number, period in enumerate(found):
        assert period.from_on == months_after(on, number)
        assert not period.is_stub


def test_b_cyc_1_last_day_with_a_start_on_the_29th_is_prorated() -> None:
    book = Book()
    book.run(service(span("2026-01-29", 3100), schedules=[Schedule(31)]), "01-31")
    assert [(str(c.from_on), c.amount_minor) for c in book.charges] == [
        ("2026-01-29", 200), ("2026-01-31", 3100),
    ]  # fmt: skip


def test_b_cyc_2_year_from_february_29_and_its_denominators() -> None:
    found = periods(
        YEARLY, [Schedule(mode=Mode.ANNIVERSARY)], day("2024-02-29"), TODAY, day("2029-03-01")
    )
    assert [(str(p.from_on), p.basis.days) for p in found] == [
        ("2024-02-29", 365), ("2025-02-28", 365), ("2026-02-28", 365), ("2027-02-28", 366),
        ("2028-02-29", 365), ("2029-02-28", 365),
    ]  # fmt: skip


def test_b_cyc_2_days_of_a_leap_year_as_kill_bill_counts_them() -> None:
    """13/28 of 19.95 in February 2011, 14/29 in 2012; 47/366 of a year."""
    for from_on, expected in (("2011-02-16", 926), ("2012-02-16", 963)):
        book = Book()
        book.run(service(span(from_on, 1995)), from_on)
        assert book.charged == expected
    book = Book()
    history = service(
        span("2012-01-01", 24995, "2012-02-17", cycle=YEARLY),
        schedules=[Schedule(mode=Mode.ANNIVERSARY, timing=POST)],
    )
    book.run(history, "2012-03-01")
    assert book.charged == 3210  # 249.95 x 47 / 366


@pytest.mark.parametrize("months", [1, 2, 3, 6, 12, 24, 60])
def test_b_cyc_3_terms_of_months(months: int) -> None:
    found = periods(Cycle(length=months), [Schedule(1)], day("01-01"), TODAY, day("2036-01-01"))
    assert found[1].from_on == months_after(day("01-01"), months)
    assert all(not period.is_stub for period in found)


@pytest.mark.parametrize(
    ("cycle", "schedule", "expected"),
    [
        (Cycle(Unit.DAY, 30), Schedule(), "2026-01-07 2026-02-06 2026-03-08"),
        (Cycle(Unit.DAY, 1), Schedule(), "2026-01-07 2026-01-08 2026-01-09"),
        (Cycle(Unit.WEEK, 1), Schedule(), "2026-01-07 2026-01-14 2026-01-21"),
        (Cycle(Unit.WEEK, 2), Schedule(weekday=1), "2026-01-07 2026-01-12 2026-01-26"),
        (MONTHS_3, Schedule(5, anchor_month=2), "2026-01-07 2026-02-05 2026-05-05"),
    ],
)  # fmt: skip
def test_b_cyc_3_terms_of_days_and_weeks(cycle: Cycle, schedule: Schedule, expected: str) -> None:
    assert starts(schedule, "01-07", 3, cycle) == expected.split()


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Schedule(1), "01-01 02-01 03-01"),
        (Schedule(1, advance_days=5), "01-01 01-27 02-24"),  # never before the activation
        (Schedule(1, advance_days=-3), "01-04 02-04 03-04"),
        (Schedule(1, timing=POST), "02-01 03-01 04-01"),
        (Schedule(1, timing=POST, advance_days=5), "01-27 02-24 03-27"),
        (Schedule(1, timing=POST, advance_days=-3), "02-04 03-04 04-04"),
    ],
)
def test_b_cyc_3_bills_in_advance_and_in_arrears_in_both_directions(
    schedule: Schedule, expected: str
) -> None:
    assert bills(schedule, "01-01", 3) == expected.split()


@pytest.mark.parametrize(
    ("bill_day", "start_day", "expected"),
    [
        (10, 0, "05-10 05-10"),  # blank: the bill day
        (10, 10, "05-10 04-10"),  # equal: the bill is for the next month
        (10, 20, "05-20 05-10"),  # bigger: the same month
        (10, 5, "05-05 04-10"),  # smaller: the next month
        (31, 1, "05-01 04-30"),
    ],
)
def test_b_cyc_bill_day_apart_from_start_day_as_sonar_has_it(
    bill_day: int, start_day: int, expected: str
) -> None:
    schedule = Schedule(bill_day, start_day=start_day)
    found = periods(MONTHLY, [schedule], day("2025-01-01"), day("05-25"), day("05-26"))
    begins, billed = expected.split()
    assert [str(p.from_on)[5:] for p in found] == [begins]
    assert [str(p.bill_on)[5:] for p in found] == [billed]


def test_b_cyc_bill_day_apart_from_start_day_postpaid() -> None:
    assert bills(Schedule(15, start_day=1, timing=POST), "01-01", 2) == ["02-15", "03-15"]


@pytest.mark.parametrize(
    ("zone", "turns"),
    [
        ("America/Denver", ("2025-03-09", "2025-11-02")),
        ("Europe/Berlin", ("2025-03-30", "2025-10-26")),
        ("Australia/Lord_Howe", ("2025-04-06", "2025-10-05")),  # by half an hour
    ],
)
def test_b_cyc_5_days_of_23_and_25_hours_are_billed_once(zone: str, turns: tuple[str, str]) -> None:
    """A run every hour, by the date that the tenant's zone then has."""
    for turn in turns:
        before = day(turn) - timedelta(2)
        history = service(span(str(before), 100, cycle=Cycle(Unit.DAY, 1)))
        book = Book()
        start = datetime.combine(before, time(), ZoneInfo(zone)).astimezone(UTC)
        for hour in range(5 * 24 - 2):  # five days, however long one of them is
            book.run(history, (start + timedelta(hours=hour)).astimezone(ZoneInfo(zone)).date())
        assert [c.from_on for c in book.charges] == [before + timedelta(n) for n in range(5)]


def test_b_cyc_6_each_missed_period_has_its_own_invoice_and_date() -> None:
    history = service(span("01-01", 3000))
    book = Book()
    book.run(history, "01-01")
    late = book.run(history, "04-17")
    drafts = invoices(late.charges).invoices
    assert [(str(d.dated_on), d.amount_minor) for d in drafts] == [
        ("2026-02-01", 3000), ("2026-03-01", 3000), ("2026-04-01", 3000),
    ]  # fmt: skip
    assert book.run(history, "04-17") == ([], [], [])


def test_b_cyc_6_a_change_within_a_billed_period_is_dated_by_the_run() -> None:
    book = Book()
    book.run(service(span("03-01", 3100)), "03-01")
    new = book.run(service(span("03-01", 3100, "03-11"), span("03-11", 6200)), "03-15")
    assert [str(charge.dated_on) for charge in new.charges] == ["2026-03-15"]


def test_b_cyc_6_what_an_earlier_run_could_not_know_is_dated_by_the_run() -> None:
    """Activated on the 10th, entered on the 12th; nightly runs went through to the 11th."""
    late = service(span("03-10", 3100), one_offs=[OneOff("visit", day("03-10"), 5000)])
    new = Book().run(late, "03-12", last_run=day("03-11"))
    assert {str(charge.dated_on) for charge in new.charges} == {"2026-03-12"}
    missed = Book().run(late, "03-12", last_run=day("03-09"))
    assert {str(charge.dated_on) for charge in missed.charges} == {"2026-03-10"}
    book = Book()
    book.run(service(span("03-10", 3100)), "03-10")
    after = book.run(late, "04-02", last_run=day("03-20"))
    assert [str(charge.dated_on) for charge in after.charges] == ["2026-04-01", "2026-04-02"]


def test_b_cyc_7_services_together_or_apart_in_a_stable_order() -> None:
    charges = []
    for name, cycle in (("B", MONTHS_3), ("A", MONTHLY)):
        history = service(span("01-01", 3000, cycle=cycle))
        new = Book().run(history, "02-01")
        charges += [c._replace(segment=c.segment._replace(service_id=name)) for c in new.charges]
    together = invoices(charges).invoices
    assert [[c.segment.service_id for c in d.charges] for d in together] == [["B", "A"], ["A"]]
    apart = invoices(charges, services_apart=True).invoices
    assert [[c.segment.service_id for c in d.charges] for d in apart] == [["B"], ["A"], ["A"]]
    assert [str(d.dated_on) for d in apart] == ["2026-01-01", "2026-01-01", "2026-02-01"]


def test_b_cyc_9_booked_change_is_billed_on_new_terms_before_it_begins() -> None:
    booked = service(
        span("01-01", 3000, "02-01"), span("02-01", 5000), schedules=[Schedule(1, advance_days=10)]
    )
    book = Book()
    book.run(booked, "01-01")
    new = book.run(booked, "01-22")
    assert amounts(new) == [("2026-02-01", "2026-03-01", 5000)]
    assert book.run(booked, "02-02") == ([], [], [])


@pytest.mark.parametrize(
    ("bridge_long", "expected"),
    [(False, ["2026-03-01", "2026-03-15"]), (True, ["2026-03-01", "2026-03-01"])],
)
def test_b_cyc_10_bill_day_change_has_one_bridge_prorated_once(
    bridge_long: bool, expected: list[str]
) -> None:
    schedules = [Schedule(1), Schedule(15, day("02-10"), bridge_long=bridge_long)]
    history = service(span("02-01", 3100), schedules=schedules)
    book = Book()
    for on in ("02-01", "03-01", "03-15", "04-15"):
        book.run(history, on)
    assert [(str(c.from_on), str(c.to_on), c.amount_minor) for c in book.charges] == [
        ("2026-02-01", "2026-03-01", 3100),
        ("2026-03-01", "2026-03-15", 1550),  # 14 of the 28 days to 15 March
        ("2026-03-15", "2026-04-15", 3100),
        ("2026-04-15", "2026-05-15", 3100),
    ]
    assert [str(charge.segment.bill_on) for charge in book.charges[1:3]] == expected


def test_b_cyc_10_bill_day_change_on_the_first_day_of_a_period_takes_at_once() -> None:
    schedules = [Schedule(1), Schedule(15, day("03-01"))]
    found = periods(MONTHLY, schedules, day("01-01"), day("02-01"), day("04-01"))
    assert [str(period.from_on) for period in found] == ["2026-02-01", "2026-03-01", "2026-03-15"]
    booked = [Schedule(1), Schedule(15, day("03-01")), Schedule(20, day("03-02"))]
    found = periods(MONTHLY, booked, day("01-01"), day("02-01"), day("05-01"))
    assert [str(period.from_on) for period in found] == [
        "2026-02-01", "2026-03-01", "2026-03-15", "2026-03-20", "2026-04-20",
    ]  # fmt: skip


@pytest.mark.parametrize(("part", "charged"), [(Part.NONE, 6200), (Part.WHOLE, 9300)])
def test_b_cyc_10_the_bridge_can_be_free_or_whole(part: Part, charged: int) -> None:
    schedules = [Schedule(1), Schedule(15, day("02-10"))]
    book = Book()
    book.run(service(span("02-01", 3100), schedules=schedules), "03-15", Policies(bridge=part))
    assert book.charged == charged


@pytest.mark.parametrize(
    "make",
    [
        lambda: Cycle(length=61),
        lambda: Cycle(Unit.DAY, 0),
        lambda: Schedule(32),
        lambda: Schedule(0),
        lambda: Schedule(1, anchor_month=13),
        lambda: Schedule(1, advance_days=61),
        lambda: periods(MONTHLY, [], day("01-01"), TODAY, day("02-01")),
        lambda: periods(
            MONTHLY, [Schedule(1, day("02-01")), Schedule(2)], day("01-01"), TODAY, day("02-01")
        ),
    ],
)  # fmt: skip
def test_calendars_that_cannot_be_are_refused(make: Callable[[], object]) -> None:
    with pytest.raises(CalendarInvalid):
        make()


def test_first_term_policies_are_all_about_bill_dates() -> None:
    found = {first: bills(Schedule(1, first=first), "01-16", 2, MONTHS_3) for first in FirstTerm}
    assert found == {
        FirstTerm.ALONE: ["01-16", "02-01"],
        FirstTerm.WITH_NEXT: ["01-16", "01-16"],
        FirstTerm.APART: ["01-16", "01-16"],
        FirstTerm.AT_NEXT: ["02-01", "02-01"],
        FirstTerm.INCLUDED: ["01-16", "04-01"],
    }
