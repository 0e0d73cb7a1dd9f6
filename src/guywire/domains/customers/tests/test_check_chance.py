"""What measured signals say of an address, to visitors in a word and to staff in percent."""

from typing import Any

import pytest
from django.test import Client

from guywire.domains.customers.tests.test_address_checks import (
    SERVED,
    at,
    checked,
    leads_of,
    sent,
)
from guywire.domains.network.models import Sector
from guywire.domains.network.services import calibrations
from guywire.domains.network.tests import make as network
from guywire.domains.network.tests import test_calibrations as measured_signals
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests.make import door
from guywire.kit.tenancy import in_tenant


@pytest.fixture(autouse=True)
def ground(settings: Any) -> None:
    settings.GUYWIRE_TERRAIN_DIR = network.TERRAIN


def calibrated(wisp: Tenant, bias_db: float) -> None:
    """Sixty installs around that receive so much more than is predicted, and their calibration."""
    with in_tenant(wisp.pk, actor="test"):
        measured_signals.installs(Sector.objects.get(), bias_db=bias_db)
        calibrations.use_calibration(measured_signals.finished("spring"))


def test_a_calibration_tells_visitors_the_chance_in_a_word_and_staff_the_number(
    wisp: Tenant,
) -> None:
    check = checked(wisp)
    before = Client().get(at(wisp, check), SERVED).content.decode()
    assert "By what others nearby receive" not in before
    calibrated(wisp, bias_db=-3.0)
    page = Client().get(at(wisp, check), SERVED).content.decode()
    assert "By what others nearby receive, service is very likely here." in page
    assert "Yes, we can serve this address." in page
    assert "%" not in page.partition('id="answer"')[2].partition("</section>")[0]
    body = Client().get(at(wisp, check, "api/"), SERVED).json()
    assert (body["verdict"], body["chance"]) == ("yes", "very likely")
    assert sent(wisp, check).status_code == 302
    (lead,) = leads_of(wisp)
    assert lead.serviceability is not None
    assert lead.serviceability["sectors"][0]["chance_percent"] >= 90
    page = door(wisp).get(f"/customers/leads/{lead.pk}/").content.decode()
    assert f"{lead.serviceability['sectors'][0]['chance_percent']}" in page


def test_a_chance_that_speaks_against_the_answer_is_for_staff_alone(wisp: Tenant) -> None:
    """The verdict goes by margins, whatever is measured; a visitor gets no second opinion."""
    check = checked(wisp)
    calibrated(wisp, bias_db=-45.0)
    page = Client().get(at(wisp, check), SERVED).content.decode()
    assert "Yes, we can serve this address." in page
    assert "By what others nearby receive" not in page
    assert Client().get(at(wisp, check, "api/"), SERVED).json()["chance"] is None
    staff = (
        door(wisp)
        .get("/api/v1/network/prequalification", {"lat": SERVED["lat"], "lon": SERVED["lon"]})
        .json()
    )
    assert (staff["verdict"], staff["chance"]) == ("likely", "unlikely")
    assert staff["probability"] < 0.4
