"""The language of a paper: its words, days, numbers and amounts.

Words stand in English in the code and are translated by the catalogues of ``papers/words`` (the PO
format of gettext). A language without a catalogue reads in English; the country of the WISP decides
how days and numbers are written in it.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval
from babel.messages.pofile import read_po
from babel.numbers import NumberPattern, format_decimal, parse_pattern

from guywire.engines.money import exponent_of

CATALOGUES = Path(__file__).resolve().parents[2] / "papers" / "words"
FALLBACK = "en"
DAY = timedelta(days=1)


class Words:
    """Says things in one language, as one country writes them."""

    def __init__(self, locale: Locale, messages: Mapping[str, str]) -> None:
        self.locale = locale
        self._messages = messages

    def __call__(self, text: str, **values: Any) -> str:
        said = self._messages.get(text) or text
        return said.format(**values) if values else said

    @property
    def language(self) -> str:
        return str(self.locale.language)

    @property
    def region(self) -> str:
        return str(self.locale.territory or "")

    def money(self, minor: int, currency: str) -> str:
        """With all the decimals that the currency has by ISO 4217, whatever is usual in shops."""
        places = exponent_of(currency)
        pattern = _money_pattern(self.locale, places)
        amount = Decimal(minor).scaleb(-places)
        said = pattern.apply(amount, self.locale, currency=currency, currency_digits=False)
        return str(said)

    def number(self, value: Decimal) -> str:
        return format_decimal(value.normalize(), locale=self.locale, decimal_quantization=False)

    def percent(self, value: Decimal) -> str:
        pattern = parse_pattern(self.locale.percent_formats[None].pattern)
        exact = (value / 100).normalize()
        return str(pattern.apply(exact, self.locale, decimal_quantization=False))

    def day(self, day: date) -> str:
        return format_date(day, "medium", self.locale)

    def days(self, from_on: date, to_on: date) -> str:
        """The days ``[from_on, to_on)``, the last one named."""
        last = to_on - DAY
        if last <= from_on:
            return self.day(from_on)
        return format_interval(from_on, last, "yMMMd", locale=self.locale)


@cache
def words_of(language: str, home: str) -> Words:
    """For a reader of ``language``, from a WISP of the locale ``home`` (both BCP 47, or empty)."""
    wisp = _locale(home) or Locale(FALLBACK)
    wanted = _locale(language) or wisp
    messages = _messages(wanted)
    if messages is None:
        wanted, messages = Locale(FALLBACK), {}
    territory = wanted.territory or wisp.territory
    return Words(_known(wanted.language, territory), messages)


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-") if tag else None
    except (ValueError, UnknownLocaleError):
        return None


def _known(language: str, territory: str | None) -> Locale:
    try:
        return Locale(language, territory)
    except UnknownLocaleError:
        return Locale(language)


def _messages(locale: Locale) -> Mapping[str, str] | None:
    if locale.language == FALLBACK:
        return {}
    return _catalogue(locale.language)


@cache
def _catalogue(language: str) -> Mapping[str, str] | None:
    path = CATALOGUES / f"{language}.po"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id and one.string}


@cache
def _money_pattern(locale: Locale, places: int) -> NumberPattern:
    pattern = parse_pattern(locale.currency_formats["standard"].pattern)
    pattern.frac_prec = (places, places)
    return pattern
