"""Forms of visitors: a place, and whom to answer. Their rules stand in the inputs."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guywire.kit import clock
from guywire.kit.errors import DomainError, Invalid
from guywire.kit.shapes.inputs import WHOLE, read_input

from .inputs import EnquiryInput
from .queries.checks import CheckAnswer

FEWEST_S, MOST_S = 3.0, 6 * 3600.0
"""People need seconds to write who they are; a page that lay open for a day may be outdated."""
SALT = "customers.address_check"
TRAP = "website"


class PlaceForm(forms.Form):
    """An address, or the point that a script has filled in."""

    address = forms.CharField(
        label=gettext_lazy("Your address"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "street-address", "list": "gw-suggested"}),
    )
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)


class ContactForm(forms.Form):
    """Whom to answer. ``website`` is hidden from people: what fills it in is no person."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    plan_id = forms.ChoiceField(label=gettext_lazy("Plan you would like"), required=False)
    consent = forms.BooleanField(required=False)
    website = forms.CharField(required=False, max_length=200)
    address = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    latitude = forms.FloatField(min_value=-90, max_value=90, widget=forms.HiddenInput)
    longitude = forms.FloatField(min_value=-180, max_value=180, widget=forms.HiddenInput)
    token = forms.CharField(max_length=400, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, consent: str, answer: CheckAnswer, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["consent"].label = consent
        plans = [(str(one.plan_id), one.name) for one in answer.plans]
        choices = self.fields["plan_id"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [("", _("I do not know yet")), *plans]
        if not plans:
            del self.fields["plan_id"]

    def enquiry(self) -> EnquiryInput | None:
        """What was written, or None with what is wrong put to the fields."""
        if not self.is_valid():
            return None
        names = self.cleaned_data.keys() & EnquiryInput.model_fields.keys()
        given = {name: self.cleaned_data[name] for name in names}
        try:
            return read_input(EnquiryInput, given | {"plan_id": given.get("plan_id") or None})
        except Invalid as error:
            self.refuse(error)
            return None

    def refuse(self, error: DomainError) -> None:
        """Put what was refused to the fields it is about."""
        named = error.fields if isinstance(error, Invalid) else {error.field or "": error.message}
        for name, text in named.items():
            self.add_error(name if name in self.fields and name != WHOLE else None, text)


def token_of(key: str) -> str:
    """Says when the form of a page was shown; nobody else can write it."""
    return signing.dumps({"key": key, "at": clock.now().timestamp()}, salt=SALT)


def age_s(key: str, token: str) -> float | None:
    """For how long the form has been open; None for a token that is not of this page."""
    try:
        told = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if told.get("key") != key:
        return None
    return float(clock.now().timestamp() - told["at"])
