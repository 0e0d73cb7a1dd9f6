"""The command that fetches public tiles, from a server on this machine."""

import gzip
from pathlib import Path

from pytest_django.fixtures import Settings

from guywire.domains.network.tests.test_terrain_fetch import TILE, answer, source

from .conftest import Run

__all__ = ["source"]


def test_the_tiles_of_a_box_are_fetched_and_each_is_told(
    source: str, settings: Settings, tmp_path: Path, guywire: Run
) -> None:
    settings.GUYWIRE_SURFACE_DIR = tmp_path / "surface"
    answer("/N44/N44W072.hgt.gz", gzip.compress(TILE, 1))
    answer("/N44/N44W073.hgt.gz", b"no tile")
    box = ["--south", "44.2", "--west=-73.5", "--north", "44.6", "--east=-71.5"]
    code, said = guywire("terrain", "download", *box, "--kind", "surface")
    assert code == 1
    assert "✓ 1/3 N44W072: 2,884,802 bytes, sha256 " in said
    assert "✗ 2/3 N44W073: N44W073: is no gzip file" in said
    assert "✓ 3/3 N44W074: not at the source" in said
    stored = sorted(path.name for path in (tmp_path / "surface").iterdir())
    assert stored == ["N44W072.hgt", "SHA256SUMS"]


def test_a_box_that_makes_no_sense_is_refused(source: str, guywire: Run) -> None:
    code, said = guywire(
        "terrain", "download", "--south", "45", "--west=-72", "--north", "44", "--east=-71"
    )
    assert (code, "north: must lie north of south" in said) == (2, True)
    code, said = guywire(
        "terrain", "download", "--south=-90", "--west=-180", "--north", "90", "--east", "180"
    )
    assert (code, "at most 400 are fetched" in said) == (2, True)


def test_without_a_source_nothing_is_asked(settings: Settings, guywire: Run) -> None:
    settings.GUYWIRE_TERRAIN_URL = ""
    code, said = guywire(
        "terrain", "download", "--south", "44", "--west=-72", "--north", "45", "--east=-71"
    )
    assert (code, "set GUYWIRE_TERRAIN_URL" in said) == (2, True)
