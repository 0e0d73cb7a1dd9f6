"""Fixtures that must outrank those of pytest-django; the rest is guywire.kit.testing.plugin."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make
from guywire.kit.tenancy import in_tenant
from guywire.kit.testing import database

# A deadline would make a test's result depend on how busy the machine is.
settings.register_profile("house", deadline=None)
settings.register_profile("nightly", deadline=None, max_examples=1_000)
settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(test_server: database.TestServer) -> None:
    """Each test process clones the migrated template and stays the application's role."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    database.clone(test_server, f"test_{worker}")


@pytest.fixture
def wisp(db: None) -> Tenant:
    """A tenant whose scope is not open: for tests that come through a door."""
    return make.tenant("kinsman")


@pytest.fixture
def other_wisp(db: None) -> Tenant:
    """Another tenant, to see that nothing of it leaks."""
    return make.tenant("rival")


@pytest.fixture
def tenant(wisp: Tenant, other_wisp: Tenant) -> Iterator[Tenant]:
    """The active tenant: for tests that call services and queries directly."""
    with in_tenant(wisp.pk, actor="test", door="test"):
        yield wisp


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests come last: its driver leaves an event loop running in the process."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
