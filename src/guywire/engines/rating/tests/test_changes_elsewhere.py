"""Changes of what is billed afterwards, once, or at another place."""

from dataclasses import replace

from guywire.engines.rating import (
    OneOff,
    Policies,
    Schedule,
    ServiceHistory,
    Timing,
)
from guywire.engines.rating.tests.make import Book, amounts, day, service, span

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
