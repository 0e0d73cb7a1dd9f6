"""Can we serve this place? Computed on the real tile of the White Mountains."""

import re

import pytest

from guywire.domains.network.models import Sector
from guywire.domains.network.queries.profiles import NoTerrain, path_profile
from guywire.domains.network.queries.reasons import Why
from guywire.domains.network.queries.serviceability import SectorAnswer, serviceability
from guywire.domains.network.services import sectors
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests.make import door
from guywire.engines import geo, propagation
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain")
SUMMIT = (44.1567, -71.6989)
BEHIND = (44.18, -71.73)


def whys(answer: SectorAnswer) -> list[Why]:
    return [reason.why for reason in answer.reasons]


def summit_sector(**fields: object) -> Sector:
    site = make.live_site(name="Cannon", latitude=SUMMIT[0], longitude=SUMMIT[1])
    given = {"name": "North", "azimuth_deg": 335, "mechanical_tilt_deg": 5}
    return make.sector_on_air(site_id=site.pk, **(given | fields))


def test_a_place_in_sight_is_served_with_the_engine_s_own_figures(tenant: Tenant) -> None:
    sector = summit_sector(receiver_gain_dbi=14, max_range_m=20_000)
    answer = serviceability(*make.FRANCONIA, 5)
    assert (answer.is_serviceable, answer.problem, answer.ground_elevation_m) == (True, "", 284.9)
    [best] = answer.offers
    profile = geo.TerrainStore(make.TERRAIN).profile(*SUMMIT, *make.FRANCONIA)
    loss = propagation.itm_point_to_point(
        profile, tx_height_m=30, rx_height_m=5, frequency_mhz=3625
    )
    assert best.path is not None
    assert best.path.path_loss_db == round(loss.loss_db, 2) == 122.43
    assert (best.distance_m, best.azimuth_deg, best.back_azimuth_deg) == (8706.7, 333.8, 153.8)
    assert (best.path.has_line_of_sight, best.path.has_clearance) == (True, True)
    signal = 47 - best.path.pattern_loss_db - loss.loss_db + 14
    assert best.path.signal_dbm == round(signal, 1)
    assert best.path.margin_db == pytest.approx(signal + 90, abs=0.051)
    assert (best.sector_id, answer.rejected) == (sector.pk, ())


def test_what_stands_in_the_way_is_told(tenant: Tenant) -> None:
    summit_sector(azimuth_deg=316)
    answer = serviceability(*BEHIND, 5)
    assert not answer.is_serviceable
    [rejected] = answer.rejected
    assert whys(rejected) == [Why.OBSTRUCTED, Why.BELOW_THRESHOLD]
    assert rejected.reasons[0].text == (
        "Obstructed: the ground rises 87 m into the path at 1.2 km."
    )
    assert rejected.path is not None
    assert rejected.path.needed_height_m == 288.2


def test_the_height_that_would_serve_is_named_and_serves(tenant: Tenant) -> None:
    summit_sector(azimuth_deg=316)
    [rejected] = serviceability(44.171, -71.74, 5).rejected
    assert rejected.path is not None
    height_m = rejected.path.serving_height_m
    assert height_m is not None
    assert rejected.reasons[-1].text == (
        f"Too weak: {-rejected.path.margin_db:.1f} dB below what it needs;"
        f" an antenna {height_m:.0f} m above ground would do."
    )
    assert serviceability(44.171, -71.74, height_m).is_serviceable
    assert not serviceability(44.171, -71.74, height_m - 1).is_serviceable
    [deep] = serviceability(*BEHIND, 5).rejected
    assert deep.path is not None
    assert deep.path.serving_height_m is None
    assert deep.reasons[-1].text.endswith("and no antenna up to 60 m above ground would do.")
    [high] = serviceability(*BEHIND, 60).rejected
    assert high.reasons[-1].text.endswith(" dB below what it needs.")


def test_the_nearest_sector_is_named_however_far(tenant: Tenant) -> None:
    summit_sector()
    far = serviceability(44.9, -71.2, 5)
    assert (far.offers, far.rejected) == ((), ())
    assert far.nearest is not None
    assert (far.nearest.name, far.nearest.status) == ("Cannon North", "on-air")
    assert far.nearest.distance_km == pytest.approx(91.5, abs=0.2)
    assert serviceability(*make.FRANCONIA, 5).nearest is None
    pacific = make.live_site(name="Taveuni", latitude=-16.8, longitude=179.9)
    make.sector_on_air(site_id=pacific.pk, name="West", azimuth_deg=270)
    across = serviceability(-16.8, -179.9, 5).nearest
    assert across is not None
    assert (across.name, round(across.distance_km)) == ("Taveuni West", 21)


def test_sectors_that_cannot_are_named_without_any_terrain_work(tenant: Tenant) -> None:
    sector = summit_sector(max_range_m=5000, azimuth_deg=150)
    planned = make.sector(site_id=sector.site_id, name="Planned", azimuth_deg=335)
    answers = {one.sector: one for one in serviceability(*make.FRANCONIA, 5).rejected}
    assert whys(answers["North"]) == [Why.OUT_OF_RANGE, Why.OUTSIDE_BEAM]
    assert answers["North"].reasons[0].text == "Out of range: 8.7 km away, it reaches 5.0 km."
    assert answers["North"].reasons[1].text == "Outside the beam: 176° off its direction of 150°."
    assert whys(answers[planned.name]) == [Why.NOT_ON_AIR]
    assert answers["North"].path is None


def test_a_retired_sector_is_not_even_named(tenant: Tenant) -> None:
    sectors.retire_sector(summit_sector())
    answer = serviceability(*make.FRANCONIA, 5)
    assert (answer.offers, answer.rejected) == ((), ())


def test_the_best_margin_comes_first(tenant: Tenant) -> None:
    strong = summit_sector(max_range_m=20_000)
    make.sector_on_air(
        site_id=strong.site_id, name="Weak", azimuth_deg=335, mechanical_tilt_deg=5, eirp_dbm=40
    )
    answer = serviceability(*make.FRANCONIA, 5)
    assert [one.sector for one in answer.offers] == ["North", "Weak"]


def test_without_terrain_there_is_no_invented_answer(tenant: Tenant, no_terrain: object) -> None:
    sector = summit_sector()
    answer = serviceability(*make.FRANCONIA, 5)
    assert answer.problem == (
        "No terrain at 44.227000, -71.747000: add a tile that covers it, e.g. N44W072.hgt."
    )
    assert not answer.is_serviceable
    [rejected] = answer.rejected
    assert whys(rejected) == [Why.TERRAIN_MISSING]
    assert "N44W072" in rejected.reasons[0].text
    with pytest.raises(NoTerrain, match="N44W072"):
        path_profile(sector, *make.FRANCONIA, 5)


def test_a_place_off_the_tile_names_the_missing_one(tenant: Tenant) -> None:
    site = make.live_site(latitude=44.02, longitude=-71.99)
    make.sector_on_air(site_id=site.pk, azimuth_deg=180)
    [rejected] = serviceability(43.98, -71.99, 5).rejected
    assert whys(rejected) == [Why.TERRAIN_MISSING]
    assert "N43W072.hgt" in rejected.reasons[0].text


def test_where_a_path_lacks_terrain_neither_yes_nor_no_is_said(tenant: Tenant) -> None:
    site = make.live_site(latitude=43.98, longitude=-71.99)
    make.sector_on_air(site_id=site.pk, azimuth_deg=0)
    answer = serviceability(44.02, -71.99, 5)
    assert answer.ground_elevation_m is not None
    assert answer.problem.startswith("No answer: no terrain at 43.980000, -71.990000")


def test_on_the_mast_no_direction_means_anything(tenant: Tenant) -> None:
    summit_sector(azimuth_deg=180)
    answer = serviceability(*SUMMIT, 5)
    [rejected] = answer.rejected
    assert whys(rejected) == [Why.NOT_COMPUTABLE]
    assert answer.problem == "The place is the site itself: there is no path to compute."


def test_a_tenant_of_miles_and_feet_reads_them_while_the_api_stays_metric(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        summit_sector(max_range_m=5000)
    owner = door(wisp)
    far = "/network/serviceability/?lat=44.227&lon=-71.747"
    behind = f"/network/serviceability/?lat={BEHIND[0]}&lon={BEHIND[1]}"
    assert "Out of range: 8.7 km away, it reaches 5.0 km." in owner.get(far).content.decode()
    with in_tenant(wisp.pk, actor="test"):
        Tenant.objects.filter(pk=wisp.pk).update(units=Tenant.Units.IMPERIAL)
    assert "Out of range: 5.4 mi away, it reaches 3.1 mi." in owner.get(far).content.decode()
    page = owner.get(behind).content.decode()
    assert "Obstructed: the ground rises 286 ft into the path at 0.7 mi." in page
    assert 'units="imperial"' in page.partition("<path-profile")[2].partition(">")[0]
    assert "km" not in re.sub(r"<[^>]+>", " ", page.partition('id="answer"')[2])
    told = owner.get("/api/v1/network/serviceability?lat=44.227&lon=-71.747").json()
    texts = [reason["text"] for one in told["rejected"] for reason in one["reasons"]]
    assert "Out of range: 8.7 km away, it reaches 5.0 km." in texts


def test_the_nearest_miss_comes_first_among_the_rejected(tenant: Tenant) -> None:
    sector = summit_sector(azimuth_deg=316)
    make.sector_on_air(site_id=sector.site_id, name="Away", azimuth_deg=130)
    make.sector_on_air(site_id=sector.site_id, name="Loud", azimuth_deg=316, mechanical_tilt_deg=5,
        eirp_dbm=55,
    )  # fmt: skip
    rejected = serviceability(*BEHIND, 5).rejected
    assert [one.sector for one in rejected] == ["Loud", "North", "Away"]


def test_another_tenant_s_sectors_do_not_count(tenant: Tenant, other_wisp: Tenant) -> None:
    with in_tenant(other_wisp.pk, actor="test"):
        summit_sector()
    answer = serviceability(*make.FRANCONIA, 5)
    assert (answer.offers, answer.rejected) == ((), ())


def test_the_profile_is_drawn_in_even_series_with_its_worst_point(tenant: Tenant) -> None:
    profile = path_profile(summit_sector(), *BEHIND, 5)
    lengths = {len(getattr(profile, name)) for name in (
        "distance_m", "terrain_m", "bulge_m", "los_m", "fresnel60_m")}  # fmt: skip
    assert lengths == {len(profile.distance_m)}
    assert (profile.distance_m[0], profile.bulge_m[0], profile.terrain_m[0]) == (0.0, 0.0, 1228.51)
    assert profile.los_m[0] == pytest.approx(1258.51)
    assert profile.obstruction is not None
    worst = profile.distance_m.index(profile.obstruction.distance_m)
    ground = profile.terrain_m[worst] + profile.bulge_m[worst]
    assert profile.los_m[worst] - ground == pytest.approx(profile.obstruction.clearance_m, abs=0.03)
    assert profile.obstruction.clearance_m == pytest.approx(-87.2, abs=0.05)
