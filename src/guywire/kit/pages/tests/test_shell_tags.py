from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.db.models import TextChoices
from django.template import Context, Engine
from django.test import RequestFactory, override_settings
from django.utils import timezone, translation

import guywire
from guywire.kit.pages.statuses import icon_of, tone_of
from guywire.kit.pages.templatetags import shell

TEMPLATES = Path(guywire.__file__).parent / "templates"
ENGINE = Engine(
    dirs=[str(TEMPLATES)],
    libraries={
        "i18n": "django.templatetags.i18n",
        "static": "django.templatetags.static",
        "shell": "guywire.kit.pages.templatetags.shell",
    },
)


def rendered(text: str, **context: object) -> str:
    template = ENGINE.from_string("{% load shell %}" + text)
    with (
        translation.override("en"),
        timezone.override(UTC),
        override_settings(
            STATIC_URL="/static/",
            STORAGES={
                "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
            },
        ),
    ):
        return template.render(Context(context)).strip()


@dataclass(frozen=True)
class Amount:
    minor: int
    currency: str


class Status(TextChoices):
    LIVE = "live", "On air"


def test_icon_points_into_the_sprite_and_is_hidden_from_readers() -> None:
    assert rendered('{% icon "filled/star" class="gw-flip" %}') == (
        '<svg class="icon gw-flip" aria-hidden="true" focusable="false">'
        '<use href="/static/built/icons.svg#filled-star"></use></svg>'
    )


def test_badge_of_an_enum_member_shows_its_own_word_tone_and_icon() -> None:
    text = rendered("{% badge status %}", status=Status.LIVE)
    assert 'class="gw-badge gw-ok"' in text
    assert "#circle-check" in text
    assert text.endswith("On air</span>")


def test_badge_of_an_unknown_word_is_neutral_and_escaped() -> None:
    text = rendered("{% badge status %}", status="<b>odd")
    assert 'class="gw-badge gw-off"' in text
    assert text.endswith("&lt;b&gt;odd</span>")


def test_badge_takes_a_label_a_tone_and_a_title() -> None:
    text = rendered('{% badge "x" "Loud" tone="bad" title="Why" %}')
    assert text.startswith('<span class="gw-badge gw-bad" title="Why">')
    assert "#circle-x" in text
    assert text.endswith("Loud</span>")


@pytest.mark.parametrize("word", ["in_progress", "In progress", " IN-PROGRESS "])
def test_a_status_word_is_found_however_it_is_written(word: str) -> None:
    assert (tone_of(word), icon_of(word)) == ("info", "progress")


@pytest.mark.parametrize(
    ("value", "arguments", "expected"),
    [
        (12345.678, '"m"',
         '<span class="num">12,345.68\u202f<span class="gw-unit">m</span></span>'),
        (30, '"m" 1', '<span class="num">30.0\u202f<span class="gw-unit">m</span></span>'),
        (Decimal("-71.40"), '"dBm"',
         '<span class="num">\u221271.4\u202f<span class="gw-unit">dBm</span></span>'),
        (214, '"°"', '<span class="num">214<span class="gw-unit">°</span></span>'),
        (1000, "", '<span class="num">1,000</span>'),
        (284.9, '"m" 0', '<span class="num">285\u202f<span class="gw-unit">m</span></span>'),
        (-0.2, '"m" 0', '<span class="num">0\u202f<span class="gw-unit">m</span></span>'),
        (0, '"m"', '<span class="num">0\u202f<span class="gw-unit">m</span></span>'),
        (None, '"m"', '<span class="num">–</span>'),
    ],
)  # fmt: skip
def test_quantity(value: float | Decimal | None, arguments: str, expected: str) -> None:
    assert rendered("{% quantity value " + arguments + " %}", value=value) == expected


def test_quantity_follows_the_tenants_units() -> None:
    imperial = {"units": "imperial"}
    assert "98.4\u202f" in rendered('{% quantity 30 "m" 1 %}', shell=imperial)
    assert ">ft<" in rendered('{% quantity 30 "m" 1 %}', shell=SimpleNamespace(units="imperial"))
    assert "1\u202f" in rendered('{% quantity value "km" %}', shell=imperial,
                                 value=Decimal("1.609344"))  # fmt: skip
    assert ">dBm<" in rendered('{% quantity 30 "dBm" %}', shell=imperial)


def test_numbers_follow_the_language() -> None:
    with translation.override("de"):
        assert shell.grouped(1234567) == "1.234.567"
    with translation.override("en"):
        assert shell.grouped(1234567) == "1,234,567"
        assert shell.grouped(None) == "–"


def test_money_knows_each_currencys_smallest_unit() -> None:
    text = "{% money amount %}"
    assert ">$1,299.50<" in rendered(text, amount=Amount(129950, "USD"))
    assert ">¥1,299<" in rendered(text, amount=Amount(1299, "JPY"))
    assert 'class="gw-money gw-negative">-$0.05<' in rendered(text, amount=Amount(-5, "USD"))
    assert ">–<" in rendered(text, amount=None)


def test_relative_time_carries_the_machine_form_and_the_absolute_one() -> None:
    moment = datetime(2026, 3, 1, 14, 5, tzinfo=UTC)
    assert rendered("{% relative_time at %}", at=moment) == (
        '<time datetime="2026-03-01T14:05:00+00:00" data-relative'
        ' title="March 1, 2026, 2:05 p.m. UTC">March 1, 2026, 2:05 p.m.</time>'
    )


def test_a_date_stays_a_date() -> None:
    text = rendered("{% relative_time on %}", on=date(2026, 3, 1))
    assert text == '<time datetime="2026-03-01">March 1, 2026</time>'


@pytest.mark.parametrize("name", ["None", "missing"])
def test_no_time_is_a_dash(name: str) -> None:
    assert rendered("{% relative_time " + name + " %}") == "–"


def test_accent_attributes_are_written_only_for_a_colour() -> None:
    assert rendered("{% accent_attributes '' %}") == ""
    assert rendered("{% accent_attributes none %}") == ""
    assert rendered("{% accent_attributes '\"><script>' %}") == ""
    assert rendered("{% accent_attributes '#0b5cad' %}").startswith(
        'data-accent="#0b5cad" data-accent-ink="#ffffff" data-accent-dark="#'
    )


@pytest.mark.parametrize(
    ("name", "expected"), [("Ada King Lovelace", "AL"), ("ada", "A"), ("", "")]
)
def test_initials(name: str, expected: str) -> None:
    assert shell.initials(name) == expected


def test_page_numbers_leave_gaps() -> None:
    pages = Paginator(range(200), 10)
    assert list(shell.page_numbers(pages.page(10))) == [1, 0, 8, 9, 10, 11, 12, 0, 20]
    assert list(shell.page_numbers(pages.page(1))) == [1, 2, 3, 0, 20]
    assert list(shell.page_numbers(Paginator([], 10).page(1))) == [1]


def test_pagination_keeps_the_other_parameters() -> None:
    request = RequestFactory().get("/sites", {"status": "live", "page": "2"})
    text = rendered('{% include "components/pagination.html" %}', request=request,
                    page=Paginator(range(1500), 500).page(2))  # fmt: skip
    assert 'href="?status=live&amp;page=3"' in text
    assert 'aria-current="page" href="?status=live&amp;page=2"' in text
    assert "501–1,000 of 1,500" in text


def test_navigation_opens_the_group_of_the_current_page() -> None:
    groups = [
        {"label": label, "icon": "map-2", "items": [
            {"label": f"{label} item", "url": "/x", "icon": "home", "active": label == "Plan",
             "shortcut": "g p"}]}
        for label in ("Plan", "Deploy", "Monitor", "Money")
    ]  # fmt: skip
    text = rendered(
        '{% include "components/navigation.html" %}', **{"shell": {"navigation": groups}}
    )
    assert text.count("<details") == 4
    assert text.count(" open>") == 1
    assert text.count('aria-current="page"') == 1
    assert 'data-shortcut="g p"' in text


class SiteForm(forms.Form):
    name = forms.CharField(help_text="As you say it.")
    power = forms.ChoiceField(choices=[("g", "Grid"), ("s", "Solar")], widget=forms.RadioSelect)
    kind = forms.ChoiceField(choices=[("t", "Tower")])
    shared = forms.BooleanField(required=False)


def test_form_joins_fields_to_their_errors_and_help() -> None:
    text = rendered('{% include "components/form.html" %}', form=SiteForm({"kind": "t"}))
    name = text[: text.index('data-field="power"')]
    assert '<label class="form-label" for="id_name">' in name
    assert 'class="form-control is-invalid"' in name
    assert 'aria-describedby="id_name_error id_name_helptext"' in name
    assert 'aria-invalid="true"' in name
    assert 'id="id_name_error"' in name
    assert 'id="id_name_helptext"' in name
    assert name.count("required") >= 1
    assert text.count('type="radio"') == 2
    assert text.count('class="form-check-input"') == 3
    assert 'class="form-select"' in text


def test_every_icon_that_is_named_stands_in_the_sprites_list() -> None:
    listing = Path(guywire.__file__).parents[2] / "frontend" / "icons.txt"
    lines = (line.split("#")[0].strip() for line in listing.read_text().splitlines())
    known = {line for line in lines if line}
    named = {
        name.split('"')[0]
        for page in TEMPLATES.rglob("*.html")
        for opening in ('{% icon "', 'icon_name="', 'icon|default:"')
        for name in page.read_text().split(opening)[1:]
    }
    assert len(named) > 30
    assert named - known == set()
    words = ("active", "suspended", "scheduled", "planned", "ordered", "quoted", "running",
             "queued", "retrying", "late", "ended", "retired", "new", "converted", "invited",
             "down", "mystery", "late", "primary", "warning")  # fmt: skip
    assert {icon_of(word) for word in words} - known == set()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 "
         "Safari/537.36 Edg/120.0", "Edge on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
         "Safari on iPhone"),
        ("curl/8.5.0", "curl"),
        ("", "–"),
    ],
)  # fmt: skip
def test_browser_name(header: str, expected: str) -> None:
    with translation.override("en"):
        assert shell.browser_name(header) == expected


def test_account_buttons_have_one_look_for_each_meaning() -> None:
    assert shell.account_button(["prominent", "login"]) == "btn btn-primary w-100"
    assert shell.account_button(["danger", "delete"]) == "btn btn-outline-danger"
    assert shell.account_button(["outline", "cancel"]) == "btn"
    assert shell.account_button(["link", "cancel"]) == "btn btn-link"
    assert shell.account_button(None) == "btn btn-primary"
    assert shell.account_tone(["email", "success"]) == "ok"
    assert shell.account_tone(None) == "off"
