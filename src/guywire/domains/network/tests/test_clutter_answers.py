"""Trees and houses in the answers about places: points, patches, files and calibrations."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from guywire.domains.network.models import (
    Calibration,
    Sector,
    SignalMeasurement,
)
from guywire.domains.network.queries.bulk import Manner, qualify_rows
from guywire.domains.network.queries.prequalification import PatchQuestion, prequalify
from guywire.domains.network.queries.reasons import Why
from guywire.domains.network.queries.rows import QualificationRow
from guywire.domains.network.queries.serviceability import Path as ComputedPath
from guywire.domains.network.queries.serviceability import SectorAnswer, serviceability
from guywire.domains.network.services import calibrations
from guywire.domains.network.tests import make
from guywire.domains.network.tests.test_calibrations import finished, installs
from guywire.domains.network.tests.test_ground_cover import classes
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.engines import geo
from guywire.engines.propagation import (
    ClutterTable,
    EndClutter,
    TerminalClutter,
    TerrainPath,
    path_clutter,
)
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain", "cover")
SUMMIT = (44.1567, -71.6989)
HEIGHT_M = 5.0


def summit(**fields: Any) -> Sector:
    site = make.live_site(name="Cannon", latitude=SUMMIT[0], longitude=SUMMIT[1])
    given = {"name": "North", "azimuth_deg": 335, "mechanical_tilt_deg": 5}
    return make.sector_on_air(site_id=site.pk, **(given | fields))


def wooded(cover: dict[str, Path]) -> None:
    """Trees of 8 m everywhere."""
    cover["landcover"].mkdir(exist_ok=True)
    classes(cover["landcover"])
    (cover["landcover"] / "clutter.csv").write_text(
        "class,height_m,density_db_m\nbroad-leaved trees,8,0.2\n"
    )


def computed(answer: SectorAnswer) -> ComputedPath:
    assert answer.path is not None
    return answer.path


def test_trees_at_the_address_cost_what_the_engine_says_and_the_answer_tells_it(
    tenant: Tenant, cover: dict[str, Path]
) -> None:
    summit()
    (bare,) = serviceability(*make.FRANCONIA, HEIGHT_M).offers
    assert (computed(bare).clutter_loss_db, computed(bare).clutter, bare.clutter) == (
        None,
        "",
        None,
    )
    wooded(cover)
    (found,) = serviceability(*make.FRANCONIA, HEIGHT_M).offers
    profile = geo.TerrainStore(make.TERRAIN).profile(*SUMMIT, *make.FRANCONIA)
    count = len(profile.heights_m)
    trees = {one.name: one for one in ClutterTable().classes}["broad-leaved trees"]
    end = EndClutter(kind=TerminalClutter.TREES, clutter_height_m=8.0)
    wanted = path_clutter(
        TerrainPath.of(profile, clutter_m=np.full(count, 8.0)),
        np.full(count, trees.density_at_db_m(3625.0)),
        tx_height_m=30.0, rx_height_m=HEIGHT_M, frequency_mhz=3625.0, tx_clutter=end,
        rx_clutter=end,
    )  # fmt: skip
    path = computed(found)
    assert path.clutter_loss_db == pytest.approx(wanted.loss_db, abs=0.06)
    assert wanted.loss_db > 5.0
    assert (path.clutter, path.clutter_height_m) == ("broad-leaved trees", 8.0)
    assert path.path_loss_db == computed(bare).path_loss_db
    assert path.signal_dbm == pytest.approx(computed(bare).signal_dbm - wanted.loss_db, abs=0.11)
    assert found.clutter is not None
    assert found.clutter.text == (
        f"Trees 8 m high at the address cost {path.clutter_loss_db:.1f} dB."
    )
    (above,) = serviceability(*make.FRANCONIA, 12.0).offers
    assert (computed(above).clutter_loss_db or 0.0) < wanted.loss_db


def test_page_and_api_say_what_trees_cost_in_the_tenants_units(
    wisp: Tenant, cover: dict[str, Path]
) -> None:
    wooded(cover)
    with in_tenant(wisp.pk, actor="test"):
        summit(receive_threshold_dbm=-60, receiver_gain_dbi=-10)
    door = people.door(wisp)
    place: Any = {"lat": make.FRANCONIA[0], "lon": make.FRANCONIA[1]}
    answer = door.get("/api/v1/network/serviceability", place).json()
    (rejected,) = answer["rejected"]
    cost = rejected["path"]["clutter_loss_db"]
    assert rejected["path"]["clutter"] == "broad-leaved trees"
    [told] = [one["text"] for one in rejected["reasons"] if one["why"] == "clutter"]
    assert told == f"Trees 8 m high at the address cost {cost:.1f} dB."
    page = door.get("/network/serviceability/", place).content.decode()
    assert told in page
    assert "Lost in trees and houses" in page
    with in_tenant(wisp.pk, actor="test"):
        Tenant.objects.filter(pk=wisp.pk).update(units="imperial")
    page = door.get("/network/serviceability/", place).content.decode()
    assert f"Trees 26 ft high at the address cost {cost:.1f} dB." in page


def test_patches_and_files_lose_the_same(tenant: Tenant, cover: dict[str, Path]) -> None:
    summit(receive_threshold_dbm=-60, receiver_gain_dbi=-10)
    wooded(cover)
    (single,) = serviceability(*make.FRANCONIA, HEIGHT_M).rejected
    patch = prequalify(*make.FRANCONIA, PatchQuestion(radius_m=0))
    assert patch.margin_db == pytest.approx(computed(single).margin_db, abs=0.11)
    assert Why.CLUTTER in [one.why for one in patch.rejected[0].reasons]
    row = QualificationRow(line=2, latitude=make.FRANCONIA[0], longitude=make.FRANCONIA[1])
    qualify_rows([row], Manner())
    assert row.margin_db == pytest.approx(computed(single).margin_db, abs=0.11)
    assert f"Trees or houses cost {computed(single).clutter_loss_db:.1f} dB." in row.reason


def test_a_broken_table_of_clutter_leaves_the_answer_open(
    tenant: Tenant, cover: dict[str, Path]
) -> None:
    summit()
    wooded(cover)
    (cover["landcover"] / "clutter.csv").write_text("class,height_m,density_db_m\npalms,8,0.2\n")
    answer = serviceability(*make.FRANCONIA, HEIGHT_M)
    assert not answer.offers
    assert "clutter.csv, line 2: there is no clutter class 'palms'" in answer.problem
    patch = prequalify(*make.FRANCONIA, PatchQuestion(radius_m=0))
    assert (patch.verdict, patch.spots) == ("unknown", ())
    assert "clutter.csv, line 2" in patch.problem


def test_a_calibration_learned_without_clutter_does_not_count_it_twice(
    tenant: Tenant, cover: dict[str, Path]
) -> None:
    sector = summit()
    installs(sector)
    old = finished("before the trees were known")
    assert not old.counts_clutter
    calibrations.use_calibration(old)
    (before,) = serviceability(*make.FRANCONIA, HEIGHT_M).offers
    wooded(cover)
    (after,) = serviceability(*make.FRANCONIA, HEIGHT_M).offers
    assert before.calibrated is not None
    assert after.calibrated is not None
    assert computed(after).signal_dbm < computed(before).signal_dbm - 5.0
    assert after.calibrated.signal_dbm == pytest.approx(before.calibrated.signal_dbm, abs=0.11)
    row = QualificationRow(line=2, latitude=make.FRANCONIA[0], longitude=make.FRANCONIA[1])
    qualify_rows([row], Manner())
    assert row.corrected_dbm == pytest.approx(after.calibrated.signal_dbm, abs=0.21)
    new = finished("with the trees")
    assert new.counts_clutter
    calibrations.use_calibration(new)
    (now,) = serviceability(*make.FRANCONIA, HEIGHT_M).offers
    assert now.calibrated is not None
    assert now.calibrated.signal_dbm == pytest.approx(
        computed(now).signal_dbm + now.calibrated.bias_db, abs=0.11
    )
    assert Calibration.objects.filter(in_use=True).get() == new
    assert SignalMeasurement.objects.count() == 60
