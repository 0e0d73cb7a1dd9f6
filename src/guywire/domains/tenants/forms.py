"""Forms of the tenants domain: their fields are written here, their rules stand in the inputs."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name, list_currencies
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from guywire.kit.entity import Input
from guywire.kit.errors import DomainError, Invalid

from .inputs import (
    ApiKeyInput,
    InvitationInput,
    LimitsInput,
    OwnedTenantInput,
    ProfileInput,
    ReasonInput,
    RemovalInput,
    RoleInput,
    TenantInput,
    TenantSettingsInput,
    VisitInput,
)
from .models import Person, Role, Tenant

LOCALES = (
    "en-US", "en-CA", "en-GB", "en-AU", "en-NZ", "en-ZA", "en-KE", "es-US", "es-MX", "es-ES",
    "es-AR", "es-CO", "fr-CA", "fr-FR", "pt-BR", "pt-PT", "de-DE", "it-IT", "nl-NL", "pl-PL",
    "cs-CZ", "sv-SE", "da-DK", "fi-FI", "tr-TR", "el-GR", "ar-EG", "he-IL", "hi-IN", "id-ID",
)  # fmt: skip
HTTP_REFUSED = 422


def _time_zones() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]


def _currencies() -> list[tuple[str, str]]:
    return [(code, f"{code} · {get_currency_name(code, locale='en')}") for code in sorted(
        list_currencies()
    )]  # fmt: skip


def _locales() -> list[tuple[str, str]]:
    return [(code, locale_label(code)) for code in LOCALES]


def locale_label(code: str) -> str:
    """“English (United States)” for en-US, the code itself where nothing is known of it."""
    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code


class InputForm(forms.Form):
    """A form that makes an ``Input`` and hands it to a service."""

    input: ClassVar[type[Input]]
    written: Any

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            self.written = self.input.model_validate(self.raw(dict(cleaned)))
        except ValidationError as error:
            for line in error.errors():
                name = str(line["loc"][0]) if line["loc"] else ""
                if name not in self.errors:
                    self.refuse(str(line["msg"]).removeprefix("Value error, "), name)
        return cleaned

    def raw(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """What the input is made of; what was left empty takes the input's default."""
        return {name: value for name, value in cleaned.items() if value not in (None, "")}

    def refuse(self, message: str, field: str | None) -> None:
        self.add_error(field if field in self.fields else None, message[:1].upper() + message[1:])

    def carries_out(self, service: Callable[[Any], object]) -> bool:
        """Whether it was sent, is right, and the service took it; else it holds the errors."""
        if not self.is_bound or not self.is_valid():
            return False
        try:
            service(self.written)
        except Invalid as error:
            for name, text in error.fields.items():
                self.refuse(text, name)
        except DomainError as error:
            self.refuse(error.message, error.field)
        return not self.errors

    @property
    def status(self) -> int:
        """422 once something is wrong: the tenant door then takes back what was half done."""
        return HTTP_REFUSED if self.is_bound and self.errors else 200


class TenantForm(InputForm):
    input: ClassVar[type[Input]] = TenantInput

    name = forms.CharField(label=_("Name"), max_length=120)
    slug = forms.CharField(
        label=_("Address"), max_length=40,
        help_text=_("Small letters, digits and dashes; it stands in every link and stays."),
    )  # fmt: skip
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=_time_zones, initial="UTC",
        widget=forms.Select(attrs={"data-zone-here": True}),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), choices=_currencies, initial="USD")
    locale = forms.ChoiceField(label=_("Language and formats"), choices=_locales)
    units = forms.ChoiceField(label=_("Units"), choices=Tenant.Units.choices)


class OwnedTenantForm(TenantForm):
    input: ClassVar[type[Input]] = OwnedTenantInput

    owner_email = forms.EmailField(
        label=_("Owner's e-mail"), help_text=_("Gets an invitation that works for 7 days.")
    )


class SettingsForm(InputForm):
    input = TenantSettingsInput

    name = forms.CharField(label=_("Name"), max_length=120)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_time_zones)
    currency = forms.ChoiceField(label=_("Currency"), choices=_currencies)
    locale = forms.ChoiceField(label=_("Language and formats"), choices=_locales)
    units = forms.ChoiceField(label=_("Units"), choices=Tenant.Units.choices)
    accent = forms.CharField(
        label=_("Accent colour"), required=False, help_text=_("As #rrggbb; empty: Guywire's own.")
    )
    support_email = forms.EmailField(label=_("Support e-mail"), required=False)
    support_phone = forms.CharField(label=_("Support phone"), required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.initial.get("locale")
        if own and own not in LOCALES:
            field = self.fields["locale"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(own, locale_label(own)), *_locales()]


class RemovalForm(InputForm):
    input = RemovalInput

    confirm_slug = forms.CharField(label=_("Address of the organization, to confirm"))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)


class ReasonForm(InputForm):
    input = ReasonInput

    reason = forms.CharField(label=_("Reason"), min_length=5, max_length=200)


class VisitForm(InputForm):
    input = VisitInput

    reason = forms.CharField(
        label=_("Reason"), min_length=5, max_length=300,
        help_text=_("Shown to the organization; the visit ends after one hour."),
    )  # fmt: skip


class LimitsForm(InputForm):
    input = LimitsInput

    members = forms.IntegerField(label=_("Members"), required=False, min_value=1)
    customers = forms.IntegerField(label=_("Customers"), required=False, min_value=0)
    sites = forms.IntegerField(label=_("Sites"), required=False, min_value=0)


class InvitationForm(InputForm):
    input = InvitationInput

    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(role.value, capfirst(str(role.label))) for role in roles]
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), choices=[("", _("– choose –")), *known]
        )


class RoleForm(InputForm):
    input = RoleInput

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class ApiKeyForm(InputForm):
    input = ApiKeyInput

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Which program will use it.")
    )
    expires_at = forms.DateField(
        label=_("Expires"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("At the end of that day; empty: never."),
    )  # fmt: skip
    codes = forms.MultipleChoiceField(
        label=_("It may"), widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, codes: dict[str, str], time_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(time_zone)
        field = self.fields["codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(code, f"{text} ({code})") for code, text in codes.items()]

    def raw(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        day = cleaned.get("expires_at")
        end = datetime.combine(day, time(23, 59, 59), self.zone) if day else None
        return {**super().raw(cleaned), "expires_at": end}


class ProfileForm(InputForm):
    input = ProfileInput

    name = forms.CharField(label=_("Name"), required=False, max_length=120)
    theme = forms.ChoiceField(label=_("Theme"), choices=Person.Theme.choices)
    locale = forms.ChoiceField(
        label=_("Language and formats"), required=False,
        choices=lambda: [("", _("as the organization")), *_locales()],
    )  # fmt: skip
