"""A radio path between any two places: what stands in it, and what it loses."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from guywire.engines import geo, propagation
from guywire.kit.errors import DomainError

from .profiles import Ground, PathProfile, Place, ProfileEnd, drawn, ground_between, place_label

LONGEST_M = 300_000.0
"""Longer paths are refused: nothing of a WISP reaches farther, and each costs by its length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathEnd:
    """One end of a path: a place, and its antenna above the ground."""

    latitude: float
    longitude: float
    height_m: float

    @property
    def place(self) -> Place:
        return self.latitude, self.longitude

    @property
    def drawn(self) -> ProfileEnd:
        return ProfileEnd(label=place_label(*self.place), height_m=self.height_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathWorst:
    """The point with the least clearance, measured in radii of the first Fresnel zone."""

    distance_m: float
    clearance_m: float
    clearance_ratio: float
    fresnel_radius_m: float
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PathNeeds:
    """Antenna heights at which 60 % of the first Fresnel zone is clear.

    ``from_height_m``: with the far end left as it is; ``to_height_m`` the other way round;
    ``both_raised_m``: what both would be raised by alike.
    """

    from_height_m: float
    to_height_m: float
    both_raised_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PathLosses:
    """Basic transmission losses between isotropic antennas, dB.

    ``diffraction_db`` comes on top of ``free_space_db`` (ITU-R P.526-15 section 4.5), over the
    ground with what stands on it where that is known. ``itm_db`` holds both, over the bare ground
    (NTIA ITM, point to point); None with ``itm_problem`` where the model does not reach.
    """

    free_space_db: float
    diffraction_db: float
    itm_db: float | None
    itm_mode: str
    itm_problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RadioPath:
    """A path between two places. Azimuths point from either end to the other, down-tilts too."""

    profile: PathProfile
    length_m: float
    azimuth_deg: float
    back_azimuth_deg: float
    tilt_deg: float
    back_tilt_deg: float
    has_line_of_sight: bool
    has_clearance: bool
    worst: PathWorst | None
    needs: PathNeeds
    losses: PathLosses


def radio_path(here: PathEnd, there: PathEnd, frequency_mhz: float, k_factor: float) -> RadioPath:
    """All about the path between two ends, on an earth of k times the true radius.

    Raises NoTerrain; DomainError where there is no path, or one longer than 300 km.
    """
    length_m = geo.distance_m(*here.place, *there.place)
    if length_m > LONGEST_M:
        told = _("The ends are %(length)d km apart; a path may be %(most)d km long.")
        raise DomainError(told % {"length": length_m / 1000.0, "most": LONGEST_M / 1000.0})
    ground = ground_between(here.place, there.place)
    profile = ground.profile
    sight = propagation.line_of_sight(
        profile,
        tx_height_m=here.height_m,
        rx_height_m=there.height_m,
        frequency_mhz=frequency_mhz,
        earth_factor=k_factor,
    )
    azimuth = geo.azimuth_deg(*here.place, *there.place)
    up_deg = _elevations_deg(profile, here.height_m, there.height_m, k_factor)
    return RadioPath(
        profile=drawn(ground, here.drawn, there.drawn, frequency_mhz, k_factor),
        length_m=round(length_m, 1),
        azimuth_deg=round(azimuth, 2),
        back_azimuth_deg=round(geo.azimuth_deg(*there.place, *here.place), 2),
        tilt_deg=round(-up_deg[0], 2),
        back_tilt_deg=round(-up_deg[1], 2),
        has_line_of_sight=sight.has_line_of_sight,
        has_clearance=sight.has_clearance,
        worst=_worst(sight.worst, here, azimuth),
        needs=PathNeeds(
            from_height_m=round(here.height_m + sight.extra_tx_m, 1),
            to_height_m=round(there.height_m + sight.extra_rx_m, 1),
            both_raised_m=round(sight.extra_both_m, 1),
        ),
        losses=_losses(ground, here, there, frequency_mhz, k_factor),
    )


def _elevations_deg(
    profile: geo.Profile, tx_height_m: float, rx_height_m: float, k_factor: float
) -> tuple[float, float]:
    """How far each end looks up to the other."""
    here = float(profile.heights_m[0]) + tx_height_m
    there = float(profile.heights_m[-1]) + rx_height_m
    length = profile.distance_m
    return (
        propagation.elevation_deg(here, there, length, k_factor),
        propagation.elevation_deg(there, here, length, k_factor),
    )


def _worst(
    worst: propagation.Obstruction | None, here: PathEnd, azimuth: float
) -> PathWorst | None:
    if worst is None:
        return None
    latitude, longitude = geo.destination(*here.place, azimuth, worst.distance_m)
    return PathWorst(
        distance_m=round(worst.distance_m, 2),
        clearance_m=round(worst.clearance_m, 2),
        clearance_ratio=round(worst.clearance_ratio, 2),
        fresnel_radius_m=round(worst.fresnel_radius_m, 2),
        latitude=round(latitude, 6),
        longitude=round(longitude, 6),
    )


def _losses(
    ground: Ground, here: PathEnd, there: PathEnd, frequency_mhz: float, k_factor: float
) -> PathLosses:
    itm_db, mode, problem = None, "", ""
    try:
        itm = propagation.itm_point_to_point(
            ground.profile,
            tx_height_m=here.height_m,
            rx_height_m=there.height_m,
            frequency_mhz=frequency_mhz,
        )
        itm_db, mode = round(itm.loss_db, 2), itm.mode.name.lower().replace("_", " ")
    except geo.EngineError as error:
        problem = str(error)
    return PathLosses(
        free_space_db=round(propagation.free_space_db(ground.profile.distance_m, frequency_mhz), 2),
        diffraction_db=round(_diffraction_db(ground, here, there, frequency_mhz, k_factor), 2),
        itm_db=itm_db,
        itm_mode=mode,
        itm_problem=problem,
    )


def _diffraction_db(
    ground: Ground, here: PathEnd, there: PathEnd, frequency_mhz: float, k_factor: float
) -> float:
    if ground.profile.intervals < 2:
        return 0.0  # nothing lies between the ends
    clutter = None if ground.clutter_m is None else np.array(ground.clutter_m)
    loss = propagation.delta_bullington(
        propagation.TerrainPath.of(ground.profile, clutter_m=clutter),
        tx_height_m=here.height_m,
        rx_height_m=there.height_m,
        frequency_mhz=frequency_mhz,
        earth_factor=k_factor,
    )
    return loss.loss_db
