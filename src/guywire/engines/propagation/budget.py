"""Link budgets: what arrives at the receiver, and what of it a radio reports.

Power in dBm over the whole channel, gains in dBi, losses as positive dB.
"""

import math
from dataclasses import dataclass
from types import MappingProxyType

from guywire.engines.geo.errors import EngineError

SUBCARRIERS_PER_BLOCK = 12

LTE_BLOCKS = MappingProxyType({1.4: 6, 3.0: 15, 5.0: 25, 10.0: 50, 15.0: 75, 20.0: 100})
"""Resource blocks by channel bandwidth in MHz; 3GPP TS 36.104 table 5.6-1."""

NR_BLOCKS = MappingProxyType(
    {
        15: MappingProxyType(
            {5.0: 25, 10.0: 52, 15.0: 79, 20.0: 106, 25.0: 133, 30.0: 160, 40.0: 216, 50.0: 270}
        ),
        30: MappingProxyType(
            {
                **{5.0: 11, 10.0: 24, 15.0: 38, 20.0: 51, 25.0: 65, 30.0: 78, 40.0: 106},
                **{50.0: 133, 60.0: 162, 70.0: 189, 80.0: 217, 90.0: 245, 100.0: 273},
            }
        ),
    }
)
"""Resource blocks of NR by subcarrier spacing in kHz and bandwidth in MHz; TS 38.101-1 5.3.2-1."""


@dataclass(frozen=True, kw_only=True)
class LinkBudget:
    """Power received over the whole channel, and the margin over what the receiver needs.

    eirp_dbm: on boresight. pattern_gain_db: of the transmitting antenna off boresight (<= 0).
    path_loss_db: basic transmission loss. rx_gain_dbi, rx_loss_db: antenna and cable of the
    receiver. other_loss_db: walls, foliage, body. rx_sensitivity_dbm: least power for the wanted
    service.
    """

    eirp_dbm: float
    path_loss_db: float
    rx_sensitivity_dbm: float
    pattern_gain_db: float = 0.0
    rx_gain_dbi: float = 0.0
    rx_loss_db: float = 0.0
    other_loss_db: float = 0.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not math.isfinite(value):
                raise EngineError(f"{name} of a link budget must be finite, is {value}")

    @property
    def received_dbm(self) -> float:
        """Wideband power at the receiver's input."""
        sent_dbm = self.eirp_dbm + self.pattern_gain_db - self.path_loss_db
        return sent_dbm + self.rx_gain_dbi - self.rx_loss_db - self.other_loss_db

    @property
    def margin_db(self) -> float:
        """Received power over the sensitivity; negative where the link does not close."""
        return self.received_dbm - self.rx_sensitivity_dbm


def eirp_dbm(tx_power_dbm: float, antenna_gain_dbi: float, cable_loss_db: float = 0.0) -> float:
    """Equivalent isotropically radiated power."""
    return tx_power_dbm + antenna_gain_dbi - cable_loss_db


def lte_resource_blocks(bandwidth_mhz: float) -> int:
    """Resource blocks of an LTE channel; EngineError if there is no such bandwidth."""
    if bandwidth_mhz not in LTE_BLOCKS:
        known = ", ".join(f"{width:g}" for width in LTE_BLOCKS)
        raise EngineError(f"LTE has no channel of {bandwidth_mhz:g} MHz, only {known}")
    return LTE_BLOCKS[bandwidth_mhz]


def nr_resource_blocks(bandwidth_mhz: float, subcarrier_spacing_khz: int = 30) -> int:
    """Resource blocks of an NR channel below 6 GHz; EngineError if there is no such channel."""
    blocks = NR_BLOCKS.get(subcarrier_spacing_khz, MappingProxyType(dict[float, int]()))
    if bandwidth_mhz not in blocks:
        raise EngineError(
            f"NR has no channel of {bandwidth_mhz:g} MHz at {subcarrier_spacing_khz} kHz"
        )
    return blocks[bandwidth_mhz]


def rsrp_dbm(received_dbm: float, resource_blocks: int) -> float:
    """Power of one resource element out of the wideband power of a fully loaded channel.

    RSRP = received - 10 log10(12 N_RB); 3GPP TS 36.214 section 5.1.1 (it is not RSSI, which holds
    every subcarrier). resource_blocks: `lte_resource_blocks(20)` = 100.
    """
    if resource_blocks < 1:
        raise EngineError(f"a channel has at least 1 resource block, not {resource_blocks}")
    return received_dbm - 10.0 * math.log10(SUBCARRIERS_PER_BLOCK * resource_blocks)


def thermal_noise_dbm(bandwidth_mhz: float, noise_figure_db: float = 0.0) -> float:
    """Noise power of a receiver at 290 K: -174 dBm/Hz and its noise figure; ITU-R P.372-16."""
    if not 0.0 < bandwidth_mhz < math.inf:
        raise EngineError(f"the bandwidth must be positive, is {bandwidth_mhz} MHz")
    return -173.975 + 10.0 * math.log10(bandwidth_mhz * 1e6) + noise_figure_db
