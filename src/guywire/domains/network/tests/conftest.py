"""Terrain for the domain's tests: the folder they see holds the White Mountains, or nothing."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from guywire.domains.network.tests import make


@pytest.fixture
def terrain(settings: Settings) -> Path:
    """The real tile N44W072."""
    settings.GUYWIRE_TERRAIN_DIR = make.TERRAIN
    return make.TERRAIN


@pytest.fixture
def cover(settings: Settings, tmp_path: Path) -> dict[str, Path]:
    """Empty folders for a surface model and for land cover."""
    folders = {"surface": tmp_path / "surface", "landcover": tmp_path / "landcover"}
    settings.GUYWIRE_SURFACE_DIR = folders["surface"]
    settings.GUYWIRE_LANDCOVER_DIR = folders["landcover"]
    return folders


@pytest.fixture
def no_terrain(settings: Settings, tmp_path: Path) -> Path:
    """An empty terrain folder."""
    settings.GUYWIRE_TERRAIN_DIR = tmp_path / "terrain"
    return tmp_path / "terrain"
