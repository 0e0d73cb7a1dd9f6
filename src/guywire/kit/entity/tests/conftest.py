"""The sample entities' pages and API, at the doors of two tenants."""

import pytest

from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make
from guywire.domains.tenants.tests.make import Door
from guywire.kit.entity.tests import sample  # noqa: F401  known before any role is asked for codes


@pytest.fixture
def door(wisp: Tenant, other_wisp: Tenant, settings: object) -> Door:
    """An owner at the first tenant's door."""
    settings.ROOT_URLCONF = "guywire.kit.entity.tests.sample"  # type: ignore[attr-defined]
    return make.door(wisp)
