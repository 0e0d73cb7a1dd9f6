"""What the shell's templates need: icons, badges, numbers, money, times, form fields.

Every tag escapes what it is given and follows the active language. A missing value reads as an
en dash, so that a column never looks half drawn.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal, Protocol

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision
from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.forms.boundfield import BoundWidget
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils import formats, timezone, translation
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from guywire.kit.pages.accent import accent
from guywire.kit.pages.statuses import TONE_ICONS, Tone, icon_of, tone_of

register = template.Library()

MISSING: Final = "–"
MINUS: Final = "\u2212"  # a hyphen is too short beside digits
NARROW_SPACE: Final = "\u202f"
FEET_PER_METRE: Final = Decimal(1) / Decimal("0.3048")  # international foot, exact
MILES_PER_KILOMETRE: Final = Decimal(1000) / Decimal("1609.344")  # international mile, exact
IMPERIAL: Final = {
    "m": (FEET_PER_METRE, "ft"),
    "km": (MILES_PER_KILOMETRE, "mi"),
    "km²": (MILES_PER_KILOMETRE**2, "mi²"),
}
PAGES_AROUND: Final = 2

ACCOUNT_TONES: Final[dict[str, Tone]] = {
    "success": "ok",
    "warning": "warn",
    "danger": "bad",
    "primary": "info",
    "current": "info",
}
# Signs in a User-Agent header, most telling first: Edge and Opera also say Chrome, all say Safari.
BROWSERS: Final = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "Chrome/": "Chrome",
    "CriOS": "Chrome",
    "Safari/": "Safari",
    "curl/": "curl",
}
SYSTEMS: Final = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


class RunLike(Protocol):
    """Long work that ends some time."""

    @property
    def is_over(self) -> bool: ...


class MoneyLike(Protocol):
    """An amount in a currency's smallest unit."""

    @property
    def minor(self) -> int: ...
    @property
    def currency(self) -> str: ...


@register.simple_tag(name="icon")
def icon_tag(name: str, **attributes: str) -> SafeString:
    """``{% icon "plus" %}``: a drawing from the sprite; names stand in frontend/icons.txt.

    It is hidden from readers: the words beside it, or the button's label, say what it means.
    """
    extra = attributes.get("class", "")
    classes = f"icon {extra}" if extra else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("built/icons.svg"),
        name.replace("/", "-"),
    )


@register.inclusion_tag("components/badge.html")
def badge(
    status: object, label: str | Promise = "", *, tone: Tone | None = None, title: str = ""
) -> dict[str, object]:
    """``{% badge site.status %}``: colour, icon and word; an enum member brings its own word."""
    word = str(getattr(status, "value", status) or "")
    shown = str(label or getattr(status, "label", "") or word.replace("_", " ").capitalize())
    name = TONE_ICONS[tone] if tone else icon_of(word)
    return {
        "tone": tone or tone_of(word),
        "icon": icon_tag(name),
        "label": shown or MISSING,
        "title": title,
    }


@register.simple_tag(takes_context=True)
def quantity(
    context: Context,
    value: float | Decimal | Literal[""] | None,
    unit: str = "",
    decimals: int | None = None,
) -> SafeString:
    """``{% quantity height_m "m" 1 %}``: a number as the locale writes it, with its unit.

    Metres and kilometres (square too) become feet and miles where ``shell.units`` is ``imperial``.
    Without ``decimals`` a number keeps up to two, and no trailing zeros.
    """
    if value is None or value == "":
        return format_html('<span class="num">{}</span>', MISSING)
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if _wants_imperial(context) and unit in IMPERIAL:
        factor, unit = IMPERIAL[unit]
        number *= factor
    text = _written(number, decimals)
    if not unit:
        return format_html('<span class="num">{}</span>', text)
    joint = "" if unit in {"°", "′", "″"} else NARROW_SPACE
    return format_html(
        '<span class="num">{}{}<span class="gw-unit">{}</span></span>', text, joint, unit
    )


@register.filter
def grouped(value: float | Literal[""] | None) -> str:
    """A count with the locale's thousands separators: 12,345."""
    return MISSING if value is None or value == "" else _written(Decimal(str(value)), None)


@register.inclusion_tag("components/money.html")
def money(amount: MoneyLike | None) -> dict[str, object]:
    """``{% money invoice.total %}``: an amount with its currency, as the locale writes it."""
    if amount is None:
        return {"text": MISSING, "negative": False}
    places = get_currency_precision(amount.currency)
    text = format_currency(
        Decimal(amount.minor).scaleb(-places), amount.currency, locale=_babel_locale()
    )
    return {"text": text, "negative": amount.minor < 0}


@register.inclusion_tag("components/time.html")
def relative_time(moment: datetime | date | Literal[""] | None) -> dict[str, object]:
    """``{% relative_time entry.at %}``: “3 minutes ago” in the browser, the date on hover.

    A plain date (no time) stays a date: “in 3 days” would depend on the reader's clock.
    """
    if moment is None or moment == "":
        return {"machine": "", "relative": False, "absolute": "", "text": MISSING}
    if not isinstance(moment, datetime):
        text = formats.date_format(moment, "DATE_FORMAT")
        return {"machine": moment.isoformat(), "relative": False, "absolute": "", "text": text}
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    text = formats.date_format(local, "DATETIME_FORMAT")
    zone = local.strftime("%Z")
    absolute = f"{text} {zone}".strip()
    return {"machine": local.isoformat(), "relative": True, "absolute": absolute, "text": text}


@register.simple_tag
def accent_attributes(colour: str | None) -> SafeString:
    """The tenant's accent for both themes, as attributes which theme.js puts into effect."""
    pair = accent(colour or "")
    if pair is None:
        return SafeString("")
    names = ("accent", "accent-ink", "accent-dark", "accent-dark-ink")
    values = (pair.light, pair.light_ink, pair.dark, pair.dark_ink)
    return format_html_join("", ' data-{}="{}"', zip(names, values, strict=True))


@register.simple_tag
def polled(run: RunLike, url: str) -> SafeString:
    """``<div{% polled run url %}>``: ask for this part of the page again until the run is over."""
    if run.is_over:
        return SafeString("")
    return format_html(' hx-get="{}" hx-trigger="load delay:2s" hx-swap="outerHTML"', url)


@register.filter
def has_active(group: Mapping[str, Any] | Any) -> bool:
    """Whether one of a navigation group's items is the current page."""
    items: Iterable[Any] = group["items"] if isinstance(group, Mapping) else group.items
    return any(item.get("active") if isinstance(item, Mapping) else item.active for item in items)


@register.filter
def initials(name: str) -> str:
    """“Ada King Lovelace” → “AL”."""
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def as_json(value: object) -> str:
    """JSON for an attribute; the template escapes it."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int]:
    """First, last and the neighbours of the current page; 0 stands for a gap."""
    last = page.paginator.num_pages
    near = range(page.number - PAGES_AROUND, page.number + PAGES_AROUND + 1)
    before = 0
    for number in sorted({1, last, *(n for n in near if 1 <= n <= last)}):
        if number - before > 1:
            yield 0
        yield number
        before = number


@register.simple_tag(takes_context=True)
def with_parameter(context: Context, name: str, value: object) -> str:
    """The current query string with one parameter set: ``?status=live&page=3``."""
    request = context.get("request")
    query = request.GET.copy() if isinstance(request, HttpRequest) else None
    if query is None:
        return format_html("?{}={}", name, value)
    query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def field_kind(field: BoundField) -> str:
    """How a field is laid out: ``check`` (box, then words), ``group`` (fieldset) or ``line``."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    return "group" if isinstance(widget, RadioSelect | CheckboxSelectMultiple) else "line"


@register.filter
def description_ids(field: BoundField) -> str:
    """The ids that ``aria-describedby`` names: the error first, then the help."""
    auto_id = field.auto_id
    parts = [f"{auto_id}_error"] if field.errors else []
    return " ".join([*parts, f"{auto_id}_helptext"] if field.help_text else parts)


@register.simple_tag
def field_input(field: BoundField) -> SafeString:
    """The field's own widget, dressed for the shell and joined to its error and help."""
    widget = field.field.widget
    attributes: dict[str, str | bool] = {"class": _input_class(field)}
    described = description_ids(field)
    if described:
        attributes["aria-describedby"] = described
    if field.errors:
        attributes["aria-invalid"] = "true"
    own = widget.attrs.get("class")
    if own:
        attributes["class"] = f"{attributes['class']} {own}"
    return field.as_widget(attrs=attributes)


@register.simple_tag
def choice_input(choice: BoundWidget) -> SafeString:
    """One radio button or box of a group."""
    choice.data["attrs"]["class"] = "form-check-input"
    return choice.tag()


@register.filter
def starts_with(path: str, url: str) -> bool:
    """Whether ``path`` is ``url`` or lies below it."""
    return bool(url) and str(path).startswith(url)


@register.filter
def tone_icon(tone: Tone) -> str:
    """The icon of a tone, for a badge that is not a status."""
    return TONE_ICONS[tone]


@register.filter
def account_tone(tags: Iterable[str] | None) -> Tone:
    """The tone for the tags that django-allauth puts on its badges."""
    given = set(tags or ())
    for tag, tone in ACCOUNT_TONES.items():
        if tag in given:
            return tone
    return "off"


@register.filter
def account_button(tags: Iterable[str] | None) -> str:
    """Button classes for the tags that django-allauth puts on its buttons."""
    given = set(tags or ())
    wide = " w-100" if given & {"prominent", "login", "signup"} else ""
    if "link" in given:
        return "btn btn-link"
    if given & {"danger", "delete"}:
        return f"btn btn-outline-danger{' btn-sm' if 'tool' in given else ''}"
    if "tool" in given:
        return "btn btn-sm"
    return f"btn{wide}" if given & {"outline", "secondary", "cancel"} else f"btn btn-primary{wide}"


@register.filter
def browser_name(user_agent: str) -> str:
    """“Firefox on Linux” for a User-Agent header; the header itself where it is unknown."""
    text = str(user_agent)
    browser = next((name for sign, name in BROWSERS.items() if sign in text), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in text), "")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or text[:60] or MISSING


def _input_class(field: BoundField) -> str:
    widget = field.field.widget
    kind = "form-control"
    if isinstance(widget, CheckboxInput):
        kind = "form-check-input"
    elif isinstance(widget, Select):
        kind = "form-select"
    return f"{kind} is-invalid" if field.errors else kind


def _wants_imperial(context: Context) -> bool:
    shell = context.get("shell")
    units = shell.get("units") if isinstance(shell, Mapping) else getattr(shell, "units", None)
    return str(units or "metric") == "imperial"


def _written(number: Decimal, decimals: int | None) -> str:
    if decimals is None:
        number = round(number, 2).normalize()
        exponent = number.as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    number = round(number, decimals) + 0  # no -0; Django's own formatting cuts off instead
    text = formats.number_format(number, decimal_pos=decimals, use_l10n=True, force_grouping=True)
    return text.replace("-", MINUS) if number < 0 else text


def _babel_locale() -> Locale:
    try:
        return Locale.parse(translation.to_locale(translation.get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
