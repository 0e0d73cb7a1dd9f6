"""The help panel: the page of ``src/guywire/help`` that fits the place, as the docs have it."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

FOLDER = Path(__file__).resolve().parents[2] / "help"
TOPIC = re.compile(r"[a-z0-9_-]+(?::[a-z0-9_-]+)*")
GENERAL = "index"


@dataclass(frozen=True, slots=True)
class HelpPage:
    """``html`` is made of our own files with HTML switched off, so that its template trusts it."""

    topic: str
    html: str


@cache
def _page(name: str) -> HelpPage | None:
    path = FOLDER / f"{name}.md"
    if not path.is_file():
        return None
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(path.read_text())
    return HelpPage(name, html)


def help_page(topic: str) -> HelpPage | None:
    """The most exact page there is: ``network-site-list``, ``network-site``, ``network``, index."""
    parts = topic.replace(":", "-").split("-") if TOPIC.fullmatch(topic) else []
    for length in range(len(parts), 0, -1):
        page = _page("-".join(parts[:length]))
        if page is not None:
            return page
    return _page(GENERAL)
