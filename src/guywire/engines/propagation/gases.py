"""Absorption by oxygen and water vapour: ITU-R P.676-12 Annex 1, line by line.

Specific attenuation of air from 1 GHz to 1 THz, loss of a terrestrial path and of a slant path
through the mean annual global reference atmosphere (ITU-R P.835-6). Proof: 84 values of
`tests/vectors/itu_p676.csv`, 1,000 of `itu_p676_grid.csv` and the slant paths of
`itu_p676_slant.csv`, each within 0.1 %.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.gas_lines import OXYGEN, WATER_VAPOUR
from guywire.engines.propagation.paths import refuse_out_of
from guywire.engines.propagation.sight import refuse_not_positive

Floats = npt.NDArray[np.float64]

TOP_KM = 100.0
EARTH_KM = 6371.0
VAPOUR_SCALE_KM = 2.0
LEAST_MIXING_RATIO = 2e-6


@dataclass(frozen=True, kw_only=True)
class Air:
    """Air at one place; the defaults are sea level of the reference atmosphere.

    dry_pressure_hpa: of the air without its vapour; the barometer shows `vapour_hpa` more.
    vapour_g_m3: density of water vapour.
    """

    dry_pressure_hpa: float = 1013.25
    temperature_k: float = 288.15
    vapour_g_m3: float = 7.5

    def __post_init__(self) -> None:
        refuse_out_of("dry air pressure", self.dry_pressure_hpa, 1e-5, 1200.0, "hPa")
        refuse_out_of("air temperature", self.temperature_k, 150.0, 350.0, "K")
        refuse_out_of("water vapour density", self.vapour_g_m3, 0.0, 60.0, "g/m3")

    @property
    def vapour_hpa(self) -> float:
        """Partial pressure of the water vapour; P.676-12 eqn 4."""
        return self.vapour_g_m3 * self.temperature_k / 216.7


STANDARD_AIR = Air()


def standard_air(height_m: float, surface_vapour_g_m3: float = 7.5) -> Air:
    """Mean annual global reference atmosphere at a height above sea; P.835-6 section 1."""
    refuse_out_of("height", height_m, -500.0, TOP_KM * 1000.0, "m")
    refuse_out_of("surface water vapour density", surface_vapour_g_m3, 0.0, 60.0, "g/m3")
    pressures, temperatures, vapours = _atmosphere(
        np.array([height_m / 1000.0]), surface_vapour_g_m3
    )
    return Air(
        dry_pressure_hpa=float(pressures[0]),
        temperature_k=float(temperatures[0]),
        vapour_g_m3=float(vapours[0]),
    )


def gas_attenuation_db_km(frequency_mhz: float, air: Air = STANDARD_AIR) -> float:
    """Specific attenuation of air; P.676-12 Annex 1 eqn 1. frequency_mhz: 1,000 to 1,000,000."""
    _refuse_bad_frequency(frequency_mhz)
    found = _specific_db_km(
        frequency_mhz / 1000.0,
        np.array([air.dry_pressure_hpa]),
        np.array([air.temperature_k]),
        np.array([air.vapour_g_m3]),
    )
    return float(found[0])


def gas_loss_db(distance_m: float, frequency_mhz: float, air: Air = STANDARD_AIR) -> float:
    """Loss of a terrestrial path near the ground; P.676-12 Annex 1 section 2.1."""
    refuse_not_positive("distance", distance_m)
    return gas_attenuation_db_km(frequency_mhz, air) * distance_m / 1000.0


def slant_gas_loss_db(
    frequency_mhz: float,
    elevation_deg: float,
    *,
    height_m: float = 0.0,
    top_m: float = TOP_KM * 1000.0,
    surface_vapour_g_m3: float = 7.5,
) -> float:
    """Loss of a path that rises from height_m to top_m; P.676-12 Annex 1 section 2.2.

    elevation_deg: at the lower end, 0.1 to 90. The layers are those of the Recommendation, 10 cm at
    the ground and 1 % thicker each, and the ray is bent by the refractivity of P.453.
    """
    _refuse_bad_frequency(frequency_mhz)
    refuse_out_of("elevation", elevation_deg, 0.1, 90.0, "degrees")
    refuse_out_of("height", height_m, 0.0, 50_000.0, "m")
    refuse_out_of("top", top_m, 1.0, TOP_KM * 1000.0, "m")
    refuse_out_of("surface water vapour density", surface_vapour_g_m3, 0.0, 60.0, "g/m3")
    if top_m <= height_m:
        raise EngineError(f"the path must rise: its top is {top_m:g} m, its foot {height_m:g} m")
    borders = _layer_borders_km(height_m / 1000.0, top_m / 1000.0)
    thickness = np.diff(borders)
    middles = borders[:-1] + thickness / 2.0
    air = _atmosphere(middles, surface_vapour_g_m3)
    index = 1.0 + 1e-6 * _refractivity_n(*air)
    radii = EARTH_KM + borders[:-1]
    constant = index[0] * radii[0] * math.cos(math.radians(elevation_deg))
    sines = np.minimum(constant / (index * radii), 1.0)
    along = radii * np.sqrt(1.0 - sines * sines)
    lengths = np.sqrt(along * along + 2.0 * radii * thickness + thickness * thickness) - along
    return float(np.sum(lengths * _specific_db_km(frequency_mhz / 1000.0, *air)))


def _refuse_bad_frequency(frequency_mhz: float) -> None:
    refuse_out_of("frequency", frequency_mhz, 1000.0, 1_000_000.0, "MHz")


def _specific_db_km(
    frequency_ghz: float, dry: Floats, temperature_k: Floats, vapour_g_m3: Floats
) -> Floats:
    """Specific attenuation of several airs at once; eqns 1-9."""
    vapour = vapour_g_m3 * temperature_k / 216.7
    theta = 300.0 / temperature_k
    total = _oxygen(frequency_ghz, dry, vapour, theta) + _vapour(frequency_ghz, dry, vapour, theta)
    return 0.1820 * frequency_ghz * total


def _oxygen(frequency_ghz: float, dry: Floats, vapour: Floats, theta: Floats) -> Floats:
    """Imaginary refractivity of oxygen's lines and of the dry continuum; eqns 2, 3, 5-9."""
    line, a1, a2, a3, a4, a5, a6 = (column[:, np.newaxis] for column in OXYGEN.T)
    strength = a1 * 1e-7 * dry * theta**3 * np.exp(a2 * (1.0 - theta))
    width = a3 * 1e-4 * (dry * theta ** (0.8 - a4) + 1.1 * vapour * theta)
    width = np.sqrt(width * width + 2.25e-6)
    interference = (a5 + a6 * theta) * 1e-4 * (dry + vapour) * theta**0.8
    lines = np.sum(strength * _shape(frequency_ghz, line, width, interference), axis=0)
    debye = 5.6e-4 * (dry + vapour) * theta**0.8
    continuum = 6.14e-5 / (debye * (1.0 + (frequency_ghz / debye) ** 2))
    continuum += 1.4e-12 * dry * theta**1.5 / (1.0 + 1.9e-5 * frequency_ghz**1.5)
    return _floats(lines + frequency_ghz * dry * theta * theta * continuum)


def _vapour(frequency_ghz: float, dry: Floats, vapour: Floats, theta: Floats) -> Floats:
    """Imaginary refractivity of water vapour's lines; eqns 2, 3, 5-7."""
    line, b1, b2, b3, b4, b5, b6 = (column[:, np.newaxis] for column in WATER_VAPOUR.T)
    strength = b1 * 1e-1 * vapour * theta**3.5 * np.exp(b2 * (1.0 - theta))
    width = b3 * 1e-4 * (dry * theta**b4 + b5 * vapour * theta**b6)
    width = 0.535 * width + np.sqrt(0.217 * width * width + 2.1316e-12 * line * line / theta)
    return _floats(np.sum(strength * _shape(frequency_ghz, line, width, 0.0), axis=0))


def _shape(frequency_ghz: float, line: Floats, width: Floats, interference: Any) -> Floats:
    """Van Vleck-Weisskopf shape of the lines; eqn 5."""
    below, above = line - frequency_ghz, line + frequency_ghz
    near = (width - interference * below) / (below * below + width * width)
    far = (width - interference * above) / (above * above + width * width)
    return _floats(frequency_ghz / line * (near + far))


def _refractivity_n(dry: Floats, temperature_k: Floats, vapour_g_m3: Floats) -> Floats:
    """Radio refractivity; ITU-R P.453-14 eqn 3."""
    vapour = vapour_g_m3 * temperature_k / 216.7
    wet = 72.0 * vapour / temperature_k + 3.75e5 * vapour / temperature_k**2
    return 77.6 * dry / temperature_k + wet


def _layer_borders_km(foot_km: float, top_km: float) -> Floats:
    """Borders of the layers from foot to top, each 1 % thicker; P.676-12 eqns 14-16."""
    lowest = math.floor(_layer_at(foot_km))
    highest = math.ceil(_layer_at(top_km))
    steps = np.exp(0.01 * np.arange(lowest - 1, highest - 1))
    scale = (top_km - foot_km) / float(np.sum(steps))
    borders = foot_km + scale * np.concatenate([[0.0], np.cumsum(steps)])
    borders[-1] = top_km
    return borders


def _layer_at(height_km: float) -> float:
    """Number of the layer, of 10 cm at the ground, that begins at a height; fractional."""
    return 100.0 * math.log(1e4 * height_km * (math.exp(0.01) - 1.0) + 1.0) + 1.0


# foot in geopotential km, temperature there in K, its lapse in K/km, pressure there in hPa
_LAYERS = (
    (0.0, 288.15, -6.5, 1013.25),
    (11.0, 216.65, 0.0, 226.3226),
    (20.0, 216.65, 1.0, 54.74980),
    (32.0, 228.65, 2.8, 8.680422),
    (47.0, 270.65, 0.0, 1.109106),
    (51.0, 270.65, -2.8, 0.6694167),
    (71.0, 214.65, -2.0, 0.03956649),
)
_HIGH_KM = 86.0
_HIGH_PRESSURE = (95.571899, -4.011801, 6.424731e-2, -4.789660e-4, 1.340543e-6)


def _atmosphere(height_km: Floats, surface_vapour_g_m3: float) -> tuple[Floats, Floats, Floats]:
    """Dry pressure hPa, temperature K, water vapour g/m3 at heights; P.835-6 section 1."""
    level = 6356.766 * height_km / (6356.766 + height_km)
    temperature = np.empty_like(height_km)
    pressure = np.empty_like(height_km)
    layer_of = np.searchsorted([layer[0] for layer in _LAYERS[1:]], level, side="right")
    for number, (foot, foot_k, lapse, foot_hpa) in enumerate(_LAYERS):
        here = layer_of == number
        rise = level[here] - foot
        temperature[here] = foot_k + lapse * rise
        if lapse == 0.0:
            pressure[here] = foot_hpa * np.exp(-34.1632 * rise / foot_k)
        else:
            pressure[here] = foot_hpa * (foot_k / temperature[here]) ** (34.1632 / lapse)
    high = height_km >= _HIGH_KM
    bend = np.clip((height_km[high] - 91.0) / 19.9429, 0.0, 1.0)
    temperature[high] = np.where(
        height_km[high] <= 91.0, 186.8673, 263.1905 - 76.3232 * np.sqrt(1.0 - bend * bend)
    )
    pressure[high] = np.exp(np.polynomial.polynomial.polyval(height_km[high], _HIGH_PRESSURE))
    vapour = surface_vapour_g_m3 * np.exp(-height_km / VAPOUR_SCALE_KM)
    least = LEAST_MIXING_RATIO * pressure * 216.7 / temperature
    vapour = np.maximum(vapour, least)
    # the reference atmosphere tells the barometric pressure
    return pressure - vapour * temperature / 216.7, temperature, vapour


def _floats(values: Any) -> Floats:
    return np.asarray(values, dtype=np.float64)
