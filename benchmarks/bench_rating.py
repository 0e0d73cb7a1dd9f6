"""rating: CPU-seconds to rate and tax 100,000 services of a month, beside the bare arithmetic.

A service has one plan, 60 % an add-on, 5 % began within the month and are prorated, one has a bill
day of 28 different ones; a line bears a state tax, and a county tax in six of ten places. Building
the histories is counted, as a run builds them from rows. The digest of every result is counted too:
a rehearsal needs it. The floor is what no way of doing it can save: one multiplication and rounding
a line and a tax, in plain Python, from ready-made tuples.
Value: CPU-seconds. The goal, 3.5 s, was stated before any of this was written.
"""

import random
from datetime import date, timedelta

from benchmarks.measure import close, fail, least_cpu_seconds, row
from guywire.engines.money import half_up
from guywire.engines.rating import (
    AddOn,
    Schedule,
    ServiceHistory,
    Taxable,
    TaxRule,
    TaxTable,
    TermsSpan,
    digest,
    rate,
    taxes,
)

GOAL = 3.5
SERVICES, CHUNK, ROUNDS = 100_000, 1_000, 3
MONTH = date(2026, 3, 1)
PLACES = [frozenset({"NH"}), frozenset({"NH", "COOS"})]
TABLE = TaxTable(
    [
        TaxRule("state", "STATE", rate=6_250_000, jurisdiction="NH"),
        TaxRule("county", "COUNTY", rate=1_125_000, jurisdiction="COOS"),
    ]
)
SCHEDULES = [Schedule(day) for day in range(1, 29)]
Row = tuple[int, int, date, int, int, int]


def services() -> list[Row]:
    """Number, bill day, first day, price, price of an add-on (0: none), place; from a seed."""
    chance = random.Random(4)
    rows: list[Row] = []
    for number in range(SERVICES):
        bill_day = chance.randint(1, 28)
        started = MONTH - timedelta(chance.randint(31, 3650))
        if chance.random() < 0.05:
            started = MONTH.replace(day=bill_day) + timedelta(chance.randint(1, 27))
        add_on = chance.choice((299, 500, 999)) if chance.random() < 0.6 else 0
        price = chance.choice((2999, 4999, 6999, 9999))
        rows.append((number, bill_day, started, price, add_on, int(chance.random() < 0.6)))
    return rows


def rated(rows: list[Row]) -> tuple[int, int, int]:
    """Lines, minor units and tax of all services, each by the engine."""
    lines = amount = tax = 0
    for number, bill_day, started, price, add_on, place in rows:
        history = ServiceHistory(
            number,
            (TermsSpan(started, price, price, tax_class="internet"),),
            (SCHEDULES[bill_day - 1],),
            (AddOn(number, started, add_on, tax_class="equipment"),) if add_on else (),
        )
        since = MONTH.replace(day=bill_day)
        new = rate(history, (), since + timedelta(27), since=since)
        taxable = [
            Taxable(at, charge.amount_minor, charge.segment.tax_class, PLACES[place], since)
            for at, charge in enumerate(new.charges)
        ]
        taxed = taxes(taxable, TABLE)
        digest(new, taxed)
        lines += len(taxable)
        amount += sum(taxed.net)
        tax += taxed.tax_minor
    return lines, amount, tax


def bare(parts: list[tuple[int, int, int, tuple[int, ...]]]) -> int:
    """The multiplications and roundings alone."""
    total = 0
    for amount, days, of_days, rates in parts:
        cost = half_up(amount * days, of_days)
        total += cost
        for rate_e8 in rates:
            total += half_up(cost * rate_e8, 100_000_000)
    return total


def main() -> None:
    """Measure and print."""
    rows = services()
    chunks = [rows[at : at + CHUNK] for at in range(0, SERVICES, CHUNK)]
    lines, amount, tax = (sum(part) for part in zip(*map(rated, chunks), strict=True))
    if not 1.5 * SERVICES < lines < 1.7 * SERVICES:
        fail(f"{lines} lines of {SERVICES} services: the load is not the one that is meant")
    parts = [
        (price, 31, 31, (6_250_000, 1_125_000)[: 1 + place])
        for _, _, _, plan, add_on, place in rows
        for price in (plan, add_on)
        if price
    ]
    engine = least_cpu_seconds(lambda: [rated(chunk) for chunk in chunks], ROUNDS)
    floor = least_cpu_seconds(lambda: bare(parts), ROUNDS)
    print(f"{SERVICES} services, {lines} lines, {amount} minor units, {tax} of tax")
    row("", "CPU-seconds", "us a service")
    row("guywire: histories, rating, taxes, digest", f"{engine:.2f}", f"{engine * 10:.1f}")
    row("bare multiplication and rounding", f"{floor:.2f}", f"{floor * 10:.1f}")
    close("rating", engine, "<=", GOAL)


if __name__ == "__main__":
    main()
