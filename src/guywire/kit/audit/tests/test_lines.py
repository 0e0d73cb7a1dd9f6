"""Changes in words."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from guywire.domains.tenants.models import ApiKey, Membership, Tenant
from guywire.domains.tenants.tests import make
from guywire.kit.audit.lines import described, moment_of, who
from guywire.kit.audit.models import Change
from guywire.kit.audit.trail import trail_of
from guywire.kit.shapes.references import Target
from guywire.kit.tenancy import in_tenant


def change(table: str, operation: str = "U", **changed: list[Any]) -> Change:
    return Change(
        pk=1, tenant_id=uuid4(), table_name=table, row_id=uuid4(), operation=operation,
        changed=changed, actor="person:ada@example.com", door="page",
        changed_at=datetime(2026, 3, 4, tzinfo=UTC),
    )  # fmt: skip


def test_columns_and_choices_have_labels_and_bookkeeping_is_left_out() -> None:
    (line,) = described(
        [change("tenants_membership", role=["viewer", "owner"], updated_at=["a", "b"])]
    )
    assert (line.noun, line.operation, line.actor) == ("Membership", "changed", "ada@example.com")
    assert [(one.label, one.old, one.new) for one in line.fields] == [("Role", "Viewer", "Owner")]
    assert (line.title, line.was_created) == ("", False)


def test_a_change_of_bookkeeping_alone_is_no_line() -> None:
    kept = change("tenants_membership", role=["viewer", "owner"])
    assert [
        line.table for line in described([change("tenants_membership", updated_at=[1, 2]), kept])
    ] == ["tenants_membership"]


def test_what_a_row_began_with_leaves_out_the_empty() -> None:
    (line,) = described(
        [change("tenants_apikey", "I", name=[None, "gate"], prefix=[None, ""], codes=[None, ["a"]])]
    )
    assert (line.title, line.was_created) == ("gate", True)
    assert [(one.label, one.old, one.new) for one in line.fields] == [
        ("Codes", "", "a"), ("Name", "", "gate"),
    ]  # fmt: skip


def test_values_in_words() -> None:
    (line,) = described(
        [change("nowhere", visible=[True, False], at=["2026-03-04T12:00:00Z", None],
                facts=[{"a": 1}, []], text=["x" * 9, "T-Mobile"])],
        longest=5,
    )  # fmt: skip
    assert [(one.label, one.old, one.new) for one in line.fields] == [
        ("At", "2026-…", ""), ("Facts", "details", ""), ("Text", "xxxxx…", "T-Mob…"),
        ("Visible", "yes", "no"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_references_are_named_where_they_may_be(wisp: Tenant) -> None:
    member = make.member(wisp)
    with in_tenant(wisp.pk, actor="person:ada@example.com"):
        key = ApiKey.objects.create(name="gate", made_by=member, digest="s3cret")
        (known,) = described(
            trail_of(ApiKey, key.pk), lambda model: Target(Membership.objects.all())
        )
        (unnamed,) = described(trail_of(ApiKey, key.pk))
    shown = {one.label: one.new for one in known.fields}
    assert shown["Made by"] == str(member)
    assert {one.label: one.new for one in unnamed.fields}["Made by"] == str(member.pk)
    assert "s3cret" not in str(known)


def test_actors_and_instants() -> None:
    assert who("event:guywire.domains.network.check_lead") == "check lead"
    assert who("job:rescue") == "job rescue"
    with timezone.override("America/New_York"):
        assert moment_of("2026-03-04T12:00:00Z") == "2026-03-04 07:00"
    assert moment_of("Tower T-1") == moment_of("2026-13-45T00:00") == moment_of(7) == ""
