"""Each import contract of pyproject.toml catches a planted break in a small house of its own."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
NAMES = {contract["id"]: contract["name"] for contract in CONTRACTS}

ENGINES = ("geo", "money", "propagation", "pci", "rating")
KIT = (
    "errors", "clock", "shapes", "tenancy", "access", "audit", "jobs", "secrets", "events",
    "writing", "tables", "forms", "imports", "entity",
)  # fmt: skip
DOMAINS = ("tenants", "network", "customers", "cpe", "cbrs", "billing")
ROOMS = ("models", "inputs", "events", "queries", "services", "entities", "views", "urls")
DOORS = ("handlers", "tasks", "adapters", "api")


@pytest.fixture(scope="module")
def sound_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with the house's folders in which every contract holds."""
    root = tmp_path_factory.mktemp("house")
    (root / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    package = root / "src" / "guywire"
    folders = ["", "engines", "kit", "domains", "config", "processes"]
    folders += [f"engines/{name}" for name in ENGINES] + [f"kit/{name}" for name in KIT]
    folders += [f"domains/{name}" for name in DOMAINS]
    for folder in folders:
        (package / folder).mkdir(parents=True, exist_ok=True)
        (package / folder / "__init__.py").write_text("")
    for domain in DOMAINS:
        for room in ROOMS + DOORS:
            (package / "domains" / domain / f"{room}.py").write_text("")
    (package / "kit" / "tenancy" / "platform.py").write_text("")
    return root


@pytest.fixture
def house(sound_house: Path, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "house"
    shutil.copytree(sound_house, copy)
    yield copy
    shutil.rmtree(copy)


def plant(house: Path, place: str, line: str) -> None:
    path = house / "src" / "guywire" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + line + "\n")


def broken_contracts(house: Path) -> set[str]:
    result = subprocess.run(
        [LINT_IMPORTS, "--no-cache"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house / "src"), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts: " in result.stdout, result.stdout + result.stderr
    broken = {
        key for key, name in NAMES.items() if re.search(rf"{re.escape(name)} BROKEN", result.stdout)
    }
    assert (result.returncode != 0) == bool(broken)
    return broken


def test_the_sound_house_keeps_all_nine(sound_house: Path) -> None:
    assert len(CONTRACTS) == 9
    assert broken_contracts(sound_house) == set()


BREAKS = [
    ("house", "engines/geo/__init__.py", "from guywire.kit import errors"),
    ("house", "kit/errors/__init__.py", "from guywire.domains.network import models"),
    ("house", "attic/__init__.py", ""),
    ("domains", "domains/customers/services.py", "from guywire.domains.billing import events"),
    ("domains", "domains/cpe/services.py", "from guywire.domains.cbrs import services"),
    ("domains", "domains/planted_fleet/__init__.py", ""),
    ("rooms", "domains/billing/queries.py", "from guywire.domains.billing import services"),
    ("rooms", "domains/billing/models.py", "from . import events"),
    ("doors", "domains/billing/services.py", "from guywire.domains.network import handlers"),
    ("engines-pure", "engines/rating/__init__.py", "from django.utils import timezone"),
    ("engines-apart", "engines/pci/__init__.py", "from guywire.engines import propagation"),
    ("engines-apart", "engines/astrology/__init__.py", ""),
    ("no-network-in-services", "domains/cbrs/services.py", "import httpx"),
    ("all-tenants", "domains/billing/services.py", "from guywire.kit.tenancy import platform"),
    ("kit", "kit/tenancy/__init__.py", "from guywire.kit import events"),
    ("kit", "kit/tables/__init__.py", "from guywire.kit import entity"),
    ("kit", "kit/forms/__init__.py", "from guywire.kit import tables"),
    ("kit", "kit/drawer/__init__.py", ""),
]


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "place", "line"), BREAKS)
def test_a_planted_break_is_caught(house: Path, contract: str, place: str, line: str) -> None:
    plant(house, place, line)
    assert broken_contracts(house) == {contract}


def test_every_contract_has_a_planted_break() -> None:
    assert {contract for contract, _, _ in BREAKS} == set(NAMES)
