"""Can we serve this place? Computed on the real tile of the White Mountains."""

import pytest

from guywire.domains.network.models import Sector
from guywire.domains.network.queries.profiles import NoTerrain, path_profile
from guywire.domains.network.queries.serviceability import Why, serviceability
from guywire.domains.network.services import sectors
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.kit.tenancy import in_tenant

NORTH = (44.16, -71.74)


def whys(answer: object) -> list[Why]:
    return [reason.why for reason in answer.reasons]  # type: ignore[attr-defined]


def test_x(tenant: Tenant, terrain: object) -> None:
    sector = make.sector_on_air(name="North")
    for place in (NORTH, make.FRANCONIA, (44.2, -71.69), (44.13,-71.70),(44.18,-71.74)):
        print(serviceability(*place))
    print(path_profile(sector, *NORTH, 5).obstruction)
    assert 0
