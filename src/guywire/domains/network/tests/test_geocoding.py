"""Where an address is: the imported file, and Nominatim behind the port."""

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guywire.domains.network.adapters import Nominatim, geocoder
from guywire.domains.network.models import AddressPoint
from guywire.domains.network.queries.addresses import find_addresses, words_of
from guywire.domains.network.queries.geocoding import AddressFile
from guywire.domains.network.services.addresses import load_addresses
from guywire.domains.network.services.versions import Taken
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.kit.errors import Invalid, Unavailable
from guywire.kit.tenancy import in_tenant

URL = "http://geocoder.test"


def answering(handler: object) -> Nominatim:
    return Nominatim(URL, httpx.MockTransport(handler))  # type: ignore[arg-type]


def test_words_are_compared_in_one_form() -> None:
    assert words_of("12-B, North Mountain ROAD.") == "12 b n mtn rd"


@pytest.mark.parametrize(
    "text",
    ["12 Profile Road", "12 profile rd franconia", "12 Profile Rd, 03580-1234", "12 profi"],
)
def test_an_address_is_found_however_it_is_written(tenant: Tenant, text: str) -> None:
    wanted = make.address(number="12", street="Profile Road")
    make.address(number="121", street="Profile Road")
    make.address(number="12", street="Elm Street")
    assert find_addresses(text) == [wanted]


def test_an_address_of_another_tenant_is_not_found(tenant: Tenant, other_wisp: Tenant) -> None:
    with in_tenant(other_wisp.pk, actor="test"):
        make.address(number="12", street="Profile Road")
    assert find_addresses("12 Profile Road") == []


@pytest.mark.parametrize("text", ["", "  ", "!!!", "' & |", ":* <-> (("])
def test_nonsense_finds_nothing_and_breaks_nothing(tenant: Tenant, text: str) -> None:
    assert find_addresses(text) == []


def test_an_address_stands_once(tenant: Tenant) -> None:
    make.address(number="1", street="Main Street")
    with pytest.raises(Taken) as caught:
        make.address(number="1", street="main st.")
    assert caught.value.field == "street"


def test_a_file_moves_known_addresses_and_adds_new_ones(tenant: Tenant) -> None:
    make.address(number="1", street="Main Street", latitude=44.1)
    given = [make.address_input(number=n, street="Main Street", latitude=44.3) for n in ("1", "2")]
    assert [point.number for point in load_addresses(given)] == ["1", "2"]
    assert sorted(AddressPoint.objects.values_list("number", "latitude")) == [
        ("1", 44.3),
        ("2", 44.3),
    ]
    twice = [make.address_input(number="5", latitude=latitude) for latitude in (44.1, 44.2)]
    with pytest.raises(Invalid, match="row 2: 5 Main Street, Franconia, NH 03580 stands"):
        load_addresses(twice)
    assert AddressPoint.objects.count() == 2


ROWS = b"""number,street,city,latitude,longitude
1,Main Street,Franconia,44.3,-71.7
2,Main Street,Franconia,44.3,-71.7
"""


def test_an_address_file_is_loaded_by_the_page_all_or_nothing(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        make.address(number="1", street="Main St", region="", postcode="", latitude=44.1)
    door = people.door(wisp)
    path = "/network/addresses/import/"
    bad = SimpleUploadedFile("a.csv", ROWS + b"3,Main Street,Franconia,144,-71.7\n")
    refused = door.post(path, {"file": bad})
    assert refused.status_code == 422
    assert "latitude" in refused.content.decode()
    seen = door.post(path, {"file": SimpleUploadedFile("a.csv", ROWS)}).content.decode()
    staged = seen.partition('name="staged" value="')[2].partition('"')[0]
    with in_tenant(wisp.pk, actor="test"):
        assert AddressPoint.objects.count() == 1
    assert door.post(path, {"staged": staged}).status_code == 302
    with in_tenant(wisp.pk, actor="test"):
        assert sorted(AddressPoint.objects.values_list("number", "latitude")) == [
            ("1", 44.3), ("2", 44.3),
        ]  # fmt: skip


def test_nominatim_answers_in_places() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert dict(request.url.params) == {"q": "12 Main", "format": "jsonv2", "limit": "8"}
        return httpx.Response(
            200, json=[{"lat": "44.1", "lon": "-71.7", "display_name": "12 Main"}]
        )

    [place] = answering(handler).find("12 Main")
    assert (place.latitude, place.longitude, place.label) == (44.1, -71.7, "12 Main")


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(500),
        httpx.Response(302, headers={"Location": "http://elsewhere.test"}),
        httpx.Response(200, text="not json"),
        httpx.Response(200, json=[{"lat": "north"}]),
    ],
)
def test_a_broken_geocoder_is_unavailable(response: httpx.Response) -> None:
    with pytest.raises(Unavailable):
        answering(lambda request: response).find("12 Main")


def test_a_geocoder_that_does_not_answer_in_time_is_unavailable() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("too slow", request=request)

    with pytest.raises(Unavailable) as caught:
        answering(handler).find("12 Main")
    assert (caught.value.status, caught.value.field) == (503, "address")


def test_at_most_one_question_a_second_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("guywire.domains.network.adapters.time.sleep", waits.append)
    monkeypatch.setattr("guywire.domains.network.adapters.time.monotonic", lambda: 100.0)
    asked = answering(lambda request: httpx.Response(200, json=[]))
    for _ in range(6):
        asked.find("x")
    assert waits == [1.0, 2.0, 3.0, 4.0, 5.0]
    with pytest.raises(Unavailable, match="Too many addresses"):
        asked.find("x")


def test_the_settings_choose_the_geocoder(settings: object) -> None:
    settings.GUYWIRE_GEOCODER = "offline"  # type: ignore[attr-defined]
    assert isinstance(geocoder(), AddressFile)
    settings.GUYWIRE_GEOCODER, settings.GUYWIRE_NOMINATIM_URL = "nominatim", URL  # type: ignore[attr-defined]
    assert isinstance(geocoder(), Nominatim)
