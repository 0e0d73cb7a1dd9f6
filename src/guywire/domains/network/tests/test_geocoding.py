"""Where an address is: the imported file, and services on the internet behind the port."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pytest_django.fixtures import Settings

from guywire.domains.network.adapters import (
    GEOCODIO,
    GOOGLE,
    Service,
    WebGeocoder,
    geocoder,
    nominatim,
)
from guywire.domains.network.models import AddressPoint
from guywire.domains.network.queries.addresses import Place, find_addresses, words_of
from guywire.domains.network.queries.geocoding import AddressFile, use_geocoder
from guywire.domains.network.services.addresses import load_addresses
from guywire.domains.network.services.versions import Taken
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.kit.errors import RowsRefused, Unavailable
from guywire.kit.tenancy import in_tenant, maybe_current

URL = "http://geocoder.test"


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
    with pytest.raises(RowsRefused, match="row 2: 5 Main Street, Franconia, NH 03580 stands"):
        load_addresses(twice)
    assert AddressPoint.objects.count() == 2


def test_the_import_page_names_the_line_of_an_address_in_two_places(wisp: Tenant) -> None:
    text = f"{ROWS.decode()}2,Main St,Franconia,44.4,-71.7\n".encode()
    owner = people.door(wisp)
    path = "/network/addresses/import/"
    seen = owner.post(path, {"file": SimpleUploadedFile("addresses.csv", text)})
    assert seen.status_code == 422
    assert [(one.line, one.message) for one in seen.context["faults"]] == [
        (4, "2 Main St, Franconia stands in the file twice, at two places.")
    ]
    with in_tenant(wisp.pk, actor="test"):
        assert AddressPoint.objects.count() == 0


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


def asked(
    service: Service, handler: Callable[[httpx.Request], httpx.Response], key: str = ""
) -> WebGeocoder:
    return WebGeocoder(service, key, httpx.MockTransport(handler))


@pytest.mark.parametrize(
    ("service", "key", "address", "question", "answer"),
    [
        (
            nominatim(URL), "", f"{URL}/search", {"q": "12 Main", "format": "jsonv2", "limit": "8"},
            [{"lat": "44.1", "lon": "-71.7", "display_name": "12 Main"}],
        ),
        (
            nominatim(URL), "k", f"{URL}/search",
            {"q": "12 Main", "format": "jsonv2", "limit": "8", "key": "k"},
            [{"lat": "44.1", "lon": "-71.7", "display_name": "12 Main"}],
        ),
        (
            GEOCODIO, "k", "https://api.geocod.io/v1.7/geocode",
            {"q": "12 Main", "limit": "8", "api_key": "k"},
            {"results": [
                {"location": {"lat": 44.1, "lng": -71.7}, "formatted_address": "12 Main"}]},
        ),
        (
            GOOGLE, "k", "https://maps.googleapis.com/maps/api/geocode/json",
            {"address": "12 Main", "key": "k"},
            {"status": "OK", "results": [
                {"geometry": {"location": {"lat": 44.1, "lng": -71.7}},
                 "formatted_address": "12 Main"}]},
        ),
    ],
)  # fmt: skip
def test_each_service_is_asked_and_read_in_its_own_way(
    service: Service, key: str, address: str, question: dict[str, str], answer: object
) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert str(request.url.copy_with(query=None)) == address
        assert dict(request.url.params) == question
        return httpx.Response(200, json=answer)

    [place] = asked(service, handler, key).find("12 Main")
    assert (place.latitude, place.longitude, place.label) == (44.1, -71.7, "12 Main")
    assert place.source == service.name


def test_google_finds_nothing_or_refuses_with_status_200() -> None:
    nothing = {"status": "ZERO_RESULTS", "results": []}
    assert asked(GOOGLE, lambda request: httpx.Response(200, json=nothing)).find("x") == []
    denied = {"status": "REQUEST_DENIED", "results": []}
    with pytest.raises(Unavailable, match="Google gave an answer that makes no sense"):
        asked(GOOGLE, lambda request: httpx.Response(200, json=denied)).find("x")


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (httpx.Response(500), r"refuses \(HTTP 500\)"),
        (httpx.Response(429), r"refuses \(HTTP 429\)"),
        (httpx.Response(302, headers={"Location": "http://elsewhere.test"}), "HTTP 302"),
        (httpx.Response(200, text="not json"), "makes no sense"),
        (httpx.Response(200, json={"error": "Unable to geocode"}), "makes no sense"),
        (httpx.Response(200, json=[{"lat": "north"}]), "makes no sense"),
        (
            httpx.Response(200, json=[{"lat": 944, "lon": 1, "display_name": "x"}]),
            "makes no sense",
        ),
    ],
)
def test_a_broken_geocoder_is_unavailable(response: httpx.Response, message: str) -> None:
    with pytest.raises(Unavailable, match=message):
        asked(nominatim(URL), lambda request: response).find("12 Main")


def test_a_geocoder_that_does_not_answer_in_time_is_unavailable() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("too slow", request=request)

    with pytest.raises(Unavailable, match="Nominatim does not answer") as caught:
        asked(nominatim(URL), handler).find("12 Main")
    assert (caught.value.status, caught.value.field) == (503, "address")


def test_at_most_one_question_a_second_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("guywire.domains.network.adapters.time.sleep", waits.append)
    monkeypatch.setattr("guywire.domains.network.adapters.time.monotonic", lambda: 100.0)
    patient = asked(nominatim(URL), lambda request: httpx.Response(200, json=[]))
    for _ in range(6):
        patient.find("x")
    assert waits == [1.0, 2.0, 3.0, 4.0, 5.0]
    with pytest.raises(Unavailable, match="Too many addresses"):
        patient.find("x")


def test_the_settings_choose_the_geocoder(settings: Settings) -> None:
    settings.GUYWIRE_GEOCODER = "offline"
    assert isinstance(geocoder(), AddressFile)
    for kind, name in (("nominatim", "Nominatim"), ("geocodio", "Geocodio"), ("google", "Google")):
        settings.GUYWIRE_GEOCODER, settings.GUYWIRE_NOMINATIM_URL = kind, URL
        chosen = geocoder()
        assert isinstance(chosen, WebGeocoder)
        assert chosen.service.name == name


class Outsider:
    """A geocoder on the internet that notes in which scope it was asked."""

    is_outside = True

    def __init__(self, refusal: Unavailable | None = None) -> None:
        self.scopes: list[object] = []
        self.refusal = refusal

    def find(self, text: str) -> list[Place]:
        self.scopes.append((maybe_current(), connection.savepoint_ids[:]))
        if self.refusal:
            raise self.refusal
        return [Place(44.227, -71.747, text, "elsewhere")]


@pytest.fixture
def outsider() -> Iterator[Outsider]:
    asked_outside = Outsider()
    use_geocoder(lambda: asked_outside)
    yield asked_outside
    use_geocoder(geocoder)


@pytest.mark.parametrize(
    "path", ["/network/serviceability/", "/api/v1/network/serviceability"]
)  # fmt: skip
@pytest.mark.usefixtures("terrain")
def test_the_internet_is_asked_while_no_transaction_is_open(
    wisp: Tenant, outsider: Outsider, path: str
) -> None:
    door = people.door(wisp)
    before = connection.savepoint_ids[:]
    response = door.get(f"{path}?address=12+Main")
    assert response.status_code == 200, response.content
    assert outsider.scopes == [(None, before)]
    assert "12 Main" in response.content.decode()


@pytest.mark.usefixtures("terrain")
def test_a_geocoder_that_fails_is_told_beside_the_address(wisp: Tenant, outsider: Outsider) -> None:
    outsider.refusal = Unavailable("The service rests.", field="address")
    door = people.door(wisp)
    page = door.get("/network/serviceability/?address=12+Main")
    assert page.status_code == 422
    assert "The service rests." in page.content.decode()
    answer = door.get("/api/v1/network/serviceability?address=12+Main")
    assert (answer.status_code, answer.json()["title"]) == (503, "The service rests.")
    assert len(outsider.scopes) == 2
