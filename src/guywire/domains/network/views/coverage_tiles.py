"""Tiles of coverage studies: a layer, or what two studies differ in."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from guywire.engines.geo import EngineError
from guywire.engines.propagation import rasters
from guywire.kit.access import ActorRequest, needs
from guywire.kit.errors import NotFound
from guywire.kit.tenancy import current

from ..queries.coverage.comparing import difference_of, refuse_different_pixels
from ..queries.coverage.files import layer_array
from ..queries.coverage.layers import SIGNAL, difference_layer, layer_of
from ..queries.coverage.planning import grid_of
from ..queries.coverage.studies import cells_of, finished_study_of

VIEW = "network.coverage.view"
DEEPEST_ZOOM = 22
YEAR_S = 365 * 86_400


@require_GET
@needs(VIEW)
def tile(request: ActorRequest, pk: UUID, key: str, z: int, x: int, y: int) -> HttpResponse:
    """A tile of a layer; a finished study never changes, so a browser may keep it."""
    study = finished_study_of(pk)
    layer = layer_of(study, cells_of(study), key)
    values = layer_array(current().tenant_id, study.pk, key)
    _refuse_beyond(z)
    try:
        picture = rasters.tile(grid_of(study.grid), values, layer.palette, z, x, y)
    except EngineError as error:
        raise NotFound(f"{str(error).capitalize()}.") from error
    return _answer(picture)


@require_GET
@needs(VIEW)
def difference(
    request: ActorRequest, pk: UUID, other: UUID, z: int, x: int, y: int
) -> HttpResponse:
    """A tile of what another study gains and loses against this one."""
    studies = finished_study_of(pk), finished_study_of(other)
    refuse_different_pixels(*studies)
    _refuse_beyond(z)
    try:
        before, after = (
            rasters.tile_values(
                grid_of(study.grid), layer_array(current().tenant_id, study.pk, SIGNAL), z, x, y
            )
            for study in studies
        )
    except EngineError as error:
        raise NotFound(f"{str(error).capitalize()}.") from error
    palette = difference_layer().palette
    found = difference_of(before, after, min(studies[0].thresholds_dbm))
    numbers = palette.numbers(found)
    return _answer(rasters.indexed_png(numbers, palette.colours) if numbers.any() else None)


def _refuse_beyond(z: int) -> None:
    if z > DEEPEST_ZOOM:
        raise NotFound(f"There are tiles down to zoom {DEEPEST_ZOOM}.")


def _answer(picture: bytes | None) -> HttpResponse:
    if picture is None:
        answer = HttpResponse(status=HTTPStatus.NO_CONTENT)
    else:
        answer = HttpResponse(picture, content_type="image/png")
    answer["Cache-Control"] = f"private, max-age={YEAR_S}, immutable"
    answer["Vary"] = "Cookie, Authorization"
    return answer
