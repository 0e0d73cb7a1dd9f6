"""The contract of the port for webhooks: the same tests on every gateway."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guywire.domains.billing.gateways.errors import BadSignature
from guywire.domains.billing.gateways.port import EventKind
from guywire.domains.billing.gateways.tests.bench import Bench, usd


def test_b_pay_4_a_webhook_comes_twice_and_in_any_order_with_the_same_id(at: Bench) -> None:
    at.gateway.charge(at.ask(at.save("slow"), usd("50.00"), "attempt-1"))
    at.time.advance(days=4)
    sent = at.lab.deliveries()
    forward = [at.read(one) for one in sent]
    backward = [at.read(one) for one in reversed(sent)]
    assert {one.id for one in forward} == {one.id for one in backward}
    assert sorted(backward, key=lambda one: (one.occurred_at, one.id)) == sorted(
        forward, key=lambda one: (one.occurred_at, one.id)
    )
    pending = next(one for one in forward if one.kind is EventKind.CHARGE_PENDING)
    paid = next(one for one in forward if one.kind is EventKind.CHARGE_SUCCEEDED)
    assert pending.occurred_at < paid.occurred_at


def test_b_pay_4_a_webhook_that_is_not_the_gateways_is_refused(at: Bench) -> None:
    at.gateway.charge(at.ask(at.save("works"), usd("50.00"), "attempt-1"))
    real = at.lab.deliveries()[-1]
    assert at.read(real).amount == usd("50.00")
    changed = replace(real, body=real.body.replace(b"50", b"90"))
    bare = replace(real, headers={"Content-Type": "application/json"})
    rewritten = replace(real, body=real.body.replace(b"\n", b""))
    empty = replace(real, body=b"")
    for bad in (changed, bare, rewritten, empty):
        with pytest.raises(BadSignature):
            at.read(bad)


def test_b_pay_4_a_webhook_replayed_later_is_refused(at: Bench) -> None:
    at.gateway.charge(at.ask(at.save("works"), usd("50.00"), "attempt-1"))
    old = at.lab.deliveries()[-1]
    window = timedelta(minutes=5) if at.name == "stripe" else timedelta(days=4)
    assert at.read(old, later=window).reference == "attempt-1"
    with pytest.raises(BadSignature, match="too long ago"):
        at.read(old, later=window + timedelta(seconds=1))
    with pytest.raises(BadSignature, match="too long ago"):
        at.read(old, later=-timedelta(minutes=5, seconds=1))


def test_what_webhooks_missed_is_read_afterwards_oldest_first(at: Bench) -> None:
    saved = at.save("works")
    for number in range(60):
        at.gateway.charge(at.ask(saved, usd("1.00"), f"attempt-{number}"))
        at.time.advance(minutes=1)
    at.lab.deliveries()
    told = [
        one
        for one in at.gateway.events_since(at.time.now() - timedelta(minutes=59))
        if one.kind is EventKind.CHARGE_SUCCEEDED
    ]
    assert [one.reference for one in told] == [f"attempt-{number}" for number in range(1, 60)]
