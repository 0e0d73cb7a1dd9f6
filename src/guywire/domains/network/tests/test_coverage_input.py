"""What a coverage study may be asked: every refusal says what is wrong and what is possible."""

from typing import Any

import pytest

from guywire.domains.network.models import CoverageStudy, Sector
from guywire.domains.network.tests import make
from guywire.domains.network.tests.studying import API, BODY
from guywire.domains.tenants.inputs import LimitsInput
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.services.limits import set_limits
from guywire.domains.tenants.tests import make as people
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.usefixtures("terrain", "files")


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"name": ""}, "name", "at least 1 character"),
        ({"receiver_height_m": 0.1}, "receiver_height_m", "greater than or equal to 0.5"),
        ({"receiver_height_m": 5000}, "receiver_height_m", "less than or equal to 300"),
        ({"radius_m": 2e6}, "radius_m", "less than or equal to 200000"),
        ({"radius_m": "far"}, "radius_m", "valid number"),
        ({"reliability_percent": 100}, "reliability_percent", "less than or equal to 99"),
        ({"thresholds_dbm": []}, "thresholds_dbm", "at least 1 item"),
        ({"thresholds_dbm": [-80, 20]}, "thresholds_dbm.1", "less than or equal to 0"),
        ({"model": "magic"}, "model", "'itm-exact', 'p1812', 'hata', 'umi', 'uma', "),
        ({"sector_ids": []}, "body", "name at least one sector"),
        ({"statuses": []}, "body", "name sectors, or statuses of sectors"),
        ({"statuses": ["retired"]}, "statuses", "There is no sector that is retired."),
        ({"use_clutter": True}, "use_clutter", "neither a surface model nor land cover"),
        ({"colour": "red"}, "colour", "not permitted"),
        ({"radius_m": 500, "resolution_m": 100}, "resolution_m",
         "100 m is too coarse for a radius of 500 m: at most 15.62 m is possible."),
        ({"radius_m": 60_000, "resolution_m": 5}, "resolution_m",
         "points a sector, 30,000,000 are possible: take steps of at least"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_words_and_nothing_is_saved(
    wisp: Tenant, hill: list[Sector], given: dict[str, Any], field: str, message: str
) -> None:
    answer = people.door(wisp).post(API, BODY | given, content_type="application/json")
    assert answer.status_code == 422, answer.content
    [text] = answer.json()["errors"][field]
    assert message in text
    with in_tenant(wisp.pk, actor="test"):
        assert CoverageStudy.objects.count() == 0


def test_what_is_said_to_be_possible_is(wisp: Tenant, hill: list[Sector]) -> None:
    door = people.door(wisp)
    fine = BODY | {"radius_m": 60_000, "resolution_m": 5}
    answer = door.post(API, fine, content_type="application/json")
    [text] = answer.json()["errors"]["resolution_m"]
    assert text == (
        "60000 m in steps of 5 m are 604,437,537 points a sector, 30,000,000 are possible: take"
        " steps of at least 23 m, or a radius of at most 13,200 m."
    )
    answer = door.post(API, fine | {"resolution_m": 23}, content_type="application/json")
    [text] = answer.json()["errors"]["resolution_m"]
    assert text == (
        "The sectors' area has 77,623,270 pixels of 13.7 m, 30,000,000 are possible: take steps"
        " of at least 28 m, a smaller radius, or sectors that lie closer together."
    )
    answer = door.post(API, fine | {"resolution_m": 28}, content_type="application/json")
    assert answer.status_code == 202


def test_a_sector_that_is_not_ours_is_not_there(
    wisp: Tenant, other_wisp: Tenant, hill: list[Sector]
) -> None:
    with in_tenant(other_wisp.pk, actor="test"):
        make.sector_on_air(name="Own")
    body = BODY | {"sector_ids": [str(hill[0].pk)]}
    answer = people.door(other_wisp).post(API, body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"sector_ids": ["1 of the sectors are not there (any more)."]}


def test_the_room_for_studies_is_limited_and_the_refusal_says_what_helps(
    wisp: Tenant, hill: list[Sector]
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        set_limits(LimitsInput(coverage_mb=1))
    answer = people.door(wisp).post(API, BODY, content_type="application/json")
    assert answer.status_code == 402
    assert answer.json()["title"] == (
        "This study needs about 1 MB. Of the 1 MB for coverage studies 0 MB are taken: remove"
        " studies, or choose a coarser resolution, a smaller radius or fewer sectors."
    )
    with in_tenant(wisp.pk, actor="test"):
        assert CoverageStudy.objects.count() == 0
