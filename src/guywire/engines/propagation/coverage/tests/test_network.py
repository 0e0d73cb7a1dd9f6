"""Many sectors on one grid, against arithmetic done pixel by pixel; areas, points, changes."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from guywire.engines.geo import EngineError
from guywire.engines.propagation import rsrp_dbm, thermal_noise_dbm
from guywire.engines.propagation.coverage import (
    CancelToken,
    Cell,
    CoverageCancelled,
    Grid,
    Lattice,
    Raster,
    Reception,
    Window,
    classes,
    compare,
    height_for_signal,
    network_raster,
    reached,
    signal_raster,
    sweep,
    throughput_mbps,
    values_at,
)
from guywire.engines.propagation.coverage.tests import make

GRID = Grid(
    lattice=Lattice.DEGREES, step=0.001, first_row=45_500, first_column=108_500, rows=2, columns=3
)
NOTHING = math.nan


def raster(values: list[list[float]], row: int = 0, column: int = 0) -> Raster:
    array = np.array(values, dtype=np.float32)
    return Raster(GRID, Window(row, column, *array.shape), array)


def cell(values: Raster, frequency_mhz: float = 3560.0, **changes: Any) -> Cell:
    told: dict[str, Any] = {"bandwidth_mhz": 20.0, "resource_blocks": 100}
    return Cell(signal=values, **({"frequency_mhz": frequency_mhz} | told | changes))


def singles(values: list[Any]) -> npt.NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def db(milliwatts: float) -> float:
    return 10.0 * math.log10(milliwatts)


CELLS = [
    cell(raster([[-60.0, -80.0, NOTHING], [-95.0, -70.0, -120.0]])),
    cell(raster([[-70.0, -75.0], [NOTHING, -70.5]]), load=0.5),
    cell(raster([[-65.0, -85.0]], row=1, column=1), frequency_mhz=3570.0),
    cell(raster([[-40.0, -40.0, NOTHING]], row=0), frequency_mhz=5800.0, resource_blocks=0),
]


def test_best_second_and_overlap() -> None:
    found = network_raster(GRID, CELLS[:3], Reception(threshold_dbm=-90.0))
    assert found.best.tolist() == [[0, 1, -1], [-1, 2, 2]]
    assert found.second.tolist() == [[1, 0, -1], [-1, 0, -1]]
    assert found.overlap.tolist() == [[2, 2, 0], [0, 3, 1]]
    np.testing.assert_array_equal(
        found.best_dbm, singles([[-60, -75, NOTHING], [NOTHING, -65, -85]])
    )
    np.testing.assert_array_equal(
        found.second_dbm, singles([[-70, -80, NOTHING], [NOTHING, -70, NOTHING]])
    )


def test_quality_by_hand() -> None:
    found = network_raster(GRID, CELLS, Reception(threshold_dbm=-90.0, noise_figure_db=7.0))
    assert found.best.tolist() == [[3, 3, -1], [-1, 2, 2]]
    assert found.ci_db[0, 0] == math.inf  # alone on its channel
    noise_dbm = thermal_noise_dbm(20.0, 7.0)
    assert found.sinr_db[0, 0] == pytest.approx(-40.0 - noise_dbm, abs=1e-3)
    assert math.isnan(found.rsrp_dbm[0, 0])  # no LTE

    # half of each 20 MHz channel 10 MHz away falls into the server's; the second is half loaded
    other = 0.5 * (10**-7.0 + 0.5 * 10**-7.05)
    noise = 10 ** (noise_dbm / 10.0)
    own = 10**-6.5
    assert found.ci_db[1, 1] == pytest.approx(db(own / other), abs=1e-3)
    assert found.sinr_db[1, 1] == pytest.approx(db(own / (other + noise)), abs=1e-3)
    assert found.rsrp_dbm[1, 1] == pytest.approx(rsrp_dbm(-65.0, 100), abs=1e-3)
    element = own / 1200.0
    quality = db(element / (12.0 * element + (other + noise) / 100.0))
    assert found.rsrq_db[1, 1] == pytest.approx(quality, abs=1e-3)
    assert math.isnan(found.sinr_db[0, 2])


def test_receivers_antenna_counts_for_everyone() -> None:
    plain = network_raster(GRID, CELLS[:1], Reception(threshold_dbm=-90.0))
    with_gain = network_raster(
        GRID, CELLS[:1], Reception(threshold_dbm=-90.0, gain_dbi=15.0, loss_db=1.0)
    )
    assert with_gain.best_dbm[0, 0] == plain.best_dbm[0, 0] + 14.0
    assert plain.best.tolist() == [[0, 0, -1], [-1, 0, -1]]
    assert with_gain.best.tolist() == [[0, 0, -1], [0, 0, -1]]


def test_bands_of_a_real_network_are_seamless() -> None:
    """Of a grid of several bands each pixel is as of the cells themselves."""
    grid = make.grid(20_000.0)
    cells = [
        Cell(
            signal=signal_raster(make.losses(), make.emission(azimuth_deg=azimuth), grid),
            frequency_mhz=3550.0,
            bandwidth_mhz=10.0,
        )
        for azimuth in (0.0, 120.0, 240.0)
    ]
    shares: list[float] = []
    found = network_raster(grid, cells, Reception(threshold_dbm=-300.0 + 120.0),
                           report=shares.append)  # fmt: skip
    assert len(shares) > 1
    assert shares[-1] == 1.0
    window = cells[0].signal.window
    powers = np.stack([each.signal.values for each in cells])
    known = np.isfinite(powers).all(axis=0) & (powers.max(axis=0) >= -180.0)
    best = found.best[window.slices]
    np.testing.assert_array_equal(best[known], powers.argmax(axis=0)[known])
    assert (best[~known] == -1).all()
    assert known.sum() == (found.best >= 0).sum()
    linear = 10.0 ** (powers.astype(np.float64) / 10.0)
    expected = 10.0 * np.log10(linear.max(axis=0) / (linear.sum(axis=0) - linear.max(axis=0)))
    np.testing.assert_allclose(found.ci_db[window.slices][known], expected[known], atol=1e-3)


def test_classes_and_throughput() -> None:
    table = [(-3.0, 10.0), (5.0, 40.0), (15.0, 100.0)]
    values = np.array([NOTHING, -3.1, -3.0, 4.9, 5.0, math.inf], dtype=np.float32)
    assert classes(values, [-3.0, 5.0, 15.0]).tolist() == [0, 0, 1, 1, 2, 3]
    assert throughput_mbps(values, table).tolist() == [0, 0, 10, 10, 40, 100]
    with pytest.raises(EngineError, match=r"must rise, are \[5.0, 5.0\]"):
        classes(values, [5.0, 5.0])


def test_height_for_a_signal_lies_between_the_heights_that_were_computed() -> None:
    low, high = raster([[-100.0, -80.0, NOTHING]]), raster([[-80.0, -70.0, -85.0]])
    found = height_for_signal([(5.0, low), (10.0, high)], -90.0)
    np.testing.assert_allclose(found.values, [[7.5, 5.0, 10.0]])
    assert np.isnan(height_for_signal([(5.0, low), (10.0, high)], -60.0).values).all()
    with pytest.raises(EngineError, match="must rise"):
        height_for_signal([(10.0, low), (5.0, high)], -90.0)
    with pytest.raises(EngineError, match="different grids or windows"):
        height_for_signal([(5.0, low), (10.0, raster([[-80.0]]))], -90.0)


def test_higher_receivers_need_no_more_height() -> None:
    grid = make.grid()
    ladder = [
        (height, signal_raster(sweep(make.store(), make.request(rx_height_m=height)),
                               make.emission(), grid))
        for height in (3.0, 10.0, 30.0)
    ]  # fmt: skip
    found = height_for_signal(ladder, -90.0)
    reached_low = ladder[0][1].values >= -90.0
    assert (found.values[reached_low] == 3.0).all()
    gained = (ladder[1][1].values >= -90.0) & ~reached_low
    assert gained.any()
    assert ((found.values[gained] > 3.0) & (found.values[gained] <= 10.0)).all()


def test_area_and_points_above_thresholds() -> None:
    values = raster([[-60.0, -80.0, NOTHING], [-95.0, -70.0, -120.0]])
    areas = GRID.row_areas_m2() / 1e6
    points = ([44.4995, 44.4985, 10.0], [-71.4995, -71.4985, 10.0])
    strong, weak = reached(values, [-75.0, -100.0], points)
    assert strong.area_km2 == pytest.approx(areas[0] + areas[1])
    assert weak.area_km2 == pytest.approx(2 * areas[0] + 2 * areas[1])
    assert (strong.points, weak.points) == (2, 2)
    assert reached(values, [-75.0])[0].points is None
    np.testing.assert_array_equal(values_at(values, *points), singles([-60, -70, NOTHING]))


def test_comparison_tells_gained_and_lost() -> None:
    before, after = raster([[-60.0, -80.0, NOTHING]]), raster([[-90.0, -70.0]], column=0)
    points = ([44.4995, 44.4995], [-71.4995, -71.4985])
    change = compare(before, after, -75.0, points)
    area = float(GRID.row_areas_m2()[0]) / 1e6
    assert change.gained_km2 == pytest.approx(area)
    assert change.lost_km2 == pytest.approx(area)
    assert change.kept_km2 == 0.0
    assert change.gained_points.tolist() == [1]
    assert change.lost_points.tolist() == [0]
    same = compare(before, before, -75.0)
    assert (same.gained_km2, same.lost_km2) == (0.0, 0.0)
    assert same.kept_km2 == pytest.approx(area)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"load": 1.5}, "load .* is 1.5"),
        ({"bandwidth_mhz": 0.0}, "bandwidth .* is 0 MHz"),
        ({"frequency_mhz": math.nan}, "frequency .* is nan"),
        ({"resource_blocks": -1}, "-1 resource blocks"),
    ],
)
def test_absurd_cells_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(EngineError, match=message):
        cell(raster([[-60.0]]), **changes)


def test_signals_of_another_grid_and_absurd_receivers_are_refused() -> None:
    other = Grid(lattice=Lattice.DEGREES, step=0.002, first_row=0, first_column=0, rows=2,
                 columns=2)  # fmt: skip
    with pytest.raises(EngineError, match="signal of cell 1 lies on another grid"):
        network_raster(GRID, [CELLS[0], cell(Raster(other, Window(0, 0, 1, 1),
                                                    singles([[0.0]])))])  # fmt: skip
    with pytest.raises(EngineError, match="different grids"):
        compare(raster([[-60.0]]), Raster(other, Window(0, 0, 1, 1), singles([[0.0]])), 0.0)
    with pytest.raises(EngineError, match="noise figure .* is 99 dB"):
        Reception(noise_figure_db=99.0)


def test_no_cell_serves_nobody_and_cancel_stops() -> None:
    assert (network_raster(GRID, []).best == -1).all()
    token = CancelToken()
    token.cancel()
    with pytest.raises(CoverageCancelled):
        network_raster(GRID, CELLS, token=token)
