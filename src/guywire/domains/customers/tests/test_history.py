"""The arithmetic of dated changes: no gap, no overlap, one story whatever the order of booking."""

import contextlib
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.domains.customers.models import ServiceChange
from guywire.domains.customers.models.service import ServiceState as State
from guywire.domains.customers.queries.days import day_bounds
from guywire.domains.customers.services.extras import Extra, unfold_extras
from guywire.domains.customers.services.history import (
    Booked,
    Misfit,
    Span,
    add_months,
    contract_end,
    paused_days,
    settle,
    span_on,
    unfold,
)

Kind = ServiceChange.Kind
START = date(2026, 1, 1)
CUSTOMER, LOCATION, VERSION = uuid4(), uuid4(), uuid4()
VERSIONS = [uuid4() for _ in range(4)]


def quote(on: date = START) -> Booked:
    return Booked(
        id=uuid4(),
        kind=Kind.QUOTE,
        effective_on=on,
        ordinal=1,
        customer_id=CUSTOMER,
        location_id=LOCATION,
        plan_version_id=VERSION,
        price=Decimal(49),
        currency="USD",
    )


def change(kind: str, on: date, ordinal: int, version: UUID | None = None) -> Booked:
    return Booked(id=uuid4(), kind=kind, effective_on=on, ordinal=ordinal, plan_version_id=version)


def begun(on: date = START) -> list[Booked]:
    return [quote(on), change(Kind.ORDER, on, 2), change(Kind.ACTIVATE, on, 3)]


STEPS = st.lists(
    st.tuples(
        st.sampled_from([Kind.SUSPEND, Kind.RESUME, Kind.PAUSE, Kind.CHANGE_PLAN, Kind.END]),
        st.integers(0, 60),
        st.sampled_from(VERSIONS),
    ),
    max_size=14,
)


def booked_one_by_one(steps: Sequence[tuple[str, int, UUID]]) -> tuple[list[Booked], list[Span]]:
    """What stands after booking each step; a step that does not fit is refused and leaves none."""
    standing = begun()
    spans = unfold(standing)
    for number, (kind, day, version) in enumerate(steps, start=4):
        named = version if kind == Kind.CHANGE_PLAN else None
        new = change(kind, START + timedelta(days=day), number, named)
        try:
            spans, dropped = settle(standing, new, overrides=kind == Kind.END)
        except Misfit:
            continue
        gone = {late.id for late in dropped}
        standing = [c for c in standing if c.id not in gone] + [new]
    return standing, spans


def assert_seamless(spans: Sequence[Span]) -> None:
    assert spans[-1].to_on is None
    for earlier, later in zip(spans, spans[1:], strict=False):
        assert earlier.to_on == later.from_on
        assert earlier.from_on < later.from_on
        assert earlier.terms != later.terms


@given(STEPS)
def test_periods_have_no_gap_no_overlap_and_no_empty_days(
    steps: list[tuple[str, int, UUID]],
) -> None:
    _, spans = booked_one_by_one(steps)
    assert spans[0].from_on == START
    assert_seamless(spans)
    for day in range(70):
        found = [s for s in spans if s.holds_on(START + timedelta(days=day))]
        assert len(found) == 1


@given(STEPS, st.randoms(use_true_random=False))
def test_changes_of_different_days_tell_one_story_in_whatever_order_they_were_booked(
    steps: list[tuple[str, int, UUID]], random: Random
) -> None:
    one_a_day = list({day: (kind, day, version) for kind, day, version in steps if day}.values())
    standing, spans = booked_one_by_one(one_a_day)
    base, rest = standing[:3], standing[3:]
    ordinals = [c.ordinal for c in rest]
    random.shuffle(ordinals)
    shuffled = [replace(c, ordinal=o) for c, o in zip(rest, ordinals, strict=True)]
    assert unfold([*base, *shuffled]) == spans


@given(STEPS)
def test_B_DUN_9_access_is_on_exactly_while_active_and_charges_follow_the_state(
    steps: list[tuple[str, int, UUID]],
) -> None:
    _, spans = booked_one_by_one(steps)
    for span in spans:
        terms = span.terms
        assert terms.access == (terms.state == State.ACTIVE)
        charged = {State.ACTIVE: 100, State.SUSPENDED: 100}.get(terms.state, 0)
        assert terms.charging_percent == charged


@given(STEPS, st.integers(0, 60))
def test_an_end_leaves_nothing_after_it_and_the_days_before_as_they_were(
    steps: list[tuple[str, int, UUID]], day: int
) -> None:
    standing, before = booked_one_by_one([s for s in steps if s[0] != Kind.END])
    on = START + timedelta(days=day)
    end = change(Kind.END, on, 99)
    spans, _ = settle(standing, end, overrides=True)
    assert_seamless(spans)
    assert (spans[-1].from_on, spans[-1].terms.state) == (on, State.ENDED)
    for past in range(day):
        moment = START + timedelta(days=past)
        was, is_ = span_on(before, moment), span_on(spans, moment)
        assert was is not None
        assert is_ is not None
        assert was.terms == is_.terms


@given(STEPS)
def test_a_cancelled_booking_leaves_the_history_as_it_was(
    steps: list[tuple[str, int, UUID]],
) -> None:
    standing, spans = booked_one_by_one(steps)
    extra = change(Kind.ASSIGN_SECTOR, START + timedelta(days=5), 50)
    with contextlib.suppress(Misfit):
        settle(standing, extra, overrides=False)
    assert unfold(standing) == spans


def test_what_came_before_the_activation_is_pulled_back_with_it() -> None:
    changes = [
        quote(date(2026, 3, 4)),
        change(Kind.ORDER, date(2026, 3, 4), 2),
        change(Kind.ACTIVATE, date(2026, 2, 1), 3),
    ]
    assert [(s.from_on, s.terms.state) for s in unfold(changes)] == [
        (date(2026, 2, 1), State.ACTIVE)
    ]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 5, 1), 0, date(2026, 5, 1)),
    ],
)
def test_B_CYC_1_months_end_on_the_last_day_there_is(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 240))
def test_B_CYC_1_the_anchor_never_erodes(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == min(day.day, monthrange(later.year, later.month)[1])


def test_B_PR_9_a_contract_moves_by_its_pauses() -> None:
    changes = [
        *begun(date(2026, 1, 31)),
        change(Kind.PAUSE, date(2026, 2, 1), 4),
        change(Kind.RESUME, date(2026, 3, 1), 5),
    ]
    spans = unfold(changes)
    assert paused_days(spans) == 28
    assert contract_end(spans, 1) == date(2026, 3, 28)
    assert contract_end(spans, 0) is None


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("America/New_York", date(2026, 7, 4), 24),
        ("America/Phoenix", date(2026, 3, 8), 24),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("America/Santiago", date(2026, 9, 6), 23),
    ],
)
def test_B_CYC_5_a_day_has_the_hours_its_zone_gives_it(zone: str, day: date, hours: float) -> None:
    begin, end = day_bounds(day, day + timedelta(days=1), zone)
    assert (end - begin).total_seconds() / 3600 == hours


def test_adding_an_add_on_again_replaces_it_and_a_discount_ends_after_its_months() -> None:
    item, other = uuid4(), uuid4()
    extras = [
        Extra(Kind.ADD_ADD_ON, item, date(2026, 1, 10), 4, uuid4(), 1, Decimal(5)),
        Extra(Kind.ADD_ADD_ON, item, date(2026, 2, 10), 5, uuid4(), 3, Decimal(6)),
        Extra(Kind.REMOVE_ADD_ON, item, date(2026, 3, 10), 6),
        Extra(Kind.GIVE_DISCOUNT, other, date(2026, 1, 1), 7, months=1),
    ]
    spans = unfold_extras(extras, starts_on=date(2026, 1, 31), ends_on=None)
    assert [(s.item_id, s.from_on, s.to_on, s.quantity) for s in spans] == [
        (other, date(2026, 1, 31), date(2026, 2, 28), 1),
        (item, date(2026, 1, 31), date(2026, 2, 10), 1),
        (item, date(2026, 2, 10), date(2026, 3, 10), 3),
    ]
    ended = unfold_extras(extras, starts_on=date(2026, 1, 31), ends_on=date(2026, 1, 31))
    assert ended == []
