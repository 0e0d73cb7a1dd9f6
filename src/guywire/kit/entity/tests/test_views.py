"""Saved views of a list, through the door."""

from typing import Any

import pytest

from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make
from guywire.domains.tenants.tests.make import Door
from guywire.kit.entity.tests.test_api import mast
from guywire.kit.tables import saved
from guywire.kit.tables.models import SavedView
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.django_db
MASTS = "/samples/masts/"
VIEWS = f"{MASTS}views/"
HOME = f"/t/kinsman{MASTS}"


def keep(door: Door, name: str, query: str = "q=nor", **more: str) -> Any:
    return door.post(VIEWS, {"name": name, "query": query, **more})


def kept(of: Tenant) -> list[tuple[str, str, bool, bool]]:
    with in_tenant(of.pk, actor="test"):
        rows = SavedView.objects.order_by("name", "owner")
        return [(row.name, row.query, row.is_shared, row.is_default) for row in rows]


def view(of: Tenant, name: str) -> SavedView:
    with in_tenant(of.pk, actor="test"):
        return SavedView.objects.get(name=name)


def names(door: Door, query: str = "?view=") -> list[str]:
    page = door.get(f"{MASTS}{query}")
    return [one.name for one, _url in page.context["views"]["links"]]


def test_what_is_shown_is_kept_and_comes_back(door: Door, wisp: Tenant) -> None:
    mast(wisp, "north")
    mast(wisp, "south")
    query = "q=nor&sort=-key&columns=key&columns=year&year__gte=0&cursor=x&page=7"
    done = keep(door, " Northern ", query)
    one = view(wisp, "Northern")
    wanted = "q=nor&sort=-key&columns=key&columns=year&year__gte=0"
    assert (one.query, one.is_shared, one.is_default) == (wanted, False, False)
    assert (done.status_code, done["Location"]) == (302, f"{HOME}?{wanted}&view={one.pk}")
    page = door.get(done["Location"])
    assert page.context["views"]["shown"] == one
    assert [row["cells"][0].label for row in page.context["rows"]] == ["north"]
    assert [column.path for column in page.context["asked"].columns] == ["key", "year"]
    assert door.get(MASTS).status_code == 200


def test_a_view_of_ones_own_is_nobody_elses(door: Door, wisp: Tenant, other_wisp: Tenant) -> None:
    keep(door, "Mine")
    one = view(wisp, "Mine")
    for other in (make.door(wisp), make.door(wisp, "viewer"), make.door(other_wisp)):
        assert names(other) == []
        assert other.post(f"{VIEWS}{one.pk}/", {"name": "Yours"}).status_code == 404
        assert other.post(f"{VIEWS}{one.pk}/remove/").status_code == 404
    wrong = door.post(f"/samples/badges/views/{one.pk}/", {"name": "Elsewhere"})
    assert wrong.status_code == 404
    assert kept(wisp) == [("Mine", "q=nor", False, False)]


def test_sharing_needs_its_code(door: Door, wisp: Tenant) -> None:
    viewer = make.door(wisp, "viewer")
    assert keep(viewer, "For all", is_shared="true").status_code == 403
    assert kept(wisp) == []
    assert keep(door, "For all", is_shared="true").status_code == 302
    assert names(viewer) == ["For all"]
    one = view(wisp, "For all")
    for place, data in (("", {"name": "Gone", "is_shared": "true"}), ("", {"name": "Gone"}),
                        ("remove/", {})):  # fmt: skip
        assert viewer.post(f"{VIEWS}{one.pk}/{place}", data).status_code == 403
    assert kept(wisp) == [("For all", "q=nor", True, False)]
    page = viewer.get(VIEWS).content.decode()
    assert "For all" in page
    assert f"{VIEWS}{one.pk}/remove/" not in page
    assert keep(viewer, "For all", "q=sou").status_code == 302, "one of the viewer's own"
    assert kept(wisp) == [("For all", "q=sou", False, False), ("For all", "q=nor", True, False)]


def test_the_same_name_replaces_and_a_taken_name_is_refused(door: Door, wisp: Tenant) -> None:
    keep(door, "A", "q=a")
    keep(door, "B", "q=b")
    keep(door, "A", "q=c")
    assert kept(wisp) == [("A", "q=c", False, False), ("B", "q=b", False, False)]
    place = f"{VIEWS}{view(wisp, 'B').pk}/"
    taken = door.post(place, {"name": "A"})
    assert taken.status_code == 409
    assert "There is already a view of this name." in taken.content.decode()
    assert door.post(place, {"name": "C", "is_shared": "true"}).status_code == 302
    assert kept(wisp) == [("A", "q=c", False, False), ("C", "q=b", True, False)]
    assert door.post(f"{place}remove/")["Location"] == f"/t/kinsman{VIEWS}"
    assert kept(wisp) == [("A", "q=c", False, False)]
    assert door.post(f"{place}remove/").status_code == 404


def test_a_list_opens_with_ones_own_view_else_with_everybodys(door: Door, wisp: Tenant) -> None:
    viewer = make.door(wisp, "viewer")
    keep(door, "All", "q=all", is_shared="true", is_default="true")
    shared = view(wisp, "All")
    assert viewer.get(MASTS)["Location"] == f"{HOME}?q=all&view={shared.pk}"
    keep(viewer, "First", "q=one", is_default="true")
    keep(viewer, "Second", "", is_default="true")
    second = view(wisp, "Second")
    assert viewer.get(MASTS)["Location"] == f"{HOME}?view={second.pk}"
    assert door.get(MASTS)["Location"] == f"{HOME}?q=all&view={shared.pk}"
    assert kept(wisp) == [
        ("All", "q=all", True, True), ("First", "q=one", False, False), ("Second", "", False, True),
    ]  # fmt: skip
    assert viewer.get(f"{MASTS}?view=").status_code == 200
    assert viewer.get(f"{MASTS}?q=x").context["urls"]["plain"] == f"{HOME}?view="
    part = viewer.get(f"{MASTS}?q=x&view=", headers={"HX-Request": "true"})
    assert f'href="{HOME}?view="' in part.content.decode()
    assert 'name="query" value="q=x&amp;view="' in part.content.decode()


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("", "q=a", "Name: "), ("x" * 61, "q=a", "Name: "), ("a\0b", "q=a", "NUL"),
        ("A", "sort=nothing", "Sort: "), ("A", "year=soon", "Year: "),
        ("A", "q=" + "x" * 2000, "Query: "),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_not_kept(
    door: Door, wisp: Tenant, name: str, query: str, words: str
) -> None:
    refused = keep(door, name, query)
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert kept(wisp) == []


def test_a_list_keeps_only_so_many(
    door: Door, wisp: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "MOST_VIEWS", 2)
    assert [keep(door, name).status_code for name in "ABCA"] == [302, 302, 422, 302]
    assert keep(door, "C", is_shared="true").status_code == 302
    assert [name for name, *_rest in kept(wisp)] == ["A", "B", "C"]


def test_a_view_whose_filter_is_gone_still_opens(door: Door, wisp: Tenant) -> None:
    keep(door, "Old", "year=7")
    with in_tenant(wisp.pk, actor="test"):
        SavedView.objects.update(query="year=soon&gone=1")
    page = door.get(f"{MASTS}?year=soon&gone=1&view={view(wisp, 'Old').pk}")
    assert page.status_code == 200
    assert "must be an integer" in page.content.decode()


def test_a_chip_is_removed_on_the_whole_page(door: Door, wisp: Tenant) -> None:
    """Its link is boosted with the page as its target, so htmx needs the page."""
    mast(wisp, "north")
    asked = {"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "main"}
    page = door.get(f"{MASTS}?year=0", headers=asked)
    assert 'id="main"' in page.content.decode()
