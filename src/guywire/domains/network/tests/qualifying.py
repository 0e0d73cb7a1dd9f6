"""Files of places for tests, begun as the page does and worked on as the job does."""

import csv
import io

from guywire.domains.network.inputs import QualificationInput
from guywire.domains.network.models import QualificationRun
from guywire.domains.network.queries.results import result_file
from guywire.domains.network.services import qualification
from guywire.domains.network.tests import make
from guywire.kit.jobs import runs

FILE = b"""id,lat,lon,address
1,44.227,-71.747,
2,44.18,-71.73,
3,44.9,-71.1,
4,,,12 Main Street Franconia
5,,,99 Nowhere Road
6,north,-71.7,
7,91,-71.7,
8,,,
=9,44.2,-71.69,
"""


def summit() -> None:
    site = make.live_site(name="Cannon", latitude=44.1567, longitude=-71.6989)
    make.sector_on_air(site_id=site.pk, name="North", azimuth_deg=335, mechanical_tilt_deg=5)
    make.address(number="12", street="Main Street")


def started(content: bytes = FILE) -> QualificationRun:
    return qualification.start_run(QualificationInput(), io.BytesIO(content), "places.csv")


def text_of(run: QualificationRun) -> str:
    with result_file(run) as file:
        return file.read().decode()


def answers(run: QualificationRun) -> list[dict[str, str]]:
    """The lines of the file that is given back."""
    return list(csv.DictReader(io.StringIO(text_of(run))))


def finished(run: QualificationRun) -> QualificationRun:
    while runs.work_on(QualificationRun, run.pk):
        pass
    run.refresh_from_db()
    return run
