"""Classes and their legend; colours that everybody can tell apart."""

import itertools
import math

import numpy as np
import pytest

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.rasters import categories, classes, neighbours, server_palette
from guywire.engines.propagation.rasters.palette import LegendEntry, rgb
from guywire.engines.propagation.rasters.servers import COLOURS

EYES = {
    "usual": np.eye(3),
    "without long cones": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "without middle cones": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "without short cones": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
"""What eyes make of linear sRGB (Machado, Oliveira and Fernandes, 2009, severity 1)."""
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def seen(colour: str, eye: str) -> np.ndarray:
    """CIE L*a*b* of a colour (D65)."""
    level = np.array(rgb(colour)) / 255
    linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(EYES[eye] @ linear, 0, 1) / (0.95047, 1.0, 1.08883)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(one: str, other: str, eye: str) -> float:
    return float(np.linalg.norm(seen(one, eye) - seen(other, eye)))


@pytest.mark.parametrize("eye", EYES)
def test_any_two_servers_colours_differ_for_every_eye(eye: str) -> None:
    """2.3 is the least difference that is noticed at all."""
    least = min(apart(one, other, eye) for one, other in itertools.combinations(COLOURS, 2))
    assert least > 20


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("count", range(2, 9))
def test_classes_side_by_side_differ_for_every_eye_and_grow_brighter(eye: str, count: int) -> None:
    colours = classes(range(count)).colours
    brightness = [seen(colour, eye)[0] for colour in colours]
    assert brightness == sorted(brightness)
    assert all(apart(one, other, eye) > 8 for one, other in itertools.pairwise(colours))


def test_an_edge_belongs_to_the_class_above_it() -> None:
    palette = classes([-100, -90, -80], unit="dBm")
    values = np.array([-100.01, -100, -90.001, -90, -80, 50, np.inf, -np.inf, np.nan])
    assert palette.numbers(values).tolist() == [0, 1, 1, 2, 3, 3, 3, 0, 0]
    assert palette.numbers(values.astype(np.float32)).tolist() == [0, 1, 1, 2, 3, 3, 3, 0, 0]


def test_a_top_ends_the_last_class_and_low_may_be_best() -> None:
    palette = classes([0, 5, 10], unit="m", top=30, is_low_best=True)
    assert palette.numbers(np.array([0, 9.9, 29.9, 30, np.inf, np.nan])).tolist() == [
        1,
        2,
        3,
        0,
        0,
        0,
    ]
    assert palette.colours == classes([0, 5, 10]).colours[::-1]
    assert palette.legend[-1] == LegendEntry(colour="#440154", label="10 … 30 m", low=10, high=30)


def test_the_legend_names_each_class() -> None:
    legend = classes([-90, -80.5], unit="dBm").legend
    assert legend == (
        LegendEntry(colour="#440154", label="−90 … −80.5 dBm", low=-90, high=-80.5),
        LegendEntry(colour="#fde725", label="≥ −80.5 dBm", low=-80.5, high=None),
    )
    assert [one.label for one in classes([0, 1], labels=["hidden", "seen"]).legend] == [
        "hidden",
        "seen",
    ]


@pytest.mark.parametrize(
    ("edges", "top", "message"),
    [
        ([], math.inf, "there must be 1 to 255 thresholds, not 0"),
        (range(256), math.inf, "there must be 1 to 255 thresholds, not 256"),
        ([1, 1], math.inf, "thresholds must rise: 1 follows 1"),
        ([1, math.nan], math.inf, "thresholds must rise: nan follows 1"),
        ([-math.inf, 0], math.inf, "thresholds must rise: 0 follows -inf"),
        ([1, 2], 2, "thresholds must rise: 2 follows 2"),
    ],
)
def test_bad_thresholds_are_refused(edges: list[float], top: float, message: str) -> None:
    with pytest.raises(EngineError) as refused:
        classes(edges, top=top)
    assert str(refused.value) == message


def test_too_few_colours_and_unreadable_ones_are_refused() -> None:
    with pytest.raises(EngineError, match="2 classes need as many colours and labels"):
        classes([1, 2], colours=["#000000"])
    for wrong in ("red", "#12345", "#12345g", "1234567"):
        with pytest.raises(EngineError, match="a colour is written #rrggbb"):
            rgb(wrong)


def test_categories_draw_what_has_a_colour() -> None:
    palette = categories(
        [("gained", "#112233"), ("same", ""), ("lost", "#445566"), ("b", "#112233")]
    )
    assert palette.numbers(np.array([-1, 0, 1, 2, 3, 4])).tolist() == [0, 1, 0, 2, 1, 0]
    assert palette.numbers(np.array([np.nan, 2.0, np.inf, -np.inf])).tolist() == [0, 2, 0, 0]
    assert palette.colours == ("#112233", "#445566")
    assert [(one.code, one.label) for one in palette.legend] == [
        (0, "gained"),
        (2, "lost"),
        (3, "b"),
    ]


def test_servers_that_touch_have_different_colours() -> None:
    """Sectors of 40 sites, nearest site first: the picture that a network makes."""
    places = np.random.default_rng(7).random((40, 2)) * 300
    rows, columns = np.indices((300, 300))
    distance = [np.hypot(rows - row, columns - column) for row, column in places]
    best = np.argmin(distance, axis=0).astype(np.int32)
    best[rows + columns < 60] = -1
    pairs = neighbours(best)
    palette = server_palette([f"S{place}" for place in range(40)], pairs)
    numbers = palette.numbers(best)
    for one, other, drawn, beside in (
        (best[:, 1:], best[:, :-1], numbers[:, 1:], numbers[:, :-1]),
        (best[1:], best[:-1], numbers[1:], numbers[:-1]),
    ):
        assert not ((one != other) & (drawn == beside)).any()
    assert (numbers[best == -1] == 0).all()
    assert [one.label for one in palette.legend] == [f"S{place}" for place in range(40)]
    assert [one.code for one in palette.legend] == list(range(40))


def test_neighbours_are_found_across_the_seam_of_two_bands() -> None:
    best = np.full((1024, 2), -1, dtype=np.int16)
    best[511], best[512], best[513, 1] = 3, 1, 0
    assert neighbours(best) == {(1, 3), (0, 1)}
    assert neighbours(np.full((3, 3), -1)) == set()


def test_more_servers_around_one_than_colours_share_the_least_used() -> None:
    around = [(0, other) for other in range(1, 30)]
    palette = server_palette([str(one) for one in range(30)], around)
    places = palette.places
    others = [places[0] != one for one in places[1:]]
    assert all(others)
    with pytest.raises(EngineError, match="servers 0 and 5 touch, but there are 2"):
        server_palette(["a", "b"], [(0, 5)])
    assert server_palette([]).legend == ()
