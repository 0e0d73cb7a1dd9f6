"""What arrives from a sector at a place: ITM over the ground, clutter, the antenna."""

from dataclasses import dataclass

import numpy as np

from guywire.engines import geo, propagation
from guywire.engines.propagation import TerminalClutter

from ..models import Sector
from .antennas import pattern_of
from .ground_cover import ground_cover
from .reasons import Length, Reason, Why

LEAST_TOLD_DB = 0.5
WORDS = {
    TerminalClutter.TREES: "Trees",
    TerminalClutter.SUBURBAN: "Houses",
    TerminalClutter.URBAN: "Buildings",
    TerminalClutter.DENSE_URBAN: "Buildings",
}
OTHER = "Growth"
"""Of open country: shrubs and the like."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The terrain of a path; what stands on it, None where the installation knows nothing of it."""

    profile: geo.Profile
    cover: propagation.Cover | None
    table: propagation.ClutterTable

    @property
    def top_m(self) -> float:
        """Height of what stands at the far end."""
        return 0.0 if self.cover is None else round(float(self.cover.clutter_m[-1]), 1)

    @property
    def clutter_class(self) -> str:
        """What stands there; "" where nothing does."""
        return self._class.name if self.cover is not None and self.top_m > 0.0 else ""

    @property
    def words(self) -> str:
        """What stands there, for people."""
        return WORDS.get(self._class.terminal, OTHER)

    @property
    def _class(self) -> propagation.ClutterClass:
        number = -1 if self.cover is None else int(self.cover.classes[-1])
        return self.table.classes[number]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Loss over the bare ground; what clutter takes besides, None where it is not known; the
    antenna's gain, at most 0 dB; the signal."""

    loss: propagation.PathLoss
    clutter_db: float | None
    gain_db: float
    signal_dbm: float


def ground_to(store: geo.TerrainStore, sector: Sector, there: tuple[float, float]) -> Ground:
    """What lies between a sector and a place. Raises EngineError."""
    here = sector.site.latitude, sector.site.longitude
    profile = store.profile(*here, *there)
    known = ground_cover()
    if known is None:
        return Ground(profile, None, propagation.ClutterTable())
    ends = ([here[0]], [here[1]], [there[0]], [there[1]])
    cover = known.along(_batch(profile), ends, step_m=geo.DEFAULT_STEP_M)
    return Ground(profile, cover, known.table)


def arriving(ground: Ground, sector: Sector, azimuth: float, height_m: float) -> Arrival:
    """The signal at the ground's far end. Raises EngineError for input out of range."""
    profile = ground.profile
    loss = propagation.itm_point_to_point(
        profile,
        tx_height_m=sector.height_m,
        rx_height_m=height_m,
        frequency_mhz=sector.center_frequency_mhz,
    )
    start, end = float(profile.heights_m[0]), float(profile.heights_m[-1])
    elevation = propagation.elevation_deg(
        start + sector.height_m, end + height_m, profile.distance_m
    )
    gain_db = pattern_of(sector).gain_db(azimuth, elevation)
    clutter_db = _clutter_db(ground, sector, height_m)
    signal = sector.eirp_dbm + gain_db - loss.loss_db + sector.receiver_gain_dbi
    return Arrival(loss, clutter_db, gain_db, signal - (clutter_db or 0.0))


def clutter_reason(ground: Ground, loss_db: float, height_m: float) -> Reason | None:
    """What clutter costs an antenna, in words; None where it is next to nothing."""
    if loss_db < LEAST_TOLD_DB:
        return None
    if ground.top_m <= height_m:
        return Reason(Why.CLUTTER, f"Trees or houses on the way cost {loss_db:.1f} dB.")
    text = f"{ground.words} {{}} high at the address cost {loss_db:.1f} dB."
    return Reason(Why.CLUTTER, text, (Length(ground.top_m, "high"),))


def _clutter_db(ground: Ground, sector: Sector, height_m: float) -> float | None:
    if ground.cover is None:
        return None
    (found,) = propagation.clutter_losses_db(
        _batch(ground.profile),
        ground.cover,
        ground.table,
        tx_heights_m=np.array([sector.height_m]),
        rx_height_m=height_m,
        frequencies_mhz=np.array([sector.center_frequency_mhz]),
    ).tolist()
    return float(found)


def _batch(profile: geo.Profile) -> geo.ProfileBatch:
    """The profile as a batch of one."""
    return geo.ProfileBatch(
        heights_m=profile.heights_m,
        starts=np.array([0, len(profile.heights_m)]),
        step_m=np.array([profile.step_m]),
        status=np.zeros(1, dtype=np.uint8),
        worst=np.full(1, -1),
    )
