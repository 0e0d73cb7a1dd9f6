"""What was true at a minute."""

from datetime import UTC, datetime, timedelta

import pytest

from guywire.domains.network.models import Sector, SectorVersion, Site
from guywire.domains.network.queries.history import all_as_of, as_of, versions_of
from guywire.domains.network.services import sectors, sites
from guywire.domains.network.services.versions import NotYet
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.kit import clock
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("no_terrain")
NINE = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def aimed(azimuth_deg: float) -> Sector:
    """A sector aimed anew at nine, ten and eleven; retired at noon."""
    with clock.frozen(NINE):
        given = make.sector_input(azimuth_deg=azimuth_deg, notes="as built")
        sector = sectors.create_sector(given)
    for hours in (1, 2):
        turned = given.model_copy(update={"azimuth_deg": azimuth_deg + 10.0 * hours})
        with clock.frozen(NINE + hours * HOUR):
            sector = sectors.change_sector(sector, turned)
    with clock.frozen(NINE + 3 * HOUR):
        return sectors.retire_sector(sector)


def test_the_azimuth_at_each_minute(tenant: Tenant) -> None:
    sector = aimed(100)
    minute = timedelta(minutes=1)
    moments = [NINE - minute, NINE, NINE + HOUR - minute, NINE + HOUR, NINE + 2.5 * HOUR]
    was = [as_of(Sector, sector.pk, moment) for moment in moments]
    assert [row and row.azimuth_deg for row in was] == [None, 100.0, 100.0, 110.0, 120.0]
    assert as_of(Sector, sector.pk, NINE + 4 * HOUR) is None


def test_the_row_as_it_was_is_typed_and_whole(tenant: Tenant) -> None:
    sector = aimed(100)
    was = as_of(Sector, sector.pk, NINE + HOUR / 2)
    assert was is not None
    assert (was.pk, was.site_id, was.notes) == (sector.pk, sector.site_id, "as built")
    assert (was.valid_from, was.valid_to) == (NINE, NINE + HOUR)
    assert was._state.adding


def test_everything_at_a_minute(tenant: Tenant, other_wisp: Tenant) -> None:
    first = aimed(0)
    aimed(50)
    with in_tenant(other_wisp.pk, actor="test"):
        aimed(200)
    at = all_as_of(Sector, NINE + HOUR)
    assert sorted(row.azimuth_deg for row in at) == [10.0, 60.0]
    assert first.pk in {row.pk for row in at}
    assert all_as_of(Sector, NINE - HOUR) == []


def site_at(site: Site, at: datetime) -> Site:
    found = as_of(Site, site.pk, at)
    assert found is not None
    return found


def test_a_change_may_have_happened_before_it_is_typed(tenant: Tenant) -> None:
    with clock.frozen(NINE):
        given = make.site_input(height_m=30)
        site = sites.create_site(given)
    with clock.frozen(NINE + 5 * HOUR):
        later = given.model_copy(update={"height_m": 45.0, "effective_at": NINE + 2 * HOUR})
        sites.change_site(site, later)
    heights = [site_at(site, NINE + hours * HOUR).height_m for hours in (1, 2, 6)]
    assert heights == [30.0, 45.0, 45.0]


@pytest.mark.parametrize(
    ("at", "message"),
    [(NINE - HOUR, "A later state is recorded since 2026-03-04 09:00"), (NINE + HOUR, "not come")],
)
def test_a_moment_out_of_order_is_refused(tenant: Tenant, at: datetime, message: str) -> None:
    with clock.frozen(NINE):
        given = make.site_input(height_m=30)
        site = sites.create_site(given)
        wrong = given.model_copy(update={"height_m": 45.0, "effective_at": at})
        with pytest.raises(NotYet, match=message):
            sites.change_site(site, wrong)
    assert site_at(site, NINE).height_m == 30.0
    assert versions_of(site).count() == 1


def test_one_version_is_open(tenant: Tenant) -> None:
    sector = aimed(0)
    open_ones = SectorVersion.objects.filter(subject=sector, valid_to=None)
    assert open_ones.get().facts["status"] == "retired"
    assert versions_of(sector).count() == 4
