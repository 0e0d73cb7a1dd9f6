"""The joining of declarations stays small (docs/adr/0003-entity-kit.md)."""

from pathlib import Path

MOST_LINES = 1_500


def test_the_entity_kit_is_under_its_limit() -> None:
    home = Path(__file__).parents[1]
    files = [path for path in home.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]
    assert sum(len(path.read_text().splitlines()) for path in files) < MOST_LINES
