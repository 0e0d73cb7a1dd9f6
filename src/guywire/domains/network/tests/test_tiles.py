"""Vector tiles, read back with the public decoder; terrain pictures, pixel by pixel."""

import gzip
import struct
import zlib
from typing import Any, Literal

import mapbox_vector_tile
import numpy as np
import pytest

from guywire.domains.network.queries import mvt
from guywire.domains.network.queries.crowding import roomy_zoom
from guywire.domains.network.queries.hillshade import terrain_bounds, terrain_tile, terrarium
from guywire.domains.network.queries.layers import (
    Box,
    Feature,
    MapLayer,
    add_layer,
    layers_for,
    version_of,
)
from guywire.domains.network.queries.map_layers import LAYERS, cone
from guywire.domains.network.queries.tiles import box_of, project, vector_tile
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.queries import actor_of_membership
from guywire.domains.tenants.services.roles import set_role_codes
from guywire.domains.tenants.tests import make as people
from guywire.engines import geo
from guywire.kit.access import Actor, codes
from guywire.kit.tenancy import in_tenant

API = "/api/v1/network"
SITES, SECTORS, LINKS = (
    next(x for x in LAYERS if x.name == n) for n in ("sites", "sectors", "links")
)
pytestmark = pytest.mark.usefixtures("no_terrain")


def decoded(tile: bytes) -> dict[str, list[dict[str, Any]]]:
    layers = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    return {name: layer["features"] for name, layer in layers.items()}


def layer_of(
    *features: Feature,
    geometry: Literal["point", "line", "polygon"] = "point",
    name: str = "things",
) -> MapLayer:
    return MapLayer(
        name=name, label="Things", code="network.site.view", geometry=geometry,
        features=lambda box, zoom: features, rows_of=(),
    )  # fmt: skip


def test_the_box_of_a_tile_is_web_mercator() -> None:
    box = box_of(1, 0, 0, buffer=0)
    assert (box.west, box.east, box.south) == (-180.0, 0.0, 0.0)
    assert box.north == pytest.approx(85.0511287798)
    assert project([(0.0, 0.0)], 0, 0, 0).tolist() == [[2048.0, 2048.0]]


def test_a_point_comes_back_with_its_properties() -> None:
    properties: dict[str, str | int | float | bool] = {
        "id": "a",
        "name": "Mast “Ä”",
        "count": 3,
        "height": 12.5,
        "up": True,
        "low": -4,
    }
    tile = vector_tile([layer_of(Feature(((-90.0, 0.0),), properties))], 14, 4096, 8192)
    [feature] = decoded(tile)["things"]
    assert feature["properties"] == properties
    assert feature["geometry"] == {"type": "Point", "coordinates": [0, 0]}


def test_many_points_on_one_spot_of_a_low_zoom_become_one() -> None:
    near = [Feature(((-71.7 + step / 1e5, 44.1),), {"id": str(step)}) for step in range(50)]
    [feature] = decoded(vector_tile([layer_of(*near)], 5, 9, 11))["things"]
    assert feature["properties"] == {"id": "0", "count": 50}
    x, y = (int(value) for value in project([(-71.7, 44.1)], 14, 0, 0)[0])
    close = vector_tile([layer_of(*near)], 14, x // 4096, y // 4096)
    assert len(decoded(close)["things"]) > 1


def test_a_spot_keeps_one_of_each_status() -> None:
    """Else hiding a status on the map would hide what stands behind it, or show it."""
    near = [
        Feature(
            ((-71.7 + step / 1e5, 44.1),),
            {"id": str(step), "status": "active" if step % 3 else "down", "url": f"/{step}/"},
        )
        for step in range(9)
    ] + [Feature(((-75.0, 44.1),), {"id": "alone", "status": "down", "url": "/alone/"})]
    features = decoded(vector_tile([layer_of(*near)], 5, 9, 11))["things"]
    assert [feature["properties"] for feature in features] == [
        {"id": "0", "status": "down", "count": 3},
        {"id": "1", "status": "active", "count": 6},
        {"id": "alone", "status": "down", "url": "/alone/"},
    ]


@pytest.mark.parametrize("kind", ["point", "line", "polygon"])
def test_whatever_is_written_is_read_back(kind: mvt.Kind) -> None:
    random = np.random.default_rng(7)
    counts = np.ones(500, dtype=np.int64) if kind == "point" else random.integers(3, 40, 500)
    starts = np.cumsum(counts) - counts
    # Distinct corners in the order of a clockwise ring on a screen, some far outside the tile.
    turns = np.concatenate([np.arange(n) / n * 2 * np.pi for n in counts])
    reach = np.repeat(random.choice([60, 900, 40_000, 9_000_000], 500), counts)
    points = np.rint(np.column_stack((np.cos(turns), np.sin(turns))) * reach[:, None])
    points = (points + np.repeat(random.integers(-300, 4400, (500, 2)), counts, axis=0)).astype(int)
    properties: list[dict[str, mvt.Value]] = [
        {"n": n, "odd": bool(n % 2), "name": f"ü{n % 7}"} for n in range(500)
    ]
    features = decoded(mvt.layer("things", kind, points, counts, properties))["things"]
    assert [feature["properties"] for feature in features] == properties
    for feature, start, count in zip(features, starts, counts, strict=True):
        expected = points[start : start + count].tolist()
        read: Any = feature["geometry"]["coordinates"]
        if kind == "point":
            assert [read] == expected
        elif kind == "line":
            assert read == expected
        else:
            assert read == [[*expected, expected[0]]]


def test_a_cut_polygon_runs_clockwise_and_stays_near_its_tile() -> None:
    rings = [
        [(-1, -1), (-1, 1), (1, 1), (1, -1), (-1, -1)],
        [(2, 2), (3, 2), (3, 3), (2, 3), (2, 2)],
    ]
    squares = [Feature(tuple((float(a), float(b)) for a, b in ring), {"id": str(n)})
               for n, ring in enumerate(rings)]  # fmt: skip
    tile = vector_tile([layer_of(*squares, geometry="polygon")], 6, 32, 31)
    # The decoder drops a ring that runs the wrong way, and mends none.
    features = {str(one["properties"]["id"]): one for one in decoded(tile)["things"]}
    [whole] = features["1"]["geometry"]["coordinates"]
    assert len(whole) == 5
    [cut] = features["0"]["geometry"]["coordinates"]
    assert {tuple(point) for point in cut} == {(-128, 3368), (728, 3368), (728, 4224), (-128, 4224)}


def test_a_line_is_cut_at_the_tile() -> None:
    line = layer_of(Feature(((-170.0, 0.1), (170.0, 0.1)), {"id": "a"}), geometry="line")
    [feature] = decoded(vector_tile([line], 6, 32, 31))["things"]
    across = [point[0] for point in feature["geometry"]["coordinates"]]
    assert (min(across), max(across)) == (-128, 4224)


def test_an_empty_tile_has_no_bytes() -> None:
    assert vector_tile([layer_of()], 3, 1, 1) == b""


def test_a_beam_opens_around_its_azimuth() -> None:
    ring = cone((-71.74, 44.13), 90, 60, 10_000)
    assert ring[0] == ring[-1] == (-71.74, 44.13)
    for longitude, latitude in ring[1:-1]:
        assert geo.distance_m(44.13, -71.74, latitude, longitude) == pytest.approx(10_000, rel=1e-3)
    first, last = ring[1], ring[-2]
    assert geo.azimuth_deg(44.13, -71.74, first[1], first[0]) == pytest.approx(60, abs=0.1)
    assert geo.azimuth_deg(44.13, -71.74, last[1], last[0]) == pytest.approx(120, abs=0.1)
    circle = cone((-71.74, 44.13), 0, 360, 10_000)
    assert circle[0] == pytest.approx(circle[-1])


def test_the_network_s_layers_draw_what_stands(tenant: Tenant) -> None:
    site = make.live_site(name="Ridge")
    sector = make.sector_on_air(site_id=site.pk, name="North")
    other = make.site(latitude=44.2, longitude=-71.7)
    link = make.backhaul_link(site_a_id=site.pk, site_b_id=other.pk, name="Hop")
    whole = Box(-180, -85, 180, 85)
    sites = {feature.properties["name"]: feature for feature in SITES.features(whole, 9)}
    assert sites["Ridge"].points == ((site.longitude, site.latitude),)
    assert str(sites["Ridge"].properties["url"]).endswith(f"/network/sites/{site.pk}/")
    [beam] = SECTORS.features(whole, 9)
    assert (beam.properties["id"], beam.properties["status"]) == (str(sector.pk), "on-air")
    [hop] = LINKS.features(whole, 9)
    assert (hop.properties["id"], len(hop.points)) == (str(link.pk), 2)
    assert list(LINKS.features(Box(0, 0, 10, 10), 9)) == []
    assert list(SITES.features(Box(0, 0, 10, 10), 9)) == []


def test_far_out_one_cone_stands_for_all_that_look_alike(tenant: Tenant) -> None:
    """Else hiding a status would hide what stands behind it; near by each stands for itself."""
    whole = Box(-180, -85, 180, 85)
    for name, range_m in (("A", 4000), ("B", 6000)):
        site = make.live_site(name=f"Ridge {name}")
        for azimuth in (0, 120):
            make.sector_on_air(site_id=site.pk, name=f"{azimuth}", azimuth_deg=azimuth,
                               max_range_m=range_m)  # fmt: skip
    planned = make.live_site(name="Ridge C")
    make.sector(site_id=planned.pk, name="Planned", azimuth_deg=0)
    far = {str(one.properties["name"]): one.properties for one in SECTORS.features(whole, 9)}
    assert sorted(far) == ["Ridge B 0", "Ridge B 120", "Ridge C Planned"]
    assert far["Ridge B 0"]["count"] == 2
    assert "url" not in far["Ridge B 0"]
    assert "count" not in far["Ridge C Planned"]
    assert str(far["Ridge C Planned"]["url"]).startswith("/")
    assert len(list(SECTORS.features(whole, 10))) == 5


def test_where_sites_stand_close_a_cone_is_short_until_there_is_room(tenant: Tenant) -> None:
    """Far out in a dense network whole beams would hide one another; each is still drawn."""
    whole = Box(-72.0, 44.0, -71.8, 44.2)
    for step in range(120):
        make.site(
            name=f"Mast {step}", latitude=44.0 + step % 12 / 60, longitude=-72 + step // 12 / 50
        )
    for azimuth in (0, 120):
        site = make.live_site(name=f"Ridge {azimuth}", latitude=44.1, longitude=-71.9)
        make.sector(site_id=site.pk, name="S", azimuth_deg=azimuth, max_range_m=6000)
    assert roomy_zoom() == 12
    reaches = {
        zoom: [max(geo.distance_m(44.1, -71.9, up, across) for across, up in one.points)
               for one in SECTORS.features(whole, zoom)]
        for zoom in (10, 11, 12)
    }  # fmt: skip
    assert reaches[12] == pytest.approx([6000, 6000], rel=1e-3)
    assert reaches[11] == pytest.approx([658, 658], rel=1e-2)
    assert reaches[10] == pytest.approx([1317, 1317], rel=1e-2)


def test_a_tile_is_asked_once_until_something_changes(wisp: Tenant) -> None:
    door = people.door(wisp)
    path = f"{API}/tiles/0/0/0.mvt"
    with in_tenant(wisp.pk, actor="test"):
        make.site()
    first = door.get(path)
    assert (first.status_code, first["Content-Type"]) == (200, "application/vnd.mapbox-vector-tile")
    again = door.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    with in_tenant(wisp.pk, actor="test"):
        make.site()
    assert door.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_tile_of_the_page_s_own_version_is_kept_without_asking(wisp: Tenant) -> None:
    door = people.door(wisp)
    with in_tenant(wisp.pk, actor="test"):
        make.site()
        version = version_of(layers_for(Actor("person", "a", frozenset(codes()))))
    path = f"{API}/tiles/0/0/0.mvt"
    assert door.get(f"{path}?v={version}")["Cache-Control"] == "private, max-age=3600"
    assert door.get(f"{path}?v=older")["Cache-Control"] == "private, max-age=0"


def test_a_tile_has_each_layer_that_its_person_may_see(wisp: Tenant) -> None:
    """And another tag for whom it has other layers: one browser may know both people."""
    path = f"{API}/tiles/0/0/0.mvt"
    maker = people.member(wisp)
    with in_tenant(wisp.pk, actor="test"):
        seen = ["network.map.view", "network.site.view"]
        set_role_codes(Role.VIEWER, seen, actor=actor_of_membership(maker))
        site = make.live_site()
        make.backhaul_link(site_a_id=site.pk, site_b_id=make.site(latitude=44.2).pk)
    owner, viewer = people.door(wisp), people.door(wisp, Role.VIEWER)
    whole, part = owner.get(path), viewer.get(path)
    assert sorted(decoded(whole.content)) == ["links", "sites"]
    assert sorted(decoded(part.content)) == ["sites"]
    assert whole["ETag"] != part["ETag"]
    tagged = viewer.get(path, headers={"If-None-Match": whole["ETag"]})
    assert (tagged.status_code, tagged.content) == (200, part.content)
    named = viewer.get(f"{path}?v={whole['ETag'].strip(chr(34))}")
    assert (named["Cache-Control"], named.content) == ("private, max-age=0", part.content)
    assert "Cookie" in part["Vary"]
    assert "Authorization" in part["Vary"]


def test_a_tile_is_packed_for_who_can_unpack_it(wisp: Tenant) -> None:
    door = people.door(wisp)
    with in_tenant(wisp.pk, actor="test"):
        make.site()
    plain = door.get(f"{API}/tiles/0/0/0.mvt")
    packed = door.get(f"{API}/tiles/0/0/0.mvt", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content != b""
    assert "Accept-Encoding" in packed["Vary"]


@pytest.mark.parametrize("path", ["tiles/1/2/0.mvt", "tiles/19/0/0.mvt", "tiles/sites/0/0/0.mvt",
                                  "tiles/0/0/1.mvt", "terrain-tiles/3/0/0.png"])  # fmt: skip
def test_there_is_no_such_tile(wisp: Tenant, path: str) -> None:
    assert people.door(wisp).get(f"{API}/{path}").status_code == 404


def test_a_layer_of_a_domain_above_is_shown_to_who_may_see_it() -> None:
    add_layer(layer_of(name="above"))
    shown = layers_for(Actor("person", "a", frozenset({"network.site.view"})))
    assert "above" in [layer.name for layer in shown]
    assert layers_for(Actor("person", "b")) == []


def test_terrarium_holds_height_to_a_256th_of_a_metre() -> None:
    heights = np.array([[0.0, 1234.5, -12.25]])
    red, green, blue = terrarium(heights).astype(float).transpose(2, 0, 1)
    assert (red * 256 + green + blue / 256 - 32768).tolist() == heights.tolist()


def test_a_terrain_picture_holds_the_tile_s_heights(terrain: object) -> None:
    picture = terrain_tile(11, 616, 742)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    at = picture.index(b"IDAT")
    [size] = struct.unpack(">I", picture[at - 4 : at])
    rows = np.frombuffer(zlib.decompress(picture[at + 4 : at + 4 + size]), dtype=np.uint8)
    pixels = rows.reshape(256, 769)[:, 1:].reshape(256, 256, 3).astype(float)
    heights = pixels @ [256, 1, 1 / 256] - 32768
    box = box_of(11, 616, 742, buffer=0)
    middle = geo.TerrainStore(make.TERRAIN).height_m(
        (box.north + box.south) / 2, (box.west + box.east) / 2
    )
    assert heights[127:129, 127:129].mean() == pytest.approx(middle, abs=15)
    assert terrain_bounds() == (-72.0, 44.0, -71.0, 45.0)


def test_without_terrain_the_map_has_no_ground() -> None:
    assert terrain_bounds() is None
