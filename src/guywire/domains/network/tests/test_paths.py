"""A path between two places, on the real tile of the White Mountains."""

import pytest

from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests.make import door
from guywire.engines import geo, propagation

pytestmark = pytest.mark.usefixtures("terrain")
SUMMIT = (44.1567, -71.6989)
BEHIND = (44.18, -71.73)
API = "/api/v1/network/path-profile"


def asked(here: tuple[float, float], there: tuple[float, float], **others: object) -> str:
    given = {"from_lat": here[0], "from_lon": here[1], "to_lat": there[0], "to_lon": there[1]}
    return f"{API}?" + "&".join(f"{key}={value}" for key, value in (given | others).items())


def test_a_path_in_sight_has_the_engine_s_own_figures(wisp: Tenant) -> None:
    response = door(wisp).get(
        asked(SUMMIT, make.FRANCONIA, from_height_m=30, to_height_m=5, frequency_mhz=3625)
    )
    assert response.status_code == 200, response.content
    told = response.json()
    profile = geo.TerrainStore(make.TERRAIN).profile(*SUMMIT, *make.FRANCONIA)
    loss = propagation.itm_point_to_point(
        profile, tx_height_m=30, rx_height_m=5, frequency_mhz=3625
    )
    assert told["losses"] == {
        "free_space_db": round(loss.free_space_db, 2),
        "diffraction_db": 0.0,
        "itm_db": 122.43,
        "itm_mode": "line of sight",
        "itm_problem": "",
    }
    assert (told["length_m"], told["azimuth_deg"], told["back_azimuth_deg"]) == (
        8706.7,
        333.81,
        153.77,
    )
    assert (told["has_line_of_sight"], told["has_clearance"]) == (True, True)
    assert told["needs"] == {"from_height_m": 30, "to_height_m": 5, "both_raised_m": 0}
    # down from 1,258.5 m to 289.9 m over 8.7 km, and half the earth's curve more at either end
    assert (told["tilt_deg"], told["back_tilt_deg"]) == (6.38, -6.32)
    assert told["profile"]["tx"] == {"label": "44.15670, -71.69890", "height_m": 30}
    assert len(told["profile"]["terrain_m"]) == len(told["profile"]["fresnel60_m"])


def test_what_stands_in_the_way_lies_on_the_map_and_both_ends_could_rise_over_it(
    wisp: Tenant,
) -> None:
    told = door(wisp).get(asked(SUMMIT, BEHIND, frequency_mhz=3625)).json()
    assert (told["has_line_of_sight"], told["has_clearance"]) == (False, False)
    worst = told["worst"]
    assert worst["clearance_m"] == pytest.approx(-87.2, abs=0.05)
    assert worst["distance_m"] == told["profile"]["obstruction"]["distance_m"]
    ground = geo.TerrainStore(make.TERRAIN).height_m(worst["latitude"], worst["longitude"])
    index = told["profile"]["distance_m"].index(worst["distance_m"])
    assert ground == pytest.approx(told["profile"]["terrain_m"][index], abs=0.5)
    assert told["needs"]["to_height_m"] == 288.2
    raised = asked(SUMMIT, BEHIND, frequency_mhz=3625, to_height_m=288.3)
    assert door(wisp).get(raised).json()["has_clearance"] is True
    extra = told["needs"]["both_raised_m"] + 0.1
    both = asked(
        SUMMIT, BEHIND, frequency_mhz=3625, from_height_m=30 + extra, to_height_m=5 + extra
    )
    assert door(wisp).get(both).json()["has_clearance"] is True
    profile = geo.TerrainStore(make.TERRAIN).profile(*SUMMIT, *BEHIND)
    bent = propagation.delta_bullington(
        propagation.TerrainPath.of(profile), tx_height_m=30, rx_height_m=5, frequency_mhz=3625
    )
    assert told["losses"]["diffraction_db"] == round(bent.loss_db, 2) > 30


def test_a_flatter_ray_needs_less_and_looks_less_down(wisp: Tenant) -> None:
    near, far = (door(wisp).get(asked(SUMMIT, make.FRANCONIA, k=k)).json() for k in (2 / 3, 4 / 3))
    assert near["tilt_deg"] > far["tilt_deg"]
    assert max(near["profile"]["bulge_m"]) == pytest.approx(
        2 * max(far["profile"]["bulge_m"]), abs=0.02
    )
    assert near["losses"]["itm_db"] == far["losses"]["itm_db"]


def test_above_the_model_s_band_it_says_so_and_the_rest_is_told(wisp: Tenant) -> None:
    told = door(wisp).get(asked(SUMMIT, make.FRANCONIA, frequency_mhz=60_000)).json()
    assert told["losses"]["itm_db"] is None
    assert "20000" in told["losses"]["itm_problem"]
    assert told["losses"]["free_space_db"] == pytest.approx(146.8, abs=0.05)


@pytest.mark.parametrize(
    ("there", "others", "status", "told"),
    [
        (SUMMIT, {}, 422, "the points are the same"),
        ((43.98, -71.7), {}, 422, "N43W072.hgt"),
        ((0.0, 0.0), {}, 422, "a path may be 300 km long"),
        ((91, 0), {}, 422, "to_lat"),
        (BEHIND, {"from_height_m": 0}, 422, "from_height_m"),
        (BEHIND, {"frequency_mhz": "nan"}, 422, "frequency_mhz"),
        (BEHIND, {"k": 0}, 422, "k"),
    ],
)
def test_what_is_no_path_is_refused_and_named(
    wisp: Tenant, there: tuple[float, float], others: dict[str, object], status: int, told: str
) -> None:
    response = door(wisp).get(asked(SUMMIT, there, **others))
    assert response.status_code == status
    assert told in response.content.decode()


def test_who_may_not_ask_about_places_is_refused(wisp: Tenant) -> None:
    assert door(wisp, "viewer").get(asked(SUMMIT, BEHIND)).status_code == 403
