"""The pair of tenants that a module's tests share: building it costs more than most walks."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from guywire.kit.testing import database
from guywire.kit.testing.plugin import fresh_database

from .rival import Pair, make_rival, our_tenant


@pytest.fixture(scope="module")
def pair(
    django_db_setup: None, test_server: database.TestServer, django_db_blocker: DjangoDbBlocker
) -> Iterator[Pair]:
    """Two tenants with a row in every table, in a database of the module's own."""
    with fresh_database(test_server, django_db_blocker, "pair"):
        yield Pair(our_tenant(), make_rival())


@pytest.fixture(autouse=True, scope="module")
def no_files_left() -> Iterator[None]:
    """What the tenants of a module kept outside the database goes with them."""
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
