"""Terrain for the domain's tests: the folder they see holds the White Mountains, or nothing."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from guywire.domains.network.models import Sector
from guywire.domains.network.tests import make
from guywire.domains.network.tests.studying import CANNON
from guywire.domains.tenants.models import Tenant
from guywire.kit.tenancy import in_tenant


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


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder for what tenants keep outside the database."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def hill(wisp: Tenant) -> list[Sector]:
    """Two sectors on a summit that look north and south."""
    with in_tenant(wisp.pk, actor="test"):
        site = make.live_site(name="Cannon", latitude=CANNON[0], longitude=CANNON[1])
        return [
            make.sector_on_air(
                site_id=site.pk, name=name, azimuth_deg=azimuth, mechanical_tilt_deg=5, pci=azimuth
            )
            for name, azimuth in (("North", 335), ("South", 155))
        ]
