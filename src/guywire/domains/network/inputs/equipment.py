"""Write shapes of equipment and backhaul links."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from guywire.kit.entity import Input

from ..models import BackhaulLink, Equipment
from .kinds import (
    Azimuth,
    Bandwidth,
    EffectiveAt,
    EmptyIsNone,
    Frequency,
    Gain,
    Height,
    IpAddress,
    MacAddress,
    Power,
    Rate,
)


class EquipmentInput(Input):
    """A piece of equipment as it is written."""

    site_id: UUID
    sector_id: UUID | None = None
    name: str = Field(min_length=1, max_length=80)
    type: Equipment.Type
    status: Equipment.Status = Equipment.Status.DEPLOYED
    manufacturer: str = Field(default="", max_length=80)
    model: str = Field(default="", max_length=80)
    serial_number: str = Field(default="", max_length=80)
    ip_address: IpAddress = None
    mac_address: MacAddress = ""
    management_username: str = Field(default="", max_length=80)
    management_password: str | None = Field(
        default=None, max_length=200, description="Kept encrypted. Empty keeps the present one."
    )
    firmware: str = Field(default="", max_length=80)
    installed_on: date | None = None
    notes: str = Field(default="", max_length=20_000)
    effective_at: EffectiveAt = None


class BackhaulLinkInput(Input):
    """A link as it is written; what its kind needs must be there."""

    name: str = Field(min_length=1, max_length=120)
    kind: BackhaulLink.Kind
    status: BackhaulLink.Status = BackhaulLink.Status.PLANNED
    site_a_id: UUID = Field(title="Site A")
    site_b_id: UUID = Field(title="Site B")
    a_height_m: Height | None = None
    a_azimuth_deg: Azimuth | None = None
    a_gain_dbi: Gain | None = None
    a_tx_power_dbm: Power | None = None
    b_height_m: Height | None = None
    b_azimuth_deg: Azimuth | None = None
    b_gain_dbi: Gain | None = None
    b_tx_power_dbm: Power | None = None
    frequency_mhz: Frequency | None = None
    bandwidth_mhz: Bandwidth | None = None
    capacity_mbps: Rate | None = None
    is_upstream: bool = False
    call_sign: str = Field(default="", max_length=10, pattern=r"^[A-Za-z0-9]*$")
    licence_holder: str = Field(default="", max_length=120)
    licence_status: Annotated[BackhaulLink.Licence | None, EmptyIsNone] = None
    licence_expires_on: date | None = None
    licence_file_number: str = Field(default="", max_length=20)
    emission_designator: str = Field(default="", max_length=20)
    provider: str = Field(default="", max_length=120)
    circuit_id: str = Field(default="", max_length=80)
    handoff: str = Field(default="", max_length=80)
    connector: str = Field(default="", max_length=40)
    strand_count: int | None = Field(default=None, ge=1, le=6912)
    demarcation: str = Field(default="", max_length=120)
    monthly_cost: Decimal | None = Field(default=None, ge=0, max_digits=12, decimal_places=2)
    contract_ends_on: date | None = None
    notes: str = Field(default="", max_length=20_000)
    effective_at: EffectiveAt = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.site_a_id == self.site_b_id:
            raise ValueError("a link joins two different sites")
        self.call_sign = self.call_sign.upper()
        licence = (self.call_sign, self.licence_status, self.licence_expires_on)
        if self.kind == BackhaulLink.Kind.LICENSED:
            self._check_licensed()
        elif any(licence):
            raise ValueError(f"{self.kind.label} carries no licence: leave the licence empty")
        is_radio = self.kind != BackhaulLink.Kind.FIBER
        if is_radio and (self.circuit_id or self.strand_count):
            raise ValueError("a radio link has no circuit id or strands")
        radio = (self.frequency_mhz, self.bandwidth_mhz, self.a_tx_power_dbm, self.b_tx_power_dbm)
        if not is_radio and any(value is not None for value in radio):
            raise ValueError("a fiber has no frequency, bandwidth or transmit power")
        return self

    def _check_licensed(self) -> None:
        if not self.call_sign:
            raise ValueError("a licensed link needs its FCC call sign")
        if self.frequency_mhz is None:
            raise ValueError("a licensed link needs its frequency")
        self.licence_status = self.licence_status or BackhaulLink.Licence.ACTIVE
        if self.status == BackhaulLink.Status.ACTIVE and self.licence_expires_on is None:
            raise ValueError("an active licensed link needs the date its licence expires")
