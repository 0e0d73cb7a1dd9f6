"""The workshop itself: a check that cannot run fails, stamps notice change, the lock covers all."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

from tools import bootstrap, check

ROOT = Path(__file__).resolve().parents[2]
TARGETS = (
    "setup",
    "run",
    "demo",
    "check",
    "fix",
    "test",
    "test-domains",
    "test-engines",
    "test-domain",
    "browser",
    "migrate",
    "migrations",
    "db-reset",
    "docs",
    "new-domain",
    "new-entity",
    "bench",
    "lock",
)


def saying(text: str, status: int) -> check.Check:
    code = f"print({text!r}); raise SystemExit({status})"
    return check.Check(text, (sys.executable, "-c", code))


def test_a_failing_check_fails_the_whole_and_is_shown_at_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcomes = list(check.run_all([saying("fine", 0), saying("broken", 3)], at_once=2))
    assert {o.check.name: o.passed for o in outcomes} == {"fine": True, "broken": False}
    assert check.report(outcomes, 1.0) == 1
    shown = capsys.readouterr().out
    assert "--- broken" in shown
    assert "--- fine" not in shown
    assert shown.endswith("2 checks in 1.0 s: 1 failed: broken\n")


def test_only_passing_checks_pass_the_whole() -> None:
    assert check.report(list(check.run_all([saying("fine", 0)], at_once=1)), 1.0) == 0


def test_a_check_without_its_tool_or_folder_fails() -> None:
    gone = ROOT / "no-such-folder"
    assert not check.run(check.Check("tool", (str(gone / "ruff"),))).passed
    assert not check.run(check.Check("folder", (sys.executable, "-c", ""), gone)).passed


def test_an_unknown_check_is_refused() -> None:
    assert [c.name for c in check.choose(["laws"])] == ["laws"]
    with pytest.raises(SystemExit, match="no check named lawns"):
        check.choose(["lawns"])


def test_every_promised_target_is_in_the_makefile_with_its_help() -> None:
    text = (ROOT / "Makefile").read_text()
    assert [t for t in TARGETS if not re.search(rf"^{t}:.*## \S", text, re.MULTILINE)] == []


def test_a_changed_input_is_not_fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "STAMPS", tmp_path / "stamps")
    source = tmp_path / "package.json"
    source.write_text("{}")
    first = bootstrap.fingerprint([source])
    assert not bootstrap.is_fresh("npm", first)
    bootstrap.stamp("npm", first)
    assert bootstrap.is_fresh("npm", first)
    source.write_text('{"name": "other"}')
    assert not bootstrap.is_fresh("npm", bootstrap.fingerprint([source]))
    source.rename(tmp_path / "renamed.json")
    assert bootstrap.fingerprint([tmp_path / "renamed.json"]) != first


def test_no_browser_is_a_failure_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "STAMPS", tmp_path)
    monkeypatch.setenv("TEST_BROWSER", str(tmp_path / "nothing"))
    for way in ("installed_chromium", "debian_chromium", "playwright_chromium"):
        monkeypatch.setattr(bootstrap, way, lambda: None)
    with pytest.raises(bootstrap.Failed, match="apt install chromium") as failure:
        bootstrap.set_up_browser()
    assert "TEST_BROWSER: " + str(tmp_path / "nothing") in str(failure.value)
    assert not (tmp_path / "browser").exists()


def test_an_old_python_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    assert bootstrap.main(["python"]) == 1
    assert "needs Python 3.11 or newer" in capsys.readouterr().out


def test_the_lock_covers_every_dependency_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[^\w.-]", line)[0].lower() for line in wanted}
    blocks = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text())
    locked = {re.split(r"==|\[", block)[0].lower(): block for block in blocks if "==" in block}
    assert names - set(locked) == set()
    assert [name for name, block in locked.items() if "--hash=sha256:" not in block] == []
