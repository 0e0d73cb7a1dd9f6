"""Prequalification: the best spot around a place, for sales and for engineering."""

from typing import Annotated, Literal, Self
from uuid import UUID

from ninja import Query, Router
from pydantic import Field, model_validator

from guywire.kit.access import ActorRequest, needs

from ..queries.calibrated import Chance
from ..queries.geocoding import places_of
from ..queries.prequalification import (
    LIKELY_DB,
    MAYBE_DB,
    PATCH_M,
    PatchQuestion,
    Prequalification,
    Spot,
    Verdict,
    prequalify,
)
from .serviceability import (
    CHECK,
    NearestOutput,
    Output,
    PlaceOutput,
    PlaceQuery,
    SectorAnswerOutput,
    nearest_output,
    sector_output,
)

router = Router(tags=["Serviceability"])

LARGEST_PATCH_M = 200.0
Margin = Annotated[float, Field(ge=-30, le=60)]
Sight = Literal["any", "los"]


class PatchQuery(PlaceQuery):
    """A place and its surroundings."""

    patch_radius_m: float = Field(
        default=PATCH_M, ge=0, le=LARGEST_PATCH_M, description="0 asks about the place alone"
    )
    max_distance_m: float | None = Field(
        default=None, gt=0, le=200_000, description="sectors farther away are left out"
    )
    sight: Sight = Field(default="any", description="los: only spots with line of sight count")
    cut_off_dbm: float | None = Field(
        default=None, ge=-150, le=0, description="the least signal, in place of each sector's own"
    )
    percentile: float = Field(
        default=100,
        gt=0,
        le=100,
        description="100: the best spot decides; 75: what a quarter of the patch reaches",
    )
    sector_ids: list[UUID] = Field(
        default_factory=list, max_length=500, description="only these; none given: all on air"
    )
    likely_margin_db: Margin = Field(
        default=LIKELY_DB, description="margin from which sales may say “likely”"
    )
    maybe_margin_db: Margin = Field(
        default=MAYBE_DB, description="margin from which sales may say “maybe”"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.maybe_margin_db > self.likely_margin_db:
            raise ValueError("maybe_margin_db must not be above likely_margin_db")
        return self

    @property
    def question(self) -> PatchQuestion:
        return PatchQuestion(
            receive_height_m=self.height_m,
            radius_m=self.patch_radius_m,
            max_distance_m=self.max_distance_m,
            needs_sight=self.sight == "los",
            cut_off_dbm=self.cut_off_dbm,
            percentile=self.percentile,
            sector_ids=frozenset(self.sector_ids),
            likely_db=self.likely_margin_db,
            maybe_db=self.maybe_margin_db,
        )


class SpotOutput(Output):
    """The patch's best spot for a sector, which is seen from that spot.

    ``signal_dbm`` and ``margin_db`` are those of the percentile asked for; ``share`` is the part of
    the patch's points that the sector reaches.
    """

    latitude: float
    longitude: float
    from_place_m: float
    direction_deg: float
    signal_dbm: float
    margin_db: float
    share: float
    sector: SectorAnswerOutput


class PrequalificationOutput(Output):
    """``verdict`` is for sales, ``margin_db`` for engineering: that of the best spot.

    ``probability`` and ``chance``, its word, are by the calibration in use, of the likeliest
    sector; null without one. Neither verdict nor margin depends on them. ``spots`` holds the six
    best sectors, best margin first, also those below it. ``rejected`` says why not, seen from the
    best spot, and ``nearest`` who is nearest; both only where none serves.
    """

    latitude: float
    longitude: float
    address: str
    receive_height_m: float
    patch_radius_m: float
    point_count: int
    verdict: Verdict
    is_serviceable: bool
    margin_db: float | None
    probability: float | None
    chance: Chance | None
    problem: str
    spots: list[SpotOutput]
    rejected: list[SectorAnswerOutput]
    nearest: NearestOutput | None
    alternatives: list[PlaceOutput]


@router.get("/prequalification", response=PrequalificationOutput, operation_id="prequalify_place")
@needs(CHECK)
def check(request: ActorRequest, query: Query[PatchQuery]) -> PrequalificationOutput:
    """Can somebody here be served, the best spot around the address deciding?

    Exact ITM to a lattice of points around it. Sectors that look away by more than half their
    beamwidth and 15 degrees are left out.
    """
    place, *others = places_of(request, query.lat, query.lon, query.address)
    answer = prequalify(place.latitude, place.longitude, query.question)
    return _output(answer, place.label, [PlaceOutput.model_validate(one) for one in others])


def _output(
    answer: Prequalification, address: str, alternatives: list[PlaceOutput]
) -> PrequalificationOutput:
    return PrequalificationOutput(
        latitude=answer.latitude,
        longitude=answer.longitude,
        address=address,
        receive_height_m=answer.question.receive_height_m,
        patch_radius_m=answer.question.radius_m,
        point_count=answer.point_count,
        verdict=answer.verdict,
        is_serviceable=answer.is_serviceable,
        margin_db=answer.margin_db,
        probability=answer.probability,
        chance=answer.chance,
        problem=answer.problem,
        spots=[_spot(one) for one in answer.spots],
        rejected=[sector_output(one) for one in answer.rejected],
        nearest=nearest_output(answer.nearest),
        alternatives=alternatives,
    )


def _spot(spot: Spot) -> SpotOutput:
    names = SpotOutput.model_fields.keys() - {"sector"}
    values = {name: getattr(spot, name) for name in names}
    return SpotOutput(**values, sector=sector_output(spot.answer))
