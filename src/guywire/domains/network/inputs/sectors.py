"""The write shape of a sector, and what must agree in it."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from guywire.kit.entity import Input

from ..models import Sector
from .bands import named_band, refuse_outside, refuse_width
from .channels import earfcn_mhz, lte_band, nr_arfcn_mhz, wifi_band_of, wifi_channel_mhz
from .kinds import (
    AntennaHeight,
    Azimuth,
    Bandwidth,
    Beamwidth,
    EffectiveAt,
    Finite,
    Frequency,
    Gain,
    Power,
    Tilt,
    VerticalBeamwidth,
)

Technology = Sector.Technology
LARGEST_PCI = {Technology.LTE: 503, Technology.CBRS: 503, Technology.NR: 1007}
CELLULAR = (Technology.LTE, Technology.CBRS, Technology.NR)
LARGEST_ECI = {Technology.LTE: 2**28 - 1, Technology.CBRS: 2**28 - 1, Technology.NR: 2**36 - 1}
AGREE_WITHIN_MHZ = 0.05


class SectorInput(Input):
    """A sector as it is written. A channel number or a centre frequency: one gives the other."""

    site_id: UUID
    name: str = Field(min_length=1, max_length=80)
    technology: Sector.Technology
    status: Sector.Status = Sector.Status.PLANNED
    band: str = Field(
        default="", max_length=20, description="Such as B48, n78 or 5 GHz. Empty: from the EARFCN."
    )
    earfcn: int | None = Field(
        default=None, ge=0, le=70_645, description="Downlink channel number of LTE and CBRS."
    )
    nr_arfcn: int | None = Field(
        default=None, ge=0, le=3_279_165, description="Channel number of 5G NR."
    )
    wifi_channel: int | None = Field(default=None, ge=1, le=233)
    center_frequency_mhz: Frequency | None = Field(
        default=None, description="Empty: from the channel number."
    )
    bandwidth_mhz: Bandwidth
    azimuth_deg: Azimuth
    beamwidth_deg: Beamwidth
    vertical_beamwidth_deg: VerticalBeamwidth = 7.0
    mechanical_tilt_deg: Tilt = 0.0
    electrical_tilt_deg: Annotated[
        Tilt | None, Field(description="Empty: as the antenna pattern is drawn, 0 without one.")
    ] = None
    height_m: AntennaHeight
    eirp_dbm: Power
    antenna_pattern_id: Annotated[
        UUID | None, Field(description="Empty: by the beamwidths and the front to back ratio.")
    ] = None
    antenna_model: str = Field(default="", max_length=80)
    antenna_gain_dbi: Gain | None = None
    front_to_back_db: Annotated[float, Field(ge=0, le=60), Finite] = 25.0
    receiver_gain_dbi: Annotated[Gain, Field(description="Of the antenna at the customer.")] = 0.0
    receive_threshold_dbm: Annotated[
        float, Field(ge=-150, le=0, description="The least signal that carries a service."), Finite
    ] = -90.0
    max_range_m: Annotated[float, Field(gt=0, le=200_000), Finite] = 15_000.0
    pci: int | None = Field(default=None, ge=0, le=1007)
    tac: int | None = Field(default=None, ge=0, le=2**24 - 1)
    eci: int | None = Field(default=None, ge=0, le=2**36 - 1)
    notes: str = Field(default="", max_length=20_000)
    effective_at: EffectiveAt = None

    @model_validator(mode="after")
    def _agree(self) -> Self:
        self._check_numbers()
        self._name_band()
        computed = self._computed_mhz()
        given = self.center_frequency_mhz
        if computed is None and given is None:
            raise ValueError("give a centre frequency or a channel number")
        if computed is not None and given is not None and abs(computed - given) > AGREE_WITHIN_MHZ:
            raise ValueError(
                f"the channel number means {computed:g} MHz, not {given:g} MHz:"
                " leave one of them empty"
            )
        center = computed if computed is not None else given
        assert center is not None
        self.center_frequency_mhz = center
        refuse_width(self.technology, self.band, self.bandwidth_mhz)
        refuse_outside(self.technology, self.band, center, self.bandwidth_mhz)
        return self

    def _name_band(self) -> None:
        """An EARFCN stands in one band only; the band given must be that one."""
        if self.earfcn is None:
            self.band = named_band(self.technology, self.band)
            return
        found = f"B{lte_band(self.earfcn)}"
        said = named_band(self.technology, self.band or found)
        if self.band and self.band.upper() != "CBRS" and said != found:
            raise ValueError(f"EARFCN {self.earfcn} is one of band {found}, not {said}")
        self.band = found

    def _check_numbers(self) -> None:
        """Each number fits the technology that has such a number."""
        numbers = {
            "EARFCN": (self.earfcn, (Technology.LTE, Technology.CBRS)),
            "NR-ARFCN": (self.nr_arfcn, (Technology.NR,)),
            "Wi-Fi channel": (self.wifi_channel, (Technology.WIFI,)),
            "PCI": (self.pci, CELLULAR),
            "TAC": (self.tac, CELLULAR),
            "cell identity": (self.eci, CELLULAR),
        }
        for name, (value, technologies) in numbers.items():
            if value is not None and self.technology not in technologies:
                raise ValueError(f"{self.technology.label} has no {name}")
        for name, value, largest in (
            ("PCI", self.pci, LARGEST_PCI),
            ("cell identity", self.eci, LARGEST_ECI),
        ):
            if value is not None and value > largest[self.technology]:
                raise ValueError(
                    f"the {name} of {self.technology.label} is at most"
                    f" {largest[self.technology]}, not {value}"
                )
        if self.tac is not None and self.technology != Technology.NR and self.tac > 0xFFFF:
            raise ValueError(f"the TAC of {self.technology.label} is at most 65535")

    def _computed_mhz(self) -> float | None:
        if self.earfcn is not None:
            return earfcn_mhz(self.earfcn)
        if self.nr_arfcn is not None:
            return nr_arfcn_mhz(self.nr_arfcn)
        if self.wifi_channel is not None:
            band = wifi_band_of(self.band, self.wifi_channel)
            self.band = self.band or f"{band} GHz"
            return wifi_channel_mhz(self.wifi_channel, band)
        return None
