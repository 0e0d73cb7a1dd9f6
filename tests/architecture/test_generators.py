"""What `make new-domain` and `make new-entity` write keeps every law from its first minute."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.fields import parse, parse_one
from tools.new_domain import with_layer
from tools.writing import Refused

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
GENERATOR = ("name:str", "rated_kw:decimal", "site:network.Site", "tested_on:date?")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree without what it has built, as a place that may be written into."""
    target = tmp_path_factory.mktemp("generated")
    left_out = shutil.ignore_patterns("__pycache__", "built", "*.egg-info")
    for folder in ("src", "tools"):
        shutil.copytree(ROOT / folder, target / folder, ignore=left_out)
    shutil.copy(ROOT / "pyproject.toml", target)
    return target


def run(clone: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(clone / "src"),
        "DJANGO_SETTINGS_MODULE": "guywire.config.settings",
        "GUYWIRE_DATA_DIR": str(clone / "data"),
    }
    words = [str(word) for word in command]
    return subprocess.run(
        words, cwd=clone, env=environment, capture_output=True, text=True, check=False
    )


def new_entity(clone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run(clone, sys.executable, "-m", "tools.new_entity", *words)


@pytest.fixture(scope="module")
def fleet(clone: Path) -> Path:
    """A generated domain with two entities, the second pointing to the first."""
    made = run(clone, sys.executable, "-m", "tools.new_domain", "planted_fleet", "network")
    assert made.returncode == 0, made.stderr
    fields = ("name:str", "kind:choice(truck|van)", "odometer_km:int?", "bought_on:date")
    for words in (
        ("planted_fleet", "vehicle", *fields),
        (
            "planted_fleet",
            "fuel_card",
            "number:str",
            "vehicle:planted_fleet.Vehicle?",
            "seen_at:datetime?",
        ),
    ):
        made = new_entity(clone, *words)
        assert made.returncode == 0, made.stdout + made.stderr
    return clone / "src" / "guywire" / "domains" / "planted_fleet"


@pytest.mark.slow
def test_generated_code_is_formatted_linted_and_within_the_contracts(
    clone: Path, fleet: Path
) -> None:
    for command in (
        (BIN / "ruff", "format", "--check", fleet),
        (BIN / "ruff", "check", fleet),
    ):
        done = run(clone, *command)
        assert done.returncode == 0, done.stdout + done.stderr
    # Only what was generated is judged here; the tree itself is judged by make check.
    assert "domains.planted_fleet" not in run(clone, BIN / "lint-imports", "--no-cache").stdout


@pytest.mark.slow
def test_generated_migrations_are_complete_and_carry_the_table_rules(
    clone: Path, fleet: Path
) -> None:
    assert "for planted_fleet" not in run(clone, sys.executable, "-m", "tools.migrations").stdout
    second = (fleet / "migrations" / "0002_fuel_card.py").read_text()
    for rule in (
        "TenantRows(",
        "AuditTrail(",
        'SameTenant(\n                        field="vehicle"',
    ):
        assert rule in second


@pytest.mark.slow
def test_a_second_entity_joins_the_doors_of_the_first(fleet: Path) -> None:
    assert "urlpatterns = entity_urls(VEHICLE, FUEL_CARD)" in (fleet / "urls.py").read_text()
    assert "routers = entity_routers(VEHICLE, FUEL_CARD)" in (fleet / "api.py").read_text()


@pytest.mark.slow
def test_an_entity_joins_rooms_that_are_packages(clone: Path, fleet: Path) -> None:
    network = fleet.parent / "network"
    assert (network / "models").is_dir()
    made = new_entity(clone, "network", "generator", *GENERATOR)
    assert made.returncode == 0, made.stdout + made.stderr
    for room, name in (("models", "Generator"), ("inputs", "GeneratorInput")):
        exported = (network / room / "__init__.py").read_text()
        assert f"from .generators import {name}\n" in exported
        assert f'    "{name}",\n' in exported
    rooms = ("models", "inputs", "queries", "services", "entities")
    written = [network / room / "generators.py" for room in rooms]
    checked = run(clone, BIN / "ruff", "check", *written, network / "tests")
    assert checked.returncode == 0, checked.stdout
    rows = (network / "tests" / "make.py").read_text()
    assert "def generator_input(**fields: Any) -> GeneratorInput:" in rows
    assert 'given["site_id"] = site().pk' in rows


@pytest.mark.slow
def test_a_refused_entity_leaves_nothing_behind(clone: Path, fleet: Path) -> None:
    before = {path: path.read_bytes() for path in fleet.rglob("*.py")}
    for words, reason in (
        (("planted_fleet", "vehicle", "name:str"), "has a model Vehicle already"),
        (("nowhere", "vehicle", "name:str"), "there is no domain nowhere"),
        (("planted_fleet", "trip", "name:str", "site:network.Nope"), "there is no model Nope"),
    ):
        refused = new_entity(clone, *words)
        assert refused.returncode == 1
        assert reason in refused.stderr
    assert {path: path.read_bytes() for path in fleet.rglob("*.py")} == before


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["name"], "write name:kind"),
        (["name:str", "id:int"], "the name is taken"),
        (["name:str", "cost:money"], "kinds are"),
        (["name:str", "name:text"], "given twice: name"),
        (["name:str", "is_spare:bool?"], "begins with no and is never absent"),
        (["name:str", "fuel:choice(gas|diesel)?"], "begins with its first word"),
        (["Name:str"], "lower-case words"),
        (["size:int"], "the first field names a row"),
        (["name:str?"], "the first field names a row"),
        ([], "the first field names a row"),
    ],
)
def test_a_field_that_cannot_be_is_refused(words: list[str], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        parse(words)


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("name:str", "name: str = Field(min_length=1, max_length=120)"),
        ("name:str?", 'name: str = Field(default="", max_length=120)'),
        ("note:text", "note: str = Field(min_length=1)"),
        ("note:text?", 'note: str = ""'),
        ("rated_kw:decimal", "rated_kw: Decimal = Field(max_digits=12, decimal_places=3)"),
        ("odometer_km:int?", "odometer_km: int | None = None"),
        ("bought_on:date", "bought_on: date"),
    ],
)
def test_an_input_refuses_what_its_column_cannot_hold(word: str, line: str) -> None:
    assert parse_one(word).write_line("Vehicle") == line


def test_a_new_layer_stands_just_above_the_named_domain() -> None:
    layers = ["(billing)", "(customers) | (leads)", "(network)"]
    assert with_layer(layers, "planted_fleet", "network") == [
        *layers[:2],
        "(planted_fleet)",
        "(network)",
    ]
    assert with_layer(layers, "planted_fleet", None) == ["(planted_fleet)", *layers]
    assert with_layer(layers, "leads", "network") == layers
    with pytest.raises(Refused, match="no domain 'nowhere'"):
        with_layer(layers, "planted_fleet", "nowhere")
