"""A fixed link whole: budget both ways, outage by cause, minutes down, capacity by modulation.

Sources: ITU-R P.530-18 sections 2.1 (gases by P.676), 2.3, 2.4, 5.1 and 6; ITU-T G.827 counts
what `minutes_down_a_year` tells. Rain falls on both directions at once, so of it the worse
direction counts; multipath of the two directions is added.
"""

import math
from dataclasses import dataclass, field

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.backhaul.diversity import (
    Signature,
    frequency_diversity_improvement,
    selective_outage_percent,
    space_diversity_improvement,
)
from guywire.engines.propagation.backhaul.hop import Hop
from guywire.engines.propagation.backhaul.multipath import (
    fade_percent,
    year_fade_percent,
    year_percent,
)
from guywire.engines.propagation.backhaul.rain_fade import RainFading, rain_fading
from guywire.engines.propagation.gases import STANDARD_AIR, Air, gas_loss_db
from guywire.engines.propagation.paths import refuse_out_of
from guywire.engines.propagation.sight import free_space_db

MINUTES_A_YEAR = 365.25 * 24.0 * 60.0


@dataclass(frozen=True, kw_only=True)
class Modulation:
    """A row of a radio's adaptive modulation table.

    threshold_dbm: received power that it needs (BER 1e-6). capacity_mbps: at that modulation.
    backoff_db: how much less than its full power the radio sends with it.
    """

    name: str
    threshold_dbm: float
    capacity_mbps: float
    backoff_db: float = 0.0

    def __post_init__(self) -> None:
        refuse_out_of(f"threshold of {self.name}", self.threshold_dbm, -130.0, 0.0, "dBm")
        refuse_out_of(f"capacity of {self.name}", self.capacity_mbps, 0.0, 1e6, "Mbit/s")
        refuse_out_of(f"back-off of {self.name}", self.backoff_db, 0.0, 40.0, "dB")


@dataclass(frozen=True, kw_only=True)
class Terminal:
    """One end of a link. line_loss_db: between radio and antenna, radome and branching included."""

    tx_power_dbm: float
    antenna_gain_dbi: float
    line_loss_db: float = 0.0

    def __post_init__(self) -> None:
        refuse_out_of("transmitter's power", self.tx_power_dbm, -60.0, 60.0, "dBm")
        refuse_out_of("antenna's gain", self.antenna_gain_dbi, -10.0, 70.0, "dBi")
        refuse_out_of("line loss", self.line_loss_db, 0.0, 60.0, "dB")

    @property
    def eirp_dbm(self) -> float:
        """At the full power."""
        return self.tx_power_dbm + self.antenna_gain_dbi - self.line_loss_db


@dataclass(frozen=True, kw_only=True)
class Fading:
    """What fades the hop, besides gases.

    occurrence_percent: p_0 of `multipath`. rain_001_mm_h: R_0.01. signature: of the radio, None
    where distortion does not matter. spacing_m: of space diversity, spacing_mhz: of frequency
    diversity; 0 for none.
    """

    occurrence_percent: float
    rain_001_mm_h: float
    polarization_tilt_deg: float = 90.0
    signature: Signature | None = None
    spacing_m: float = 0.0
    gain_difference_db: float = 0.0
    spacing_mhz: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.occurrence_percent < math.inf:
            raise EngineError(
                f"the occurrence factor must not be negative, is {self.occurrence_percent}"
            )


@dataclass(frozen=True, kw_only=True)
class Outage:
    """Percent of the average year in which a modulation is down, by cause.

    received_dbm: in still air, gases taken off. margin_db: over the threshold. multipath_percent:
    by fading and distortion, worst_month_multipath_percent the same of the worst month.
    """

    received_dbm: float
    margin_db: float
    rain_percent: float
    multipath_percent: float
    worst_month_multipath_percent: float

    @property
    def percent(self) -> float:
        """All of it."""
        return min(self.rain_percent + self.multipath_percent, 100.0)

    @property
    def availability_percent(self) -> float:
        """Of the average year."""
        return 100.0 - self.percent

    @property
    def minutes_down_a_year(self) -> float:
        """Of the average year."""
        return self.percent / 100.0 * MINUTES_A_YEAR


@dataclass(frozen=True, kw_only=True)
class ModulationReport:
    """A modulation on a link: there, back, and both together (up only when both are)."""

    modulation: Modulation
    there: Outage
    back: Outage
    both: Outage


@dataclass(frozen=True, kw_only=True)
class LinkReport:
    """A link's figures. modulations: from the most robust to the fastest.

    expected_mbps: capacity averaged over the year, each moment by the fastest modulation that both
    directions hold.
    """

    free_space_db: float
    gas_db: float
    other_db: float
    rain: RainFading
    modulations: tuple[ModulationReport, ...]
    expected_mbps: float

    def availability_percent(self, capacity_mbps: float) -> float:
        """Share of the year in which at least this capacity is there, 0 if no modulation has it."""
        enough = [
            report.both.availability_percent
            for report in self.modulations
            if report.modulation.capacity_mbps >= capacity_mbps
        ]
        return max(enough, default=0.0)


@dataclass(frozen=True, kw_only=True)
class Link:
    """A hop with a radio at either end and what fades it.

    other_db: what diffraction, foliage or a misaligned antenna take all the time.
    """

    hop: Hop
    near: Terminal
    far: Terminal
    modulations: tuple[Modulation, ...]
    fading: Fading
    air: Air = STANDARD_AIR
    other_db: float = 0.0
    _rain: RainFading = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.modulations:
            raise EngineError("a link needs at least one modulation")
        names = [modulation.name for modulation in self.modulations]
        if len(set(names)) != len(names):
            raise EngineError(f"modulations are named twice: {', '.join(names)}")
        refuse_out_of("other loss", self.other_db, 0.0, 200.0, "dB")
        rain = rain_fading(
            self.hop,
            self.fading.rain_001_mm_h,
            polarization_tilt_deg=self.fading.polarization_tilt_deg,
        )
        object.__setattr__(self, "_rain", rain)

    def report(self) -> LinkReport:
        """Everything that the link's page and its report tell."""
        ordered = sorted(self.modulations, key=lambda row: (row.threshold_dbm, row.capacity_mbps))
        reports = tuple(self._modulation(row) for row in ordered)
        return LinkReport(
            free_space_db=free_space_db(self.hop.distance_m, self.hop.frequency_mhz),
            gas_db=self._gas_db,
            other_db=self.other_db,
            rain=self._rain,
            modulations=reports,
            expected_mbps=expected_mbps(reports),
        )

    @property
    def _gas_db(self) -> float:
        if self.hop.frequency_mhz < 1000.0:
            return 0.0
        return gas_loss_db(self.hop.distance_m, self.hop.frequency_mhz, self.air)

    def _modulation(self, modulation: Modulation) -> ModulationReport:
        there = self._outage(self.near, self.far, modulation)
        back = self._outage(self.far, self.near, modulation)
        both = Outage(
            received_dbm=min(there.received_dbm, back.received_dbm),
            margin_db=min(there.margin_db, back.margin_db),
            rain_percent=max(there.rain_percent, back.rain_percent),
            multipath_percent=min(there.multipath_percent + back.multipath_percent, 100.0),
            worst_month_multipath_percent=min(
                there.worst_month_multipath_percent + back.worst_month_multipath_percent, 100.0
            ),
        )
        return ModulationReport(modulation=modulation, there=there, back=back, both=both)

    def _outage(self, sender: Terminal, receiver: Terminal, modulation: Modulation) -> Outage:
        loss_db = free_space_db(self.hop.distance_m, self.hop.frequency_mhz)
        loss_db += self._gas_db + self.other_db
        received_dbm = sender.eirp_dbm - modulation.backoff_db - loss_db
        received_dbm += receiver.antenna_gain_dbi - receiver.line_loss_db
        margin_db = received_dbm - modulation.threshold_dbm
        if margin_db <= 0.0:
            return Outage(
                received_dbm=received_dbm,
                margin_db=margin_db,
                rain_percent=100.0,
                multipath_percent=0.0,
                worst_month_multipath_percent=0.0,
            )
        month_percent, year_multipath_percent = self._multipath_percent(margin_db)
        return Outage(
            received_dbm=received_dbm,
            margin_db=margin_db,
            rain_percent=self._rain.percent(margin_db),
            multipath_percent=year_multipath_percent,
            worst_month_multipath_percent=month_percent,
        )

    def _multipath_percent(self, margin_db: float) -> tuple[float, float]:
        """Of the worst month and of the year, after diversity, by fading and by distortion."""
        fading = self.fading
        occurrence = fading.occurrence_percent
        if occurrence == 0.0 or not self.hop.has_multipath:
            return 0.0, 0.0
        improvement = 1.0
        if fading.spacing_m > 0.0:
            improvement *= space_diversity_improvement(
                self.hop,
                spacing_m=fading.spacing_m,
                fade_db=margin_db,
                occurrence_percent=occurrence,
                gain_difference_db=fading.gain_difference_db,
            )
        if fading.spacing_mhz > 0.0:
            improvement *= frequency_diversity_improvement(
                self.hop, spacing_mhz=fading.spacing_mhz, fade_db=margin_db
            )
        month = fade_percent(occurrence, margin_db) / improvement
        year = year_fade_percent(self.hop, occurrence, margin_db) / improvement
        if fading.signature is not None:
            distorted = selective_outage_percent(self.hop, occurrence, fading.signature)
            month += distorted
            year += year_percent(self.hop, distorted)
        return min(month, 100.0), min(year, 100.0)


def expected_mbps(reports: tuple[ModulationReport, ...]) -> float:
    """Capacity averaged over the year: each rate for the time in which no faster one is up."""
    total = 0.0
    held_percent = 0.0
    for report in sorted(reports, key=lambda row: row.modulation.capacity_mbps, reverse=True):
        gained = max(report.both.availability_percent - held_percent, 0.0)
        total += report.modulation.capacity_mbps * gained / 100.0
        held_percent += gained
    return total
