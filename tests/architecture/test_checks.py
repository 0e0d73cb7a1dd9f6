"""Each check of `make check` sees what it is there for: a violation is planted and caught."""

import shutil
import subprocess
from pathlib import Path

import pytest

from guywire.domains.tenants.models import Person
from tools import check, migrations

ROOT = Path(__file__).resolve().parents[2]
BESIDE = {
    "engines": "tests themselves",
    "docs": "test_docs.py",
    "api": "test_openapi.py",
    "contracts": "test_contracts.py",
    "laws": "test_laws.py",
    "format": "formatting only",
}
"""Where the other checks have their planted violations."""


def test_every_check_has_a_planted_violation() -> None:
    here = {"types", "engine-types", "migrations", "templates", "lint", "frontend"}
    assert {one.name for one in check.checks()} == here | BESIDE.keys()


def verdict(name: str, *more: str, cwd: Path = ROOT) -> tuple[int, str]:
    """The check's own tool, with its own configuration, on other files."""
    tool = next(one for one in check.checks() if one.name == name).command[0]
    done = subprocess.run(
        [tool, *more], cwd=cwd, env=check.environment(), capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_lint_catches_a_swallowed_error(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    good.write_text('"""Fine."""\n\nHEIGHT_M = 3\n')
    bad.write_text('"""Not."""\n\ntry:\n    import os\nexcept Exception:\n    pass\n')
    config = ("--config", str(ROOT / "pyproject.toml"), "--no-cache")
    assert verdict("lint", "check", *config, str(good))[0] == 0
    code, said = verdict("lint", "check", *config, str(bad))
    assert (code, "F401" in said, "S110" in said) == (1, True, True)


def test_templates_with_an_orphan_tag_are_caught(tmp_path: Path) -> None:
    for name, text, code in (("good", "<p>fine</p>\n", 0), ("bad", "<p>not</p></div>\n", 1)):
        page = tmp_path / f"{name}.html"
        page.write_text(text)
        assert verdict("templates", str(page), "--lint")[0] == code, name


@pytest.mark.slow
def test_an_untyped_function_is_caught(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("def height(metres):\n    return metres\n")
    config = ("--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(tmp_path / "cache"))
    code, said = verdict("types", *config, str(planted))
    assert (code, "no-untyped-def" in said) == (1, True), said


@pytest.mark.slow
def test_an_untyped_engine_is_caught(tmp_path: Path) -> None:
    engines = tmp_path / "src" / "guywire" / "engines"
    engines.mkdir(parents=True)
    (engines / "planted.py").write_text("def height(metres):\n    return metres\n")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    code, said = verdict("engine-types", "--warnings", cwd=tmp_path)
    assert (code, "reportMissingParameterType" in said) == (1, True), said


@pytest.fixture
def small_front_end(tmp_path: Path) -> Path:
    """The front end's own configuration and packages, with one module and one test."""
    for name in ("package.json", "tsconfig.json", "eslint.config.js"):
        shutil.copy(ROOT / "frontend" / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "frontend" / "node_modules")
    (tmp_path / "height.ts").write_text("export const height = (metres: number) => metres;\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "height.test.ts").write_text(
        'import assert from "node:assert/strict";\nimport test from "node:test";\n'
        'import { height } from "../height.ts";\n\n'
        'test("as given", () => { assert.equal(height(3), 3); });\n'
    )
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(("planted", "code", "seen"), [
    ("", 0, "pass 1"),
    ("export const wrong: number = height(\"3\");", 2, "TS2345"),
    ("export const any = JSON.parse(\"3\").metres;", 1, "no-unsafe-member-access"),
])  # fmt: skip
def test_a_front_end_with_a_wrong_type_or_an_unsafe_read_is_caught(
    small_front_end: Path, planted: str, code: int, seen: str
) -> None:
    with (small_front_end / "height.ts").open("a") as module:
        module.write(planted + "\n")
    said = verdict("frontend", "run", "--silent", "check", cwd=small_front_end)
    assert (said[0], seen in said[1]) == (code, True), said[1]


def test_a_missing_migration_is_caught(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = set(migrations.missing())
    monkeypatch.setattr(Person._meta.get_field("name"), "max_length", 121)
    assert set(migrations.missing()) - before == {"tenants: Alter field name on person"}
    assert migrations.main([]) == 1
    assert "no migration for tenants: Alter field name on person" in capsys.readouterr().out


def test_two_last_migrations_of_one_app_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    forked = {"network": {"0002_a", "0002_b"}}
    monkeypatch.setattr(migrations.MigrationLoader, "detect_conflicts", lambda _: forked)
    with pytest.raises(SystemExit, match="more than one last migration: network: 0002_"):
        migrations.missing()
