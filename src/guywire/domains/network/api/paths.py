"""The operation that tells all about a radio path between two places."""

from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from guywire.kit.access import ActorRequest, needs

from ..inputs.kinds import Finite
from ..queries.paths import PathEnd, RadioPath, radio_path
from .serviceability import CHECK, Output, ProfileOutput

router = Router(tags=["Serviceability"])

Latitude = Annotated[float, Field(ge=-90, le=90), Finite]
Longitude = Annotated[float, Field(ge=-180, le=180), Finite]
AntennaM = Annotated[float, Field(ge=0.5, le=1000, description="antenna above ground, m"), Finite]


class PathQuery(BaseModel):
    from_lat: Latitude
    from_lon: Longitude
    to_lat: Latitude
    to_lon: Longitude
    from_height_m: AntennaM = 30.0
    to_height_m: AntennaM = 5.0
    frequency_mhz: Annotated[float, Field(ge=30, le=100_000), Finite] = 3550.0
    k: float = Field(
        default=4 / 3, ge=0.3, le=10, description="effective over true earth radius (ITU-R P.310)"
    )


class PathWorstOutput(Output):
    distance_m: float
    clearance_m: float
    clearance_ratio: float
    fresnel_radius_m: float
    latitude: float
    longitude: float


class PathNeedsOutput(Output):
    """Antenna heights that clear 60 % of the first Fresnel zone, each with the other left alone."""

    from_height_m: float
    to_height_m: float
    both_raised_m: float


class PathLossesOutput(Output):
    """Between isotropic antennas. Diffraction comes on top of free space; ITM holds both."""

    free_space_db: float
    diffraction_db: float
    itm_db: float | None
    itm_mode: str
    itm_problem: str


class RadioPathOutput(Output):
    """Tilts are positive where an antenna must look down."""

    profile: ProfileOutput
    length_m: float
    azimuth_deg: float
    back_azimuth_deg: float
    tilt_deg: float
    back_tilt_deg: float
    has_line_of_sight: bool
    has_clearance: bool
    worst: PathWorstOutput | None
    needs: PathNeedsOutput
    losses: PathLossesOutput


@router.get(
    "/path-profile",
    response=RadioPathOutput,
    operation_id="radio_path",
    url_name="radio_path",
)
@needs(CHECK)
def path(request: ActorRequest, query: Query[PathQuery]) -> RadioPath:
    """A radio path between any two places: terrain, clearance, losses, where the antennas look."""
    here = PathEnd(latitude=query.from_lat, longitude=query.from_lon, height_m=query.from_height_m)
    there = PathEnd(latitude=query.to_lat, longitude=query.to_lon, height_m=query.to_height_m)
    return radio_path(here, there, query.frequency_mhz, query.k)
