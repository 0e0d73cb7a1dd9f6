"""The shell's pages, from the context that kit.pages.shell fills."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template import Context, Engine
from django.test import RequestFactory, override_settings
from django.utils import translation

import guywire

TEMPLATES = Path(guywire.__file__).parent / "templates"
ENGINE = Engine(
    dirs=[str(TEMPLATES)],
    libraries={
        "i18n": "django.templatetags.i18n",
        "static": "django.templatetags.static",
        "shell": "guywire.kit.pages.templatetags.shell",
    },
)
MEMBERSHIPS = [
    {"name": "Kinsman <Ridge>", "url": "/t/kinsman/", "active": True},
    {"name": "Second Valley", "url": "/t/second/", "active": False},
]
SHELL = {
    "navigation": [
        {
            "label": "Plan",
            "icon": "map-2",
            "items": [{"label": "Sites", "url": "/sites/", "icon": "antenna", "active": True}],
        }
    ],
    "tenant": {"name": "Kinsman <Ridge>", "slug": "kinsman", "accent": "#0b5cad", "logo_url": ""},
    "memberships": MEMBERSHIPS,
    "person": {"name": "Ada Lovelace", "email": "ada@example.org", "url": "/account/"},
    "entering": None,
    "search_url": "/search/",
    "help_url": "/help/sites/",
    "sign_out_url": "/sign-out/",
}


def page(name: str, language: str = "en", **shell: object) -> str:
    context = {"shell": SHELL | shell, "request": RequestFactory().get("/sites/")}
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with translation.override(language), override_settings(STATIC_URL="/static/", STORAGES=plain):
        return ENGINE.get_template(name).render(Context(context))


def test_a_page_has_its_landmarks_and_a_way_past_the_navigation() -> None:
    text = page("base.html")
    assert text.index('href="#main"') < text.index('id="gw-sidebar"')
    assert text.count("<main ") == 1
    assert text.count("<nav ") == 1
    assert text.count("<header ") == 1
    assert '<html lang="en" dir="ltr"' in text
    assert 'data-accent="#0b5cad"' in text


def test_names_are_escaped_and_shown_in_title_and_switcher() -> None:
    text = page("base.html")
    assert "<Ridge>" not in text
    assert "Kinsman &lt;Ridge&gt; · Guywire</title>" in text
    assert '<a class="dropdown-item" href="/t/kinsman/" aria-current="true">' in text
    assert '<a class="dropdown-item" href="/t/second/">' in text


def test_a_person_of_one_tenant_gets_no_switcher() -> None:
    text = page("base.html", memberships=MEMBERSHIPS[:1])
    assert "gw-tenant-only" in text
    assert "Switch organization" not in text


def test_signing_out_is_a_post() -> None:
    assert '<form method="post" action="/sign-out/">' in page("base.html")


def test_an_operator_inside_a_tenant_sees_the_banner() -> None:
    entering = {
        "reason": "TKT-1 <map>",
        "until": datetime(2026, 3, 1, 14, tzinfo=UTC),
        "leave_url": "/leave/",
    }
    text = page("base.html", entering=entering)
    assert 'class="gw-entering"' in text
    assert "TKT-1 &lt;map&gt;" in text
    assert '<form method="post" action="/leave/">' in text
    assert "gw-entering" not in page("base.html")


def test_without_search_help_and_person_their_parts_are_absent() -> None:
    text = page("base.html", search_url="", help_url="", person=None, tenant=None)
    for part in ("gw-search", "gw-help", "gw-avatar", "gw-tenant", "data-accent"):
        assert part not in text


def test_a_right_to_left_language_turns_the_page() -> None:
    text = page("base.html", language="ar")
    assert '<html lang="ar" dir="rtl"' in text
    assert "built/app-rtl.css" in text
    assert "built/app.css" not in text


@pytest.mark.parametrize("name", ["base.html", "bare.html", "403.html", "404.html", "500.html"])
def test_no_page_names_another_host_or_runs_inline_script(name: str) -> None:
    text = page(name)
    assert "//" not in re.sub(r"https?://www\.w3\.org/\S+", "", text)
    assert re.search(r"<script(?![^>]* src=)", text) is None
    assert re.search(r"\son\w+=|<style|\sstyle=", text) is None


def test_every_template_of_the_shell_compiles() -> None:
    names = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob("*.html")]
    names += [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob("components/*.html")]
    assert len(names) >= 30
    for name in names:
        ENGINE.get_template(name)
