"""`make new-domain NAME=fleet ABOVE=network`: a new domain's rooms, registered in its layer."""

from __future__ import annotations

import re
import sys

from tools.writing import DOMAINS, ROOT, Refused, checked_name, contract, tidy, write_new

APPS = """from guywire.kit.events import DomainConfig


class Config(DomainConfig):
    name = "guywire.domains.{name}"
    label = "{name}"
"""
ROOMS = {
    "__init__.py": '"""{title}.\n\nOwns: …\nDoes not own: …\nMain verbs: …\n"""\n',
    "apps.py": APPS,
    "models.py": '"""Tables of the {name} domain."""\n',
    "urls.py": (
        "from django.urls import URLPattern\n\n"
        'app_name = "{name}"\nurlpatterns: list[URLPattern] = []\n'
    ),
    "api.py": "from ninja import Router\n\nrouters: tuple[Router, ...] = ()\n",
    "migrations/__init__.py": "",
    "tests/__init__.py": "",
}


def new_domain(name: str, above: str | None = None) -> None:
    """Write the rooms and register the domain; nothing is written when anything is refused."""
    checked_name("domain", name)
    folder = DOMAINS / name
    if folder.exists():
        raise Refused(f"the domain {name} exists already")
    layers = with_layer(contract("domains")["layers"], name, above)
    pyproject = pyproject_with(layers)
    registered = domains_with(name, above)
    for room, text in ROOMS.items():
        title = name.replace("_", " ").capitalize()
        write_new(folder / room, text.format(name=name, title=title))
    (ROOT / "pyproject.toml").write_text(pyproject, encoding="utf-8")
    (ROOT / "src/guywire/config/domains.py").write_text(registered, encoding="utf-8")
    tidy(folder)


def with_layer(layers: list[str], name: str, above: str | None) -> list[str]:
    """The layers with the new domain just above another, or on top; known names stay in place."""
    places = {member: row for row, layer in enumerate(layers) for member in members(layer)}
    if name in places:
        return layers
    if above is None:
        return [f"({name})", *layers]
    if above not in places:
        raise Refused(f"no domain {above!r} in the layers; there are {', '.join(sorted(places))}")
    row = places[above]
    return [*layers[:row], f"({name})", *layers[row:]]


def members(layer: str) -> list[str]:
    return re.findall(r"\w+", layer)


def pyproject_with(layers: list[str]) -> str:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    pattern = re.compile(r'(id = "domains".*?layers = \[\n)(.*?)(^\])', re.DOTALL | re.MULTILINE)
    rows = "".join(f'  "{layer}",\n' for layer in layers)
    changed, count = pattern.subn(lambda found: found[1] + rows + found[3], text, count=1)
    if count != 1:
        raise Refused(
            "the layers of the contract domains are not where they were in pyproject.toml"
        )
    return changed


def domains_with(name: str, above: str | None) -> str:
    """config/domains.py with the new domain after the one it stands above, or last."""
    text = (ROOT / "src/guywire/config/domains.py").read_text(encoding="utf-8")
    listed = re.search(r"DOMAINS = \((.*?)\)", text, re.DOTALL)
    if listed is None:
        raise Refused("DOMAINS is not where it was in src/guywire/config/domains.py")
    names = re.findall(r'"(\w+)"', listed[1])
    place = names.index(above) + 1 if above in names else len(names)
    names.insert(place, name)
    rows = ", ".join(f'"{known}"' for known in names)
    return text[: listed.start()] + f"DOMAINS = ({rows})" + text[listed.end() :]


def main(words: list[str]) -> int:
    if len(words) not in {1, 2}:
        print(__doc__)
        return 2
    try:
        new_domain(words[0], words[1] if len(words) > 1 and words[1] else None)
    except Refused as refusal:
        print(f"nothing was written: {refusal}", file=sys.stderr)
        return 1
    print(f"src/guywire/domains/{words[0]} stands; say in its __init__.py what it owns, then:")
    print(f'  make new-entity DOMAIN={words[0]} NAME=… FIELDS="name:str …"')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
