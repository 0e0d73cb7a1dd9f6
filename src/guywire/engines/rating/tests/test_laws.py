"""What must hold of every history, schedule, policy and order of runs."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from guywire.engines.money import QUANTITY_ONE, half_up
from guywire.engines.rating import (
    AddOn,
    Basis,
    Discount,
    DiscountOrder,
    Kind,
    Level,
    Part,
    Ref,
    ServiceHistory,
    Taxable,
    TaxLine,
    TaxRule,
    TaxTable,
    TermsSpan,
    discounted,
    entitled,
    periods,
    rate,
    reversed_taxes,
    taxes,
)
from guywire.engines.rating.tests.make import Book
from guywire.engines.rating.tests.worlds import DAYS, ORIGIN, World

END = ORIGIN + timedelta(DAYS + 800)
worlds = st.integers(0, 2**40).map(World)


@given(st.data())
def test_b_pr_4_any_partition_of_a_period_adds_up_to_its_price(data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, 10**9))
    length = data.draw(st.integers(1, 1900))
    start = data.draw(st.dates(date(1999, 1, 1), date(2040, 1, 1)))
    thirty = data.draw(st.sampled_from([0, 1, 12]))
    basis = Basis(start, length, 1, thirty, data.draw(st.sampled_from([1, 1, 100])))
    cuts = sorted(data.draw(st.lists(st.integers(0, length), max_size=40)))
    bounds = [start + timedelta(n) for n in (0, *cuts, length)]
    parts = [basis.cost(amount, a, b) for a, b in zip(bounds, bounds[1:], strict=False)]
    assert sum(parts) == amount
    assert min(parts) >= 0
    if not thirty and basis.unit == 1:
        for (a, b), part in zip(zip(bounds, bounds[1:], strict=False), parts, strict=True):
            assert abs(part * length - amount * (b - a).days) <= length


@given(st.integers(0, 10**6), st.integers(2, 60), st.integers(28, 31))
def test_b_pr_1_a_single_month_of_a_long_term_costs_its_share(
    amount: int, months: int, length: int
) -> None:
    basis = Basis(date(2026, 1, 1), length, months)
    assert abs(2 * basis.cost(amount, basis.from_on, basis.end_on) * months - 2 * amount) <= months


@given(worlds, st.integers(0, 3650))
def test_b_cyc_1_periods_follow_one_another_without_gap_or_overlap_for_ten_years(
    world: World, since: int
) -> None:
    cycle, dated, activated_on = world.cycle(), world.schedules(), world.day()
    until = activated_on + timedelta(3653)
    found = periods(cycle, dated, activated_on, activated_on, until)
    assert found[0].from_on == activated_on
    assert found[-1].to_on >= until
    for period, following in zip(found, found[1:], strict=False):
        assert period.from_on < period.to_on == following.from_on
    for period in found:
        assert period.basis.from_on <= period.from_on
        assert period.to_on <= period.basis.end_on
        assert period.is_stub == (
            (period.to_on - period.from_on).days < period.basis.days or period.basis.parts > 1
        )
    later = activated_on + timedelta(since)
    assert periods(cycle, dated, activated_on, later, until) == [
        period for period in found if period.to_on > later
    ]


@settings(max_examples=200)
@given(worlds)
def test_b_cyc_4_order_of_runs_and_of_learning_does_not_matter(world: World) -> None:
    """Half the runs know only a part of the history; at last all of it is known."""
    history, tenant = world.history(), world.policies()
    direct, wandering = Book(), Book()
    on = ORIGIN
    while on < ORIGIN + timedelta(DAYS + 200):
        new = wandering.run(world.known_of(history) if world.odds(2) else history, on, tenant)
        assert all(charge.amount_minor > 0 for charge in new.charges)
        assert all(credit.amount_minor > 0 for credit in new.credits)
        on += timedelta(world.chance.randint(1, 150))
    wandering.run(history, END, tenant)
    direct.run(history, END, tenant)
    assert wandering.net == direct.net
    assert wandering.held() == direct.held()
    assert all(0 <= line.left_minor <= line.cost_minor for line in wandering.lines)
    assert wandering.run(history, END, tenant) == ([], [], [])
    full = entitled(history, END, policies=tenant)
    assert direct.net == sum(segment.cost_minor for segment in full)


@given(worlds, st.integers(0, 900))
def test_b_cyc_6_one_run_after_a_downtime_bills_what_weekly_runs_would(
    world: World, length: int
) -> None:
    history, tenant = world.history(), world.policies()
    until = ORIGIN + timedelta(length)
    weekly, late = Book(), Book()
    for n in range(0, length, 7):
        weekly.run(history, ORIGIN + timedelta(n), tenant)
    weekly.run(history, until, tenant)
    late.run(history, until, tenant)
    assert weekly.credited == late.credited == 0
    assert weekly.net == late.net
    assert weekly.held() == late.held()
    dated = {charge.dated_on for charge in late.charges}
    assert dated == {charge.segment.bill_on for charge in late.charges}


@given(worlds, st.integers(100, 800))
def test_looking_back_only_as_far_as_needed_bills_the_same(world: World, at: int) -> None:
    history, tenant = world.history(), world.policies()
    whole, recent = Book(), Book()
    for book in (whole, recent):
        book.run(history, ORIGIN + timedelta(at), tenant)
    whole.run(history, END, tenant)
    unbilled = rate(history, recent.lines, END, policies=tenant).charges
    since = min((charge.segment.basis.from_on for charge in unbilled), default=END)
    since -= timedelta(world.chance.randint(0, 400))
    recent.run(history, END, tenant, since=since)
    assert recent.net == whole.net
    assert recent.held() == whole.held()


@settings(max_examples=50)
@given(worlds)
def test_b_pr_a_service_costs_what_its_days_cost_one_by_one(world: World) -> None:
    """The plain way, day by day, for terms that take on their day."""
    known, cycle = world.history(), world.cycle()
    ends = ORIGIN + timedelta(DAYS + 30)
    spans = [replace(s, cycle=cycle, restarts=False, to_on=s.to_on or ends) for s in known.spans]
    spans = [span for span in spans if span.from_on != span.to_on]
    history = replace(known, spans=spans, one_offs=())
    began = spans[0].from_on if spans else ends
    expected = 0
    for period in periods(cycle, history.schedules, began, began, ends):
        days = range(period.from_on.toordinal(), min(period.to_on, ends).toordinal())
        expected += sum(day_cost(history, period.basis, date.fromordinal(on)) for on in days)
    found = entitled(history, ends + timedelta(6000))
    assert sum(segment.cost_minor for segment in found) == expected


def day_cost(history: ServiceHistory, basis: Basis, on: date) -> int:
    """What one day comes to: plan and add-ons less discounts, each by its share of the period."""
    percents = [(s.percent, s.price_minor) for s in history.spans if holds(s, on)]
    if not percents:
        return 0
    ((percent, price),) = percents
    add_ons = [add_on for add_on in history.add_ons if holds(add_on, on)]
    amounts = [half_up(price * percent, 100)]
    for add_on in add_ons:
        whole = half_up(add_on.price_minor * add_on.quantity, QUANTITY_ONE)
        amounts.append(half_up(whole * percent, 100) if add_on.is_suspended else whole)
    active = [discount for discount in history.discounts if holds(discount, on)]
    lines = discounted(amounts, active, DiscountOrder.AS_LISTED, percent)
    return sum(basis.cost(line.net_minor, on, on + timedelta(1)) for line in lines)


def holds(thing: TermsSpan | AddOn | Discount, on: date) -> bool:
    """Whether something holds on a day."""
    return thing.from_on <= on and (thing.to_on is None or on < thing.to_on)


@given(worlds)
def test_b_pr_2_each_day_of_a_service_is_charged_by_one_plan_and_no_other_day(
    world: World,
) -> None:
    """Whichever day changed terms take, and however late the service was known to end."""
    history = world.history()
    tenant = replace(
        world.policies(), start=Part.DAYS, end=Part.DAYS, bridge=Part.DAYS, credits_changes=True,
        charges_last_day=False,
    )  # fmt: skip
    charged: list[date] = []
    for segment in entitled(history, END, policies=tenant):
        if segment.kind is Kind.PLAN:
            first, last = segment.from_on.toordinal(), segment.to_on.toordinal()
            charged += [date.fromordinal(n) for n in range(first, last)]
    until = max(charged, default=ORIGIN)
    active = [ORIGIN + timedelta(n) for n in range((until - ORIGIN).days + 1)]
    assert sorted(charged) == [on for on in active if any(holds(s, on) for s in history.spans)]


@given(worlds)
def test_b_doc_4_credit_notes_of_all_that_was_billed_add_up_to_it_with_its_taxes(
    world: World,
) -> None:
    """Whatever was billed and given back in whichever steps, at last it never was."""
    history, tenant = world.history(), world.policies()
    rules = [
        TaxRule(1, "A", rate=8_875_000),
        TaxRule(2, "B", rate=3_000_000, order=1, compound=True),
    ]
    table, level = TaxTable(rules), world.one(tuple(Level))
    book, on = Book(), ORIGIN
    charged: dict[Ref, list[TaxLine]] = {}
    left: dict[Ref, tuple[int, list[int]]] = {}
    nothing = ServiceHistory("S", (), history.schedules)
    for known in (*(world.known_of(history) for _ in range(8)), nothing):
        first = len(book.lines)
        new = book.run(known, on, tenant)
        lines = [
            Taxable(first + n, c.amount_minor, "", frozenset(), c.dated_on)
            for n, c in enumerate(new.charges)
        ]
        for tax in taxes(lines, table, level).lines:
            charged.setdefault(int(str(tax.key)), []).append(tax)
        for credit in new.credits:
            ref = credit.line.line_id
            before, given = left.get(ref, (0, [0, 0]))
            back = reversed_taxes(charged[ref], credit.line.cost_minor, before, credit.amount_minor)
            given = [sum(pair) for pair in zip(given, (t.tax_minor for t in back), strict=True)]
            left[ref] = before + credit.amount_minor, given
        on += timedelta(world.chance.randint(1, 120))
    assert book.charged == book.credited
    assert [line.left_minor for line in book.lines if line.left_minor] == []
    assert {ref: given for ref, (_, given) in left.items()} == {
        ref: [tax.tax_minor for tax in lines] for ref, lines in charged.items()
    }
