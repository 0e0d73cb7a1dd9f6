"""The generated pages, through the door."""

from typing import Any

import pytest

from guywire.domains.tenants.models import Membership, Tenant
from guywire.domains.tenants.tests import make
from guywire.domains.tenants.tests.make import Door
from guywire.kit.entity.tests.sample import Badge, Mast
from guywire.kit.entity.tests.test_api import mast
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.django_db
MASTS = "/samples/masts/"
HTMX = {"HX-Request": "true"}


def text(response: Any) -> str:
    return str(response.content.decode())


def test_empty_list_says_what_to_do_first(door: Door) -> None:
    page = door.get(MASTS)
    assert page.status_code == 200
    assert "A mast carries antennas." in text(page)
    assert "/t/kinsman/samples/masts/new/" in text(page)


def test_list_shows_searches_and_answers_htmx(door: Door, wisp: Tenant, other_wisp: Tenant) -> None:
    mast(wisp, "north")
    mast(wisp, "south")
    mast(other_wisp, "alien")
    page = text(door.get(MASTS))
    assert "north" in page
    assert "SOUTH" in page
    assert "alien" not in page
    part = text(door.get(f"{MASTS}?q=nor", headers=HTMX))
    assert "<html" not in part
    assert "north" in part
    assert "south" not in part
    columns = text(door.get(f"{MASTS}?columns=key,year"))
    assert "SOUTH" not in columns


def test_a_wrong_filter_is_shown_not_raised(door: Door, wisp: Tenant) -> None:
    mast(wisp, "north")
    page = door.get(f"{MASTS}?year__gte=soon&sort=nothing")
    assert page.status_code == 200
    assert "must be an integer" in text(page)


def test_added_edited_and_removed(door: Door, wisp: Tenant) -> None:
    assert door.get(f"{MASTS}new/?key=east").context["form"]["key"].value() == "east"
    wrong = door.post(f"{MASTS}new/", {"key": "forbidden", "pattern": "x", "next_value": "1"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {"key": ["This key is not for masts."]}
    made = door.post(f"{MASTS}new/", {"key": "east", "pattern": "x", "next_value": "3"})
    with in_tenant(wisp.pk, actor="test"):
        row = Mast.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"/t/kinsman{MASTS}{row.pk}/")
    assert (row.key, row.next_value) == ("east", 3)
    form = door.get(f"{MASTS}{row.pk}/edit/")
    given = {"key": "west", "pattern": "x", "next_value": "3", "year": "0"}
    mark = form.context["version"]
    assert door.post(f"{MASTS}{row.pk}/edit/", given | {"version": mark}).status_code == 302
    stale = door.post(f"{MASTS}{row.pk}/edit/", given | {"key": "n", "version": mark})
    assert stale.status_code == 422
    with in_tenant(wisp.pk, actor="test"):
        assert Mast.objects.get().key == "west"
    assert "west" in text(door.get(f"{MASTS}{row.pk}/"))
    assert door.get(f"{MASTS}{row.pk}/remove/").status_code == 200
    assert door.post(f"{MASTS}{row.pk}/remove/").status_code == 302
    with in_tenant(wisp.pk, actor="test"):
        assert not Mast.objects.exists()


def test_actions_on_one_and_on_many(door: Door, wisp: Tenant) -> None:
    north, south, main = (mast(wisp, key) for key in ("north", "south", "main"))
    assert door.get(f"{MASTS}{north.pk}/raise/").status_code == 200
    low = door.post(f"{MASTS}{north.pk}/raise/", {"by": "0"})
    assert low.status_code == 422
    assert "by" in low.context["form"].errors
    assert door.post(f"{MASTS}{north.pk}/raise/", {"by": "4"}).status_code == 302
    asked = door.post(f"{MASTS}bulk/close/", {"ids": [north.pk, south.pk]})
    assert asked.status_code == 200
    assert "north" in text(asked)
    refused = door.post(f"{MASTS}bulk/close/", {"ids": [north.pk, main.pk], "confirmed": "true"})
    assert refused.status_code == 422
    assert "stays open" in text(refused)
    with in_tenant(wisp.pk, actor="test"):
        assert not Mast.objects.filter(year=9999).exists()
    both = {"ids": [north.pk, south.pk], "confirmed": "true", "query": "q=o"}
    assert door.post(f"{MASTS}bulk/close/", both)["Location"] == f"/t/kinsman{MASTS}?q=o"
    with in_tenant(wisp.pk, actor="test"):
        assert set(Mast.objects.filter(year=9999).values_list("key", flat=True)) == {
            "north",
            "south",
        }


def test_detail_shows_related_rows_timeline_and_changes(door: Door, wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="person:ada@example.com"):
        hand = Membership.objects.get()
        badge = Badge.objects.create(name="gate", made_by=hand, digest="s3cret")
        badge.name = "tower"
        badge.save()
    page = text(door.get(f"/samples/hands/{hand.pk}/"))
    assert "tower" in page
    assert f"/samples/badges/new/?made_by={hand.pk}" in page
    page = text(door.get(f"/samples/badges/{badge.pk}/"))
    assert "<del>gate</del>" in page
    assert "ada@example.com" in page
    assert "s3cret" not in page
    history = text(door.get(f"/samples/badges/{badge.pk}/history/"))
    assert str(hand) in history


def test_export_is_what_the_list_shows_and_no_formula(door: Door, wisp: Tenant) -> None:
    mast(wisp, "=1+1", next_value=-4)
    mast(wisp, "south")
    answer = door.get(f"{MASTS}export/?q=1&columns=key,next_value")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines == ["Key,Next value", "'=1+1,-4", "south,1"]


def test_another_tenants_row_is_not_there(door: Door, other_wisp: Tenant) -> None:
    row = mast(other_wisp, "alien")
    for page in ("", "edit/", "remove/", "history/", "raise/"):
        assert door.get(f"{MASTS}{row.pk}/{page}").status_code == 404
    assert door.post(f"{MASTS}{row.pk}/remove/").status_code == 404
    with in_tenant(other_wisp.pk, actor="test"):
        assert Mast.objects.filter(key="alien").exists()


def test_without_the_code_nothing_opens(door: Door, wisp: Tenant) -> None:
    row = mast(wisp, "north")
    sales = make.door(wisp, "sales")
    for page in ("", "new/", "export/", f"{row.pk}/", f"{row.pk}/edit/", f"{row.pk}/remove/"):
        assert sales.get(f"{MASTS}{page}").status_code == 403
    assert sales.post(f"{MASTS}bulk/close/", {"ids": [row.pk]}).status_code == 403
