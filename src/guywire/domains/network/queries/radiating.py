"""Sectors as the engine's bulk qualification takes them."""

from collections.abc import Sequence

from guywire.engines import propagation

from ..models import Sector
from .antennas import pattern_of

LOWEST_MHZ, HIGHEST_MHZ = 20.0, 20_000.0


def is_known(sector: Sector) -> bool:
    """Whether the model covers its frequency."""
    return LOWEST_MHZ <= sector.center_frequency_mhz <= HIGHEST_MHZ


def beyond_model(sector: Sector) -> str:
    """Why there is no answer from a sector whose frequency the model does not cover."""
    end = f"the model ends at {HIGHEST_MHZ / 1000:g} GHz"
    return f"Not computable for {sector.full_name}: {end}."


def radiating(
    sectors: Sequence[Sector],
    *,
    cut_off_dbm: float | None = None,
    farthest_m: float | None = None,
) -> list[propagation.Sector]:
    """The sectors with the customer's gain and the threshold in their power: what arrives from
    them is the margin. cut_off_dbm, farthest_m: in place of the threshold, and of a longer range.
    """
    return [
        propagation.Sector(
            latitude=one.site.latitude,
            longitude=one.site.longitude,
            height_m=one.height_m,
            frequency_mhz=one.center_frequency_mhz,
            eirp_dbm=one.eirp_dbm + one.receiver_gain_dbi - least_dbm(one, cut_off_dbm),
            pattern=pattern_of(one),
            range_m=min(one.max_range_m, farthest_m or one.max_range_m),
        )
        for one in sectors
    ]


def least_dbm(sector: Sector, cut_off_dbm: float | None) -> float:
    """The least signal that counts."""
    return sector.receive_threshold_dbm if cut_off_dbm is None else cut_off_dbm
