"""Every law of `tools/laws` catches its bad sample, passes its good one, and holds for the tree."""

from pathlib import Path, PurePosixPath

import pytest

from tools.laws import files
from tools.laws.__main__ import LAWS, ROOT, breaches_of_tree
from tools.laws.reading import Law, Module

SAMPLES = Path(__file__).parent / "samples"
BY_NAME = {law.name: law for law in LAWS}
# A breach of a whole file is reported where the file goes wrong, not on a marked line.
WHOLE_FILE = {"long-module": [401], "vague-names": [1]}


def sample(law: Law, kind: str) -> Module:
    text = (SAMPLES / law.name / f"{kind}.py").read_text()
    place = text.partition("\n")[0].removeprefix("# stands at: ")
    return Module(PurePosixPath(place), text)


def marked(module: Module) -> list[int]:
    lines = enumerate(module.source.splitlines(), start=1)
    return [number for number, line in lines if "BREACH" in line]


@pytest.mark.parametrize("name", BY_NAME)
def test_a_planted_breach_is_caught_on_its_line(name: str) -> None:
    module = sample(BY_NAME[name], "bad")
    found = {breach.line for breach in BY_NAME[name].breaches(module)}
    assert sorted(found) == WHOLE_FILE.get(name, marked(module))
    assert found


@pytest.mark.parametrize("name", BY_NAME)
def test_the_right_way_to_write_it_passes(name: str) -> None:
    assert BY_NAME[name].breaches(sample(BY_NAME[name], "good")) == []


def test_a_compiled_kernel_may_be_longer() -> None:
    long = sample(BY_NAME["long-function"], "bad").source
    kernel = Module(PurePosixPath("src/guywire/engines/propagation/kernels/itm.py"), long)
    assert BY_NAME["long-function"].breaches(kernel) == []


def test_every_sample_belongs_to_a_law() -> None:
    assert {folder.name for folder in SAMPLES.iterdir()} == set(BY_NAME)


def test_the_tree_keeps_every_law() -> None:
    assert [str(breach) for breach in breaches_of_tree(ROOT)] == []


HOME = "/".join(["", "home", "someone", "guywire"])


@pytest.mark.parametrize(
    ("name", "text", "law"),
    [
        ("notes.md", f"run it in {HOME}/src", "machine-path"),
        ("notes.md", "it stands in /srv/clones/guywire today", "machine-path"),
        (
            "package-lock.json",
            '{"resolved": "https://' + 'registry.example/a.tgz"}',
            "registry-host",
        ),
        ("requirements.lock", "--index-url mirror\nx==1", "registry-host"),
        ("requirements.lock", "x @ https://" + "example.org/x.whl", "registry-host"),
        ("key.pem", "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B", "private-key"),
    ],
)
def test_what_must_not_be_in_the_tree_is_seen(name: str, text: str, law: str) -> None:
    root = Path("/srv/clones/guywire")
    assert [b.law for b in files.breaches_of_text(PurePosixPath(name), text, root)] == [law]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "see https://example.org and src/guywire/kit; ../srv/clones/guywire"),
        ("package-lock.json", '{"integrity": "sha512-x", "version": "1.0.0"}'),
        ("deploy/guywire.service", "ExecStart=/opt/guywire/bin/guywire web"),
    ],
)
def test_ordinary_text_passes(name: str, text: str) -> None:
    root = Path("/srv/clones/guywire")
    assert files.breaches_of_text(PurePosixPath(name), text, root) == []
