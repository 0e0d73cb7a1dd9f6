"""Webhooks of a simulator over real HTTP; the simulators themselves say what they are."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from guywire.lab.payments import LabClock, PayPalLab, StripeLab, serving
from guywire.lab.payments.courier import Courier
from guywire.lab.payments.inbox import Inbox
from guywire.lab.payments.server import LARGEST_BODY, Reply

START = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    made = Inbox()
    with serving(made):
        yield made


def test_what_was_not_taken_comes_again_later_signed_anew_and_then_ends(inbox: Inbox) -> None:
    lab = StripeLab(LabClock(START))
    lab.store.new(
        "we", "webhook_endpoint", url=f"{inbox.base_url}/hook", enabled_events=["*"], secret="s"
    )
    lab.store.emit("payout.paid", {"id": "po_1"})
    with closing(Courier(lab.store)) as courier:
        inbox.replies = [Reply.of({}, 500)]
        assert courier.run_once() == 0
        assert courier.run_once() == 0
        first = inbox.next()
        assert inbox.is_empty
        lab.clock.advance(minutes=60)
        assert courier.run_once() == 1
        again = inbox.next()
        assert again.body == first.body
        assert again.headers["stripe-signature"] != first.headers["stripe-signature"]
        lab.store.emit("payout.paid", {"id": "po_2"})
        inbox.replies = [Reply.of({}, 404)] * 99
        for _ in range(10):
            courier.run_once()
            lab.clock.advance(days=4)
        tries = [inbox.next() for _ in range(8)]
        assert inbox.is_empty
        assert len({one.body for one in tries}) == 1


def test_a_receiver_that_is_away_is_tried_again() -> None:
    lab = StripeLab(LabClock(START))
    with serving(Inbox()) as url:
        pass
    lab.store.new("we", "webhook_endpoint", url=url, enabled_events=["*"], secret="s")
    lab.store.emit("payout.paid", {"id": "po_1"})
    with closing(Courier(lab.store)) as courier:
        assert courier.run_once() == 0
        assert lab.store.waiting == []
        lab.clock.advance(minutes=60)
        assert len(lab.store.waiting) == 1


def test_a_clock_that_runs_by_itself_lets_happen_what_is_due() -> None:
    moments = iter(START + timedelta(days=n) for n in (0, 1, 2, 3, 4, 5))
    clock = LabClock(START, source=lambda: next(moments))
    seen: list[str] = []
    clock.after(timedelta(days=2), lambda: seen.append("settled"))
    clock.run_due()
    assert seen == []
    clock.run_due()
    assert seen == ["settled"]


@pytest.mark.parametrize("kind", [StripeLab, PayPalLab])
def test_a_simulator_says_that_it_is_one_and_serves_loopback_only(
    kind: type[StripeLab] | type[PayPalLab],
) -> None:
    with serving(kind(LabClock(START))) as url:
        assert url.startswith("http://127.0.0.1:")
        told = httpx.get(url).json()
        assert "simulator" in told["notice"]
        assert httpx.get(f"{url}/v1/nothing").status_code == 404
        huge = httpx.post(f"{url}/v1/customers", content=b"a" * (LARGEST_BODY + 1))
        assert huge.status_code == 413


def test_the_labs_clock_wants_to_know_the_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        LabClock(datetime(2026, 3, 4))
