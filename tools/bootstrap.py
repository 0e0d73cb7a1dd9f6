"""Turns a fresh clone into a working tree: Python packages, built front end, test browser.

Runs under any Python 3.11 or newer with the standard library alone. Every part leaves a stamp (the
hash of its inputs) under `.venv/.stamps/`, so that a second run only compares hashes. Package
indexes, proxies and certificates are those the machine is configured with; none is named here.

    tools/bootstrap.py python frontend browser      # the parts `make test` needs
    tools/bootstrap.py lock                         # resolve requirements.lock anew
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
STAMPS = VENV / ".stamps"
LOCK = ROOT / "requirements.lock"
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "src" / "guywire" / "static" / "built"
OLDEST = (3, 11)
COOL_DOWN_DAYS = 7

# What pip calls a setting, and the variable by which uv knows the same one.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}


class Failed(Exception):
    """A part that cannot be set up; the message says what to do about it."""


def say(text: str) -> None:
    print(f"[setup] {text}", flush=True)


def run(*command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> None:
    """Run a command, raising `Failed` with its command line when it does not succeed."""
    words = [str(word) for word in command]
    try:
        code = subprocess.run(words, check=False, cwd=cwd, env=env).returncode
    except OSError as error:
        raise Failed(f"{words[0]} cannot be started: {error}") from error
    if code != 0:
        raise Failed(f"`{' '.join(words)}` ended with status {code}")


def succeeds(*command: str | Path, timeout_s: float = 120) -> bool:
    """Whether the command exists, ends in time and reports success; prints nothing."""
    words = [str(word) for word in command]
    try:
        result = subprocess.run(
            words, check=False, capture_output=True, timeout=timeout_s, cwd=ROOT
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0


# Stamps


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """SHA-256 over the names and contents of the files and over the extra words."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    for word in extra:
        digest.update(f"\0{word}".encode())
    return digest.hexdigest()


def is_fresh(part: str, mark: str) -> bool:
    stamp = STAMPS / part
    return stamp.is_file() and stamp.read_text() == mark


def stamp(part: str, mark: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / part).write_text(mark)


# Python packages


def set_up_python() -> None:
    """Create `.venv`, install the hashed lock, then the project itself in editable form."""
    mark = fingerprint([LOCK], str(ROOT))
    if not PYTHON.exists() or not is_fresh("python", mark):
        if not succeeds(PYTHON, "-c", ""):
            create_venv()
        install_lock()
        stamp("python", mark)
    project = fingerprint([ROOT / "pyproject.toml"], mark)
    if not is_fresh("project", project):
        say("installing guywire itself (editable)")
        pip = installer()
        run(*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT, env=uv_environment())
        stamp("project", project)


def create_venv() -> None:
    say(f"creating .venv with Python {sys.version.split()[0]}")
    shutil.rmtree(VENV, ignore_errors=True)
    base = getattr(sys, "_base_executable", sys.executable) or sys.executable
    if succeeds(base, "-m", "venv", VENV):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if succeeds(base, "-m", "virtualenv", VENV) or succeeds("uv", "venv", "--seed", VENV):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if is_root_on_debian():
        say(f"this Python has no ensurepip: installing {package} with apt")
        apt_install(package)
        shutil.rmtree(VENV, ignore_errors=True)
    if not succeeds(base, "-m", "venv", VENV):
        raise Failed(
            f"{base} cannot create a virtual environment; "
            f"install its venv module (on Debian and Ubuntu: apt install {package}) and try again"
        )


def install_lock() -> None:
    """Install every package of the lock with its hash: by uv, or by pip where uv cannot."""
    say("installing the packages of requirements.lock")
    began = time.monotonic()
    if install_uv():
        try:
            uv: list[str | Path] = [BIN / "uv", "pip", "sync", "--quiet", "--require-hashes"]
            run(*uv, LOCK, env=uv_environment())
            say(f"installed by uv in {time.monotonic() - began:.0f} s")
            return
        except Failed as error:
            say(f"uv could not install them ({error}); trying pip")
    run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", LOCK)
    say(f"installed by pip in {time.monotonic() - began:.0f} s")


def install_uv() -> bool:
    """Install the locked uv, checked by its hashes; False where there is none for this machine."""
    pinned = re.search(r"^uv==.*?(?=^\S)", LOCK.read_text() + "end", re.MULTILINE | re.DOTALL)
    if pinned is None:
        return False
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirement:
        requirement.write(pinned.group())
        requirement.flush()
        pip: list[str | Path] = [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--no-deps",
        ]
        return succeeds(*pip, "--only-binary", ":all:", "-r", requirement.name, timeout_s=300)


def installer() -> list[str | Path]:
    if (BIN / "uv").exists():
        return [BIN / "uv", "pip", "install", "--quiet"]
    return [PYTHON, "-m", "pip", "install", "--quiet"]


def uv_environment() -> dict[str, str]:
    """The environment for uv: what pip is configured with on this machine, in uv's own names."""
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    # pip weighs all its indexes alike; the hashes of the lock guard against a swapped package.
    environment.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    listed = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    for line in listed.stdout.splitlines():
        key, _, quoted = line.partition("=")
        name = UV_NAMES.get(key.rpartition(".")[2])
        if name and name not in os.environ:
            value = str(ast.literal_eval(quoted))
            environment[name] = ("," if name == "UV_FIND_LINKS" else " ").join(value.split())
    return environment


# Front end


def set_up_frontend() -> None:
    """Install the locked npm packages and build the islands with the node of the environment."""
    packages = [FRONTEND / "package.json", FRONTEND / "package-lock.json"]
    missing = [path for path in packages if not path.is_file()]
    if missing:
        raise Failed(f"{missing[0].relative_to(ROOT)} is missing: the clone is not complete")
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    mark = fingerprint(packages)
    if not (FRONTEND / "node_modules").is_dir() or not is_fresh("npm", mark):
        say("installing the packages of frontend/package-lock.json")
        npm: list[str | Path] = [BIN / "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        run(*npm, cwd=FRONTEND, env=environment)
        stamp("npm", mark)
    sources = fingerprint(frontend_sources(), mark)
    if not BUILT.is_dir() or not is_fresh("frontend", sources):
        say("building the front end")
        run(BIN / "npm", "run", "--silent", "build", cwd=FRONTEND, env=environment)
        if not BUILT.is_dir():
            raise Failed(f"the build left nothing in {BUILT.relative_to(ROOT)}")
        stamp("frontend", sources)


def frontend_sources() -> list[Path]:
    found: list[Path] = []
    for folder, names, files in os.walk(FRONTEND):
        names[:] = [name for name in names if name not in {"node_modules", "dist", "coverage"}]
        found += [Path(folder) / name for name in files if not name.endswith(".tsbuildinfo")]
    return found


# Browser


def set_up_browser() -> None:
    """Find or fetch a Chromium that starts, and leave its path in `.venv/.stamps/browser`."""
    known = STAMPS / "browser"
    if known.is_file() and Path(known.read_text()).exists():
        return
    attempts: list[tuple[str, Callable[[], str | None]]] = [
        ("TEST_BROWSER", lambda: os.environ.get("TEST_BROWSER")),
        ("an installed Chromium", installed_chromium),
        ("Debian's chromium", debian_chromium),
        ("Playwright's Chromium", playwright_chromium),
    ]
    tried: list[str] = []
    for name, find in attempts:
        path = find()
        if path and starts(path):
            say(f"browser for the tests: {path}")
            stamp("browser", path)
            return
        tried.append(f"{name}: {f'{path} does not start' if path else 'none'}")
    raise Failed(
        "no browser for the tests.\n  " + "\n  ".join(tried) + "\n  Install Chromium (on Debian: "
        "apt install chromium), or point TEST_BROWSER at one, and try again."
    )


def starts(path: str) -> bool:
    """Whether the browser renders an empty page without a screen."""
    flags = ["--headless=new", "--disable-gpu", "--no-sandbox", "--dump-dom"]
    with tempfile.TemporaryDirectory() as profile:
        return succeeds(path, *flags, f"--user-data-dir={profile}", "about:blank", timeout_s=60)


def installed_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


def debian_chromium() -> str | None:
    if not is_root_on_debian():
        return None
    say("installing chromium with apt")
    try:
        apt_install("chromium", "fonts-dejavu-core")
    except Failed as error:
        say(str(error))
    return shutil.which("chromium")


def playwright_chromium() -> str | None:
    say("downloading Playwright's Chromium")
    try:
        run(BIN / "playwright", "install", "chromium")
    except Failed as error:
        say(str(error))
        return None
    code = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as play: print(play.chromium.executable_path)"
    )
    shown = subprocess.run([PYTHON, "-c", code], check=False, capture_output=True, text=True)
    return shown.stdout.strip() or None


def is_root_on_debian() -> bool:
    release = Path("/etc/os-release")
    is_debian = release.is_file() and re.search(r"^ID=debian$", release.read_text(), re.MULTILINE)
    return bool(is_debian) and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", env=environment)
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, env=environment)


# The lock


def lock() -> None:
    """Resolve `requirements.lock` for every platform, leaving out releases of the last week."""
    set_up_python()
    newest = time.strftime("%Y-%m-%d", time.gmtime(time.time() - COOL_DOWN_DAYS * 86_400))
    flags = ["--universal", "--generate-hashes", "--no-header", "--all-extras", "--quiet"]
    flags += ["--python-version", ".".join(map(str, OLDEST)), "--output-file", LOCK.name]
    resolve: list[str | Path] = [BIN / "uv", "pip", "compile", "pyproject.toml", *flags]
    try:
        run(*resolve, "--exclude-newer", newest, env=uv_environment())
    except Failed:
        say(f"no set of packages from before {newest} fits, or the index tells no release dates;")
        say("resolving without the cool-down: look at the new releases before you commit")
        run(*resolve, env=uv_environment())


PARTS: dict[str, Callable[[], None]] = {
    "python": set_up_python,
    "frontend": set_up_frontend,
    "browser": set_up_browser,
    "lock": lock,
}


def main(words: list[str]) -> int:
    if sys.version_info < OLDEST:
        found = sys.version.split()[0]
        print(f"[setup] Guywire needs Python 3.11 or newer; {sys.executable} is {found}.")
        return 1
    unknown = [word for word in words if word not in PARTS]
    if unknown or not words:
        print(f"usage: {Path(__file__).name} [{'|'.join(PARTS)}]...", file=sys.stderr)
        return 2
    try:
        for word in words:
            PARTS[word]()
    except Failed as error:
        print(f"[setup] FAILED: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
