"""Maps of coverage studies as files."""

from uuid import UUID

from django.http import FileResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from guywire.kit.access import ActorRequest, needs
from guywire.kit.tenancy.outside import outside

from ..queries.coverage.studies import finished_study_of
from ..services.coverage.exporting import MEDIA_TYPES, export_of, exported


@require_GET
@needs("network.coverage.view")
def export(request: ActorRequest, pk: UUID, key: str, ending: str) -> FileResponse:
    """A layer as KMZ, GeoTIFF, GeoJSON, CSV or PMTiles."""
    study = finished_study_of(pk)
    wanted = export_of(study, key, ending)
    file = outside(request, "export", lambda: exported(wanted))
    name = f"{slugify(study.name) or 'coverage'}-{key}.{wanted.ending}"
    kind = MEDIA_TYPES[wanted.ending]
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)
