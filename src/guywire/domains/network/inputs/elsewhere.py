"""The write shape of a sector that is tried elsewhere, or otherwise."""

from uuid import UUID

from guywire.kit.entity import Input

from .kinds import AntennaHeight, Azimuth, Latitude, Longitude, Power, Tilt


class ElsewhereInput(Input):
    """Where and how the planned copy of a sector stands; all else is as the sector has it."""

    latitude: Latitude
    longitude: Longitude
    azimuth_deg: Azimuth
    mechanical_tilt_deg: Tilt
    electrical_tilt_deg: Tilt
    height_m: AntennaHeight
    eirp_dbm: Power
    antenna_pattern_id: UUID | None = None
