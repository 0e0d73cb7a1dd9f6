"""The docs say what the code says: fresh reference pages, nothing undocumented, no dead links."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from guywire.config.env import VARIABLES
from guywire.kit import access
from guywire.kit.events import Event
from tools import reference
from tools.docs import NOTE, stale, write

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
OUTSIDE = ("http://", "https://", "mailto:")


def test_reference_pages_are_fresh() -> None:
    """In a process of its own: tests of the kit add events and permissions to this one."""
    command = [sys.executable, "-m", "tools.docs", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_everything_is_described() -> None:
    assert reference.undocumented() == []


def test_a_stale_a_missing_and_a_left_over_page_are_seen(tmp_path: Path) -> None:
    write({"a.md": "one\n", "b.md": "two\n"}, tmp_path)
    assert stale({"a.md": "one\n", "b.md": "two\n"}, tmp_path) == []
    (tmp_path / "old.md").write_text(NOTE)
    found = stale({"a.md": "changed\n", "b.md": "two\n", "c.md": "three\n"}, tmp_path)
    assert found == ["a.md is stale", "c.md is missing", "old.md is left over"]


def test_writing_removes_pages_of_what_is_gone(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text(NOTE)
    write({"a.md": "one\n"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_an_undescribed_setting_and_permission_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = replace(VARIABLES[0], name="GUYWIRE_SILENT", help=" ")
    monkeypatch.setattr(reference, "VARIABLES", (*VARIABLES, silent))
    known = {**access.codes(), "network.site.whisper": ""}
    monkeypatch.setattr(reference, "codes", lambda: known)
    assert reference.undocumented() == [
        "setting GUYWIRE_SILENT is not described",
        "permission network.site.whisper is not described",
    ]


def test_an_undescribed_event_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    # Built beside the registry: a class statement would enter it for the rest of the run.
    silent = type("Silent", (), {"__doc__": "Silent(site_id: UUID)"})
    monkeypatch.setattr(reference, "event_types", lambda: {"network.silent": silent})
    assert reference.undocumented() == ["event network.silent is not described"]


def test_an_event_does_not_inherit_its_base_description() -> None:
    assert reference.own_docstring(type("Quiet", (), {})) == ""
    assert reference.own_docstring(Event) != ""


NOT_IN_CONTAINERS = {
    "GUYWIRE_DATA_DIR": "the image's volume",
    "GUYWIRE_TERRAIN_DIR": "in the data folder",
    "GUYWIRE_SURFACE_DIR": "in the data folder",
    "GUYWIRE_LANDCOVER_DIR": "in the data folder",
    "GUYWIRE_BIND": "the image's",
    "GUYWIRE_DATABASE_ROLE": "set by the commands",
    "GUYWIRE_DEBUG": "never on a server",
}


def test_every_setting_reaches_the_containers() -> None:
    compose = (ROOT / "deploy/compose.yaml").read_text()
    given = set(re.findall(r"^ +(GUYWIRE_\w+):", compose, re.MULTILINE))
    assert given == {one.name for one in VARIABLES} - NOT_IN_CONTAINERS.keys()


def documents() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = [ROOT / name for name in listed.stdout.split("\n") if name]
    return [path for path in found if path.is_file() and "node_modules" not in path.parts]


def dead_links(path: Path) -> list[str]:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    dead = []
    for target in LINK.findall(text):
        place, _, anchor = target.partition("#")
        aim = (path.parent / place).resolve() if place else path
        if target.startswith(OUTSIDE):
            continue
        if not aim.exists() or (anchor and aim.suffix == ".md" and anchor not in anchors(aim)):
            dead.append(target)
    return dead


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ +(.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }


def test_every_link_in_the_docs_leads_somewhere() -> None:
    dead = {str(path.relative_to(ROOT)): dead_links(path) for path in documents()}
    assert {name: links for name, links in dead.items() if links} == {}


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    (tmp_path / "other.md").write_text("# A heading, indeed\n")
    page.write_text(
        "[fine](other.md) [part](other.md#a-heading-indeed) [web](https://example.org)\n"
        "`[code](nowhere.md)` [gone](gone.md) [no part](other.md#missing)\n"
    )
    assert dead_links(page) == ["gone.md", "other.md#missing"]
