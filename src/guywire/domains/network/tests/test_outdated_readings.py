"""Readings of before a sector's last change: left out of a calibration, and said."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guywire.domains.network.models import Sector
from guywire.domains.network.queries.calibrations import (
    next_measurements,
    predicted,
    sector_lines,
)
from guywire.domains.network.services import sectors, sites
from guywire.domains.network.tests import make
from guywire.domains.network.tests.test_calibrations import API, finished, installs, summit
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.kit import clock
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain", "cover")
NOON, DAY = datetime(2026, 3, 4, 12, tzinfo=UTC), timedelta(days=1)


def turned(sector: Sector, at: datetime, **fields: Any) -> None:
    """The sector is changed, as of then."""
    given = {
        "site_id": sector.site_id, "name": "North", "azimuth_deg": 335, "mechanical_tilt_deg": 5,
        "status": "on-air", "effective_at": at,
    }  # fmt: skip
    sectors.change_sector(sector, make.sector_input(**(given | fields)))


def test_a_reading_of_before_the_sectors_last_change_is_left_out_and_said(
    tenant: Tenant,
) -> None:
    """A change of notes is none. A sector that never changed takes readings of before it was known
    here."""
    with clock.frozen(NOON - 3 * DAY):
        sector = summit()
    for day, reference in ((-9, "older"), (-2, "before"), (-1, "after")):
        make.measured_signal(sector_id=sector.pk, reference=reference, measured_at=NOON + day * DAY)
    assert [one.problem for one in predicted(next_measurements(None, 10))] == ["", "", ""]
    turned(sector, NOON - 1.5 * DAY, notes="new lock")
    assert [one.problem for one in predicted(next_measurements(None, 10))] == ["", "", ""]
    turned(sector, NOON - 1.2 * DAY, notes="new lock", azimuth_deg=330, eirp_dbm=44)
    points = {one.reference: one for one in predicted(next_measurements(None, 10))}
    assert points["after"].problem == ""
    assert points["after"].predicted_dbm is not None
    assert points["before"].problem == (
        "Measured 2026-03-02 12:00 UTC, before the sector changed at 2026-03-03 07:12 UTC"
        " (azimuth, EIRP)."
    )
    assert points["before"].predicted_dbm is None
    assert points["older"].problem.startswith("Measured 2026-02-23 12:00 UTC, before")
    turned(sector, NOON - 0.5 * DAY, notes="and a light", azimuth_deg=330, eirp_dbm=44)
    points = {one.reference: one for one in predicted(next_measurements(None, 10))}
    assert points["after"].problem == ""


def test_a_fit_goes_without_outdated_readings_and_the_doors_name_them(
    wisp: Tenant,
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        with clock.frozen(NOON - 3 * DAY):
            sector = summit()
            make.measured_signal(sector_id=sector.pk, reference="A-1", measured_dbm=-20.0)
        turned(sector, NOON - DAY, azimuth_deg=330)
        installs(sector)
        row = finished("turned")
        assert (row.state, row.done_count, row.skipped_count) == ("finished", 61, 1)
        (line,) = sector_lines(row)
        assert line.count == 60
    door = people.door(wisp)
    (problem,) = door.get(f"{API}/{row.pk}").json()["problems"]
    assert problem["reference"] == "A-1"
    assert "before the sector changed at 2026-03-03 12:00 UTC (azimuth)." in problem["problem"]
    assert problem["problem"] in door.get(f"/network/calibrations/{row.pk}/").content.decode()


def test_a_site_that_moved_outdates_the_readings_of_its_sectors(tenant: Tenant) -> None:
    with clock.frozen(NOON - 3 * DAY):
        sector = summit()
        make.measured_signal(sector_id=sector.pk)
    given = make.site_input(name="Cannon", latitude=44.1569, longitude=-71.6989, status="active")
    with clock.frozen(NOON):
        sites.change_site(sector.site, given)
    (point,) = predicted(next_measurements(None, 10))
    assert point.problem.endswith("before the sector changed at 2026-03-04 12:00 UTC (latitude).")
