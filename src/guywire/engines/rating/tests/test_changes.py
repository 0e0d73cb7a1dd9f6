"""Changes of plan, price and quantity, in time, late, undone (B-PR-2, 3, 6, 7, 8)."""

from dataclasses import replace

import pytest

from guywire.engines.money import QUANTITY_ONE
from guywire.engines.rating import (
    AddOn,
    MidPeriod,
    OneOff,
    Part,
    Policies,
    Schedule,
    ServiceHistory,
    Timing,
    When,
    change_fees,
    repriced,
)
from guywire.engines.rating.calendar import FirstTerm, Mode
from guywire.engines.rating.tests.make import YEARLY, Book, amounts, day, service, span

OLD = service(span("03-01", 3100))
UP = service(span("03-01", 3100, "03-11"), span("03-11", 6200))
DOWN = service(span("03-01", 3100, "03-11"), span("03-11", 1550))


def billed(
    history: ServiceHistory = OLD, on: str = "03-01", policies: Policies | None = None
) -> Book:
    """A book in which a month of the history is billed."""
    book = Book()
    book.run(history, on, policies or Policies())
    return book


@pytest.mark.parametrize(("changed", "new"), [(UP, 4200), (DOWN, 1050)])
def test_b_pr_2_unused_old_days_are_credited_the_same_new_days_charged(
    changed: ServiceHistory, new: int
) -> None:
    book = billed()
    assert amounts(book.run(changed, "03-11")) == [
        ("2026-03-11", "2026-04-01", new), ("2026-03-11", "2026-04-01", -2100),
    ]  # fmt: skip
    assert book.run(changed, "03-12") == ([], [], [])


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (When.NOW, [("2026-03-11", 1050), ("2026-04-01", 1550), ("2026-05-01", 1550)]),
        (When.PERIOD_END, [("2026-04-01", 1550), ("2026-05-01", 1550)]),
        (When.NEXT_PERIOD, [("2026-04-01", 3100), ("2026-05-01", 1550)]),
    ],
)
def test_b_pr_2_downgrade_takes_now_or_at_the_end_of_a_period(
    when: When, expected: list[tuple[str, int]]
) -> None:
    tenant = Policies(downgrade=when)
    book = billed()
    new = [c for on in ("03-11", "04-01", "05-01") for c in book.run(DOWN, on, tenant).charges]
    assert [(str(c.from_on), c.amount_minor) for c in new] == expected
    assert book.credited == (2100 if when is When.NOW else 0)


def test_b_pr_2_a_change_can_say_itself_when_it_takes() -> None:
    spans = [UP.spans[0], replace(UP.spans[1], takes=When.PERIOD_END)]
    assert billed().run(service(*spans), "03-11") == ([], [], [])


def test_b_pr_2_queued_change_that_is_cancelled_leaves_nothing() -> None:
    tenant = Policies(downgrade=When.PERIOD_END)
    book = billed()
    assert book.run(DOWN, "03-11", tenant) == ([], [], [])
    assert amounts(book.run(OLD, "04-01", tenant)) == [("2026-04-01", "2026-05-01", 3100)]


def test_b_pr_2_queued_change_overtaken_by_one_that_takes_now() -> None:
    tenant = Policies(downgrade=When.PERIOD_END)
    book = billed()
    book.run(DOWN, "03-11", tenant)
    both = service(*DOWN.spans[:1], replace(DOWN.spans[1], to_on=day("03-21")), span("03-21", 6200))
    assert amounts(book.run(both, "03-21", tenant)) == [
        ("2026-03-21", "2026-04-01", 2200), ("2026-03-21", "2026-04-01", -1100),
    ]  # fmt: skip


def test_b_pr_2_no_credit_policy_keeps_what_was_prepaid_and_charges_the_new_plan() -> None:
    tenant = Policies(credits_changes=False)
    book = billed(policies=tenant)
    assert amounts(book.run(DOWN, "03-11", tenant)) == [("2026-03-11", "2026-04-01", 1050)]
    assert amounts(book.run(DOWN, "04-01", tenant)) == [("2026-04-01", "2026-05-01", 1550)]
    assert book.credited == 0


def test_b_pr_2_no_credit_policy_when_the_new_plan_has_another_cycle() -> None:
    """The month is kept by the tenant, once; the year begins on its day."""
    tenant = Policies(credits_changes=False)
    book = billed(policies=tenant)
    yearly = service(span("03-01", 3100, "03-11"), span("03-11", 37200, cycle=YEARLY))
    for on in ("03-11", "04-01"):
        book.run(yearly, on, tenant)
    assert [(str(c.from_on), str(c.to_on), c.amount_minor) for c in book.charges[1:]] == [
        ("2026-03-11", "2026-04-01", 2100), ("2026-04-01", "2027-04-01", 37200),
    ]  # fmt: skip
    assert book.credited == 0


def test_b_pr_2_terms_that_wait_hold_the_old_ones_to_their_own_end() -> None:
    """A downgrade waits for the period's end, but the service ends, or begins anew, before it."""
    tenant = Policies(downgrade=When.PERIOD_END)
    ended = service(span("03-01", 3100, "03-11"), span("03-11", 1550, "03-21"))
    assert net_of(ended, tenant) == 2000
    resumed = service(*ended.spans, span("03-25", 3100))
    assert net_of(resumed, tenant) == 2000 + 700
    gap = service(span("03-01", 3100, "03-06"), span("03-11", 6200, "03-16"), span("03-16", 1550))
    assert net_of(gap, tenant) == 500 + 4200
    undone = service(*gap.spans[:2], span("03-16", 1550, "03-21"), span("03-21", 6200))
    assert net_of(undone, tenant) == 500 + 4200


def net_of(history: ServiceHistory, tenant: Policies) -> int:
    """What March comes to."""
    book = Book()
    book.run(history, "03-31", tenant)
    return book.net


def test_b_pr_9_whole_periods_only_after_a_gap_begin_on_their_day() -> None:
    """Resumed terms that would count from the period's first day do not reach over a gap."""
    tenant = Policies(status=Part.WHOLE)
    history = service(
        span("03-01", 3100, "03-06"), span("03-11", 3100, "03-16", percent=0), span("03-16", 3100)
    )
    assert net_of(history, tenant) == 500 + 2100


@pytest.mark.parametrize(
    ("mid_period", "expected"),
    [
        (MidPeriod.AT_ONCE, {"03-11": [4200, -2100], "03-25": [], "04-01": [6200]}),
        (MidPeriod.NEXT_BILL, {"03-11": [], "03-25": [], "04-01": [4200, 6200, -2100]}),
        (MidPeriod.WITH_NEXT, {"03-11": [4200, 6200, -2100], "03-25": [], "04-01": []}),
    ],
)
def test_b_pr_2_billed_now_at_the_next_cycle_or_with_a_month_more(
    mid_period: MidPeriod, expected: dict[str, list[int]]
) -> None:
    tenant = Policies(mid_period=mid_period)
    book = billed(policies=tenant)
    found = {on: [a for *_, a in amounts(book.run(UP, on, tenant))] for on in expected}
    assert found == expected
    assert book.net == 1000 + 4200 + 6200


def test_b_pr_2_fees_of_changes_up_and_down() -> None:
    spans = [span("01-01", 3000, "02-01"), span("02-01", 5000, "03-01"), span("03-01", 2000)]
    fees = change_fees("S", spans, upgrade_minor=500, downgrade_minor=1500)
    assert [(str(f.on), f.price_minor) for f in fees] == [("2026-02-01", 500), ("2026-03-01", 1500)]
    assert change_fees("S", spans, downgrade_minor=1500) == fees[1:]
    undone = [span("01-01", 3000, "02-01"), span("02-01", 5000, "02-01"), span("02-01", 3000)]
    assert change_fees("S", undone, upgrade_minor=500) == []
    listed = [span("01-01", 3000, "02-01"), replace(span("02-01", 3300), is_price_list=True)]
    assert change_fees("S", listed, upgrade_minor=500) == []


def test_b_pr_3_two_changes_the_same_day_bill_the_last() -> None:
    twice = service(span("03-01", 3100, "03-11"), span("03-11", 9300, "03-11"), span("03-11", 6200))
    book = billed()
    assert amounts(book.run(twice, "03-11")) == amounts(billed().run(UP, "03-11"))


def test_b_pr_3_change_and_back_within_the_day_is_no_change() -> None:
    back = service(span("03-01", 3100, "03-11"), span("03-11", 6200, "03-11"), span("03-11", 3100))
    assert billed().run(back, "03-11") == ([], [], [])


def test_b_pr_3_change_back_later_bills_again_only_the_days_given_back() -> None:
    book = billed()
    book.run(UP, "03-11")
    back = service(span("03-01", 3100, "03-11"), span("03-11", 6200, "03-21"), span("03-21", 3100))
    assert amounts(book.run(back, "03-21")) == [
        ("2026-03-21", "2026-04-01", 1100), ("2026-03-21", "2026-04-01", -2200),
    ]  # fmt: skip
    undone = book.run(OLD, "03-25")
    assert amounts(undone) == [
        ("2026-03-11", "2026-03-21", 1000), ("2026-03-11", "2026-03-21", -2000),
    ]  # fmt: skip
    assert book.net == 3100


@pytest.mark.parametrize("on", ["03-01", "04-01"])
def test_b_pr_3_change_on_the_first_day_or_past_the_last_has_no_line_of_no_days(on: str) -> None:
    changed = service(span("03-01", 3100, on), span(on, 6200))
    book = billed()
    book.run(changed, "03-31")
    assert book.net == {"03-01": 6200, "04-01": 3100}[on]
    assert all(charge.from_on < charge.to_on for charge in book.charges)


def test_b_pr_3_backdated_across_issued_periods_credits_and_charges_each_of_them() -> None:
    book = billed(on="05-01")
    new = book.run(UP, "05-10")
    assert amounts(new) == [
        ("2026-03-11", "2026-04-01", 4200), ("2026-04-01", "2026-05-01", 6200),
        ("2026-05-01", "2026-06-01", 6200), ("2026-03-11", "2026-04-01", -2100),
        ("2026-04-01", "2026-05-01", -3100), ("2026-05-01", "2026-06-01", -3100),
    ]  # fmt: skip
    assert [credit.line.line_id for credit in new.credits] == [0, 1, 2]
    assert {str(charge.dated_on) for charge in new.charges} == {"2026-05-10"}


def test_b_pr_3_activation_moved_in_both_directions() -> None:
    book = billed(service(span("03-11", 3100)), "03-11")
    assert book.net == 2100
    assert amounts(book.run(OLD, "03-12")) == [("2026-03-01", "2026-03-11", 1000)]
    assert amounts(book.run(service(span("03-21", 3100)), "03-22")) == [
        ("2026-03-11", "2026-03-21", -1000), ("2026-03-01", "2026-03-11", -1000),
    ]  # fmt: skip


def test_b_pr_5_quantity_changed_within_the_period() -> None:
    book = Book()
    one = AddOn("ip", day("03-01"), 310)
    book.run(service(span("03-01", 3100), add_ons=[one]), "03-01")
    more = [
        replace(one, to_on=day("03-11")),
        replace(one, from_on=day("03-11"), quantity=3 * QUANTITY_ONE),
    ]
    assert amounts(book.run(service(span("03-01", 3100), add_ons=more), "03-11")) == [
        ("2026-03-11", "2026-04-01", 630), ("2026-03-11", "2026-04-01", -210),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "expected"), [(Part.DAYS, 210), (Part.WHOLE, 310), (Part.NONE, 0)]
)
def test_b_pr_5_add_on_begun_within_the_period_by_policy(part: Part, expected: int) -> None:
    book = billed()
    added = service(span("03-01", 3100), add_ons=[AddOn("ip", day("03-11"), 310)])
    book.run(added, "03-11", Policies(add_on=part))
    assert book.net == 3100 + expected


def test_b_pr_6_an_unpaid_line_is_credited_when_it_is_paid() -> None:
    tenant = Policies(credits_unpaid=False)
    book = billed(policies=tenant)
    book.lines[0] = book.lines[0]._replace(is_paid=False)
    new = book.run(UP, "03-11", tenant)
    assert (amounts(new), new.waiting[0].amount_minor) == (
        [("2026-03-11", "2026-04-01", 4200)],
        2100,
    )
    book.lines[0] = book.lines[0]._replace(is_paid=True)
    assert amounts(book.run(UP, "03-12", tenant)) == [("2026-03-11", "2026-04-01", -2100)]


def test_b_pr_6_credit_is_capped_by_what_is_left_of_the_line() -> None:
    """As Kill Bill caps it: a line of 239.95 of which 100.00 was given back already."""
    book = billed(service(span("03-01", 23995)))
    book.lines[0] = book.lines[0]._replace(left_minor=13995)
    gone = book.run(service(span("03-01", 23995, "03-01")), "03-05")
    assert amounts(gone) == [("2026-03-01", "2026-04-01", -13995)]


def test_b_pr_6_later_credits_of_a_line_are_capped_too() -> None:
    """Half the days come to 15.50, but only 10.00 are left after a credit for an outage."""
    book = billed()
    book.lines[0] = book.lines[0]._replace(left_minor=1000)
    assert amounts(book.run(service(span("03-01", 3100, "03-16")), "03-16")) == [
        ("2026-03-16", "2026-04-01", -1000)
    ]


def test_b_pr_6_a_line_that_came_to_another_sum_is_given_back_as_it_was_billed() -> None:
    """One brought over from another system, say."""
    book = billed()
    book.lines[0] = book.lines[0]._replace(cost_minor=3101, left_minor=3101)
    gone = book.run(service(span("03-01", 3100, "03-01")), "03-05")
    assert amounts(gone) == [("2026-03-01", "2026-04-01", -3101)]


def test_b_pr_7_price_list_now_or_from_the_next_period_and_promised_prices_untouched() -> None:
    spans = repriced(OLD.spans, day("03-11"), "p3100", "p3410", 3410)
    assert [(str(s.from_on), s.price_minor, s.is_price_list) for s in spans] == [
        ("2026-03-01", 3100, False), ("2026-03-11", 3410, True),
    ]  # fmt: skip
    now, later = billed(), billed()
    now.run(service(*spans), "03-11", Policies(price_list=When.NOW))
    later.run(service(*spans), "03-11", Policies(price_list=When.PERIOD_END))
    assert (now.net, later.net) == (1000 + 2310, 3100)
    later.run(service(*spans), "04-01", Policies(price_list=When.PERIOD_END))
    assert later.net == 3100 + 3410
    locked = repriced(
        OLD.spans, day("03-11"), "p3100", "p3410", 3410, locked_until=day("2027-01-01")
    )
    assert billed().run(service(*locked), "03-31") == ([], [], [])
    assert repriced(OLD.spans, day("03-11"), "other", "new", 1) == list(OLD.spans)


def test_b_pr_7_price_list_reprices_booked_spans_too() -> None:
    booked = [span("03-01", 3100, "04-01"), span("04-01", 3100, "05-01", percent=0)]
    found = repriced(booked, day("03-11"), "p3100", "p3410", 3410)
    assert [(s.price_minor, s.percent, str(s.to_on)) for s in found] == [
        (3100, 100, "2026-03-11"), (3410, 100, "2026-04-01"), (3410, 0, "2026-05-01"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("restarts", "expected"),
    [
        (False, [("2026-05-20", "2027-01-01", 7430)]),
        (True, [("2026-05-20", "2027-05-20", 12000)]),
    ],
)
def test_b_pr_8_yearly_plan_changed_in_month_5_keeps_its_end_or_restarts(
    restarts: bool, expected: list[tuple[str, str, int]]
) -> None:
    schedules = [Schedule(1, mode=Mode.ANNIVERSARY)]
    before = service(span("01-01", 36500, cycle=YEARLY), schedules=schedules)
    after = service(
        span("01-01", 36500, "05-20", cycle=YEARLY),
        span("05-20", 12000, cycle=YEARLY, restarts=restarts),
        schedules=schedules,
    )
    book = billed(before, "01-01")
    new = book.run(after, "05-20")
    assert amounts(new) == [*expected, ("2026-05-20", "2027-01-01", -22600)]


def test_b_pr_8_month_to_year_begins_the_year_at_the_next_bill_day() -> None:
    schedules = [Schedule(1, first=FirstTerm.WITH_NEXT)]
    before = service(span("03-01", 3100), schedules=schedules)
    after = service(
        span("03-01", 3100, "03-11"), span("03-11", 37200, cycle=YEARLY), schedules=schedules
    )
    book = billed(before)
    assert amounts(book.run(after, "03-11")) == [
        ("2026-03-11", "2026-04-01", 2100), ("2026-04-01", "2027-04-01", 37200),
        ("2026-03-11", "2026-04-01", -2100),
    ]  # fmt: skip


def test_b_pr_8_a_month_cut_short_by_a_year_counts_as_long_as_the_whole_of_it() -> None:
    """Looking back to a day after its end and before that of the month, it is not given back."""
    yearly = service(span("03-01", 3100, "03-11"), span("03-11", 37200, cycle=YEARLY))
    book = billed(yearly, "04-01")
    assert book.run(yearly, "04-02", since=day("03-15")) == ([], [], [])


def test_b_pr_8_the_year_is_billed_on_its_date_though_the_days_before_it_are_not_due() -> None:
    """Bill day 9 for periods from the 31st: on 9 December for the year from 31 December."""
    history = service(
        span("11-30", 3100, "12-25"),
        span("12-25", 36500, cycle=YEARLY),
        schedules=[Schedule(9, start_day=31)],
    )
    book = billed(history, "12-19")
    assert [(str(c.from_on), c.amount_minor) for c in book.charges] == [
        ("2026-11-30", 2500), ("2026-12-31", 36500),
    ]  # fmt: skip


def test_b_pr_10_a_whole_last_period_ends_where_the_service_begins_anew() -> None:
    again = service(span("03-01", 3100, "03-11"), span("03-21", 6200))
    assert net_of(again, Policies(end=Part.WHOLE)) == 2000 + 2200


def test_b_pr_10_credits_of_a_line_add_up_to_it_whatever_the_steps() -> None:
    book = billed()
    for to_on in ("03-27", "03-14", "03-08", "03-02", "03-01"):
        book.run(service(span("03-01", 3100, to_on)), "03-28")
    assert (book.charged, book.credited) == (3100, 3100)
    assert book.lines[0].left_minor == 0


def test_postpaid_changes_need_no_credit() -> None:
    schedules = [Schedule(1, timing=Timing.POSTPAY)]
    book = Book()
    book.run(replace(OLD, schedules=schedules), "03-31")
    new = book.run(replace(UP, schedules=schedules), "04-01")
    assert amounts(new) == [
        ("2026-03-01", "2026-03-11", 1000), ("2026-03-11", "2026-04-01", 4200),
    ]  # fmt: skip


def test_one_off_is_billed_once_whatever_its_date_became_and_credited_when_it_is_gone() -> None:
    book = Book()
    visit = OneOff("visit", day("03-05"), 5000)
    book.run(replace(OLD, one_offs=[visit]), "03-05")
    assert book.run(replace(OLD, one_offs=[replace(visit, on=day("03-09"))]), "03-09") == (
        [],
        [],
        [],
    )
    assert amounts(book.run(OLD, "03-10")) == [("2026-03-05", "2026-03-06", -5000)]
    assert book.run(OLD, "03-11") == ([], [], [])


def test_moved_service_is_billed_anew_where_it_is_taxed_now() -> None:
    """The price stays, the location and so the taxes do not."""
    there = service(
        replace(OLD.spans[0], to_on=day("03-11"), location_id="A"),
        replace(OLD.spans[0], from_on=day("03-11"), location_id="B"),
    )
    book = billed(service(replace(OLD.spans[0], location_id="A")))
    new = book.run(there, "03-11")
    assert [c.segment.location_id for c in new.charges] == ["B"]
    assert amounts(new) == [
        ("2026-03-11", "2026-04-01", 2100), ("2026-03-11", "2026-04-01", -2100),
    ]  # fmt: skip
