"""The contract's tests run once on every gateway."""

from collections.abc import Iterator

import pytest

from guywire.domains.billing.gateways.tests.bench import Bench, bench


@pytest.fixture(params=["stripe", "paypal"])
def at(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with bench(request.param) as made:
        yield made
