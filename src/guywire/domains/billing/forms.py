"""Forms that the kit cannot make of an input: amounts by line, and the legs of an entry."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guywire.engines.money import Money
from guywire.kit.errors import DomainError, Invalid

from .models import Account, Invoice, InvoiceLine
from .services.books import KEPT

REFUSED = 422
LEGS = 6


class CreditForm(forms.Form):
    """How much of each line is credited; as it comes, all that is left."""

    reason = forms.CharField(label=_("Why"), max_length=200)

    def __init__(self, invoice: Invoice, rest: Mapping[Any, int], data: Any = None) -> None:
        super().__init__(data)
        self.lines: Sequence[InvoiceLine] = list(invoice.lines.all())
        self.rest = rest
        for line in self.lines:
            left = Money(rest[line.pk], invoice.currency).decimal
            field = forms.DecimalField(
                label=line.description, required=False, min_value=0, initial=left
            )
            field.widget.attrs["step"] = "any"
            field.disabled = rest[line.pk] <= 0
            self.fields[f"line-{line.pk}"] = field

    def shown(self) -> list[tuple[InvoiceLine, Money, forms.BoundField]]:
        """Each line, what is left of it, and its field."""
        return [
            (line, Money(self.rest[line.pk], line.invoice.currency), self[f"line-{line.pk}"])
            for line in self.lines
        ]

    def given(self) -> dict[str, Any]:
        """What the input takes: the lines with an amount."""
        amounts = ((line.pk, self.cleaned_data.get(f"line-{line.pk}")) for line in self.lines)
        lines = [
            {"line_id": pk, "amount": amount}
            for pk, amount in amounts
            if amount and self.rest[pk] > 0
        ]
        return {"reason": self.cleaned_data["reason"], "lines": lines}


class EntryForm(forms.Form):
    """Day and words of an entry by hand; its legs are ``LegForm``."""

    posted_on = forms.DateField(
        label=_("On"), required=False, help_text=_("empty: today"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    memo = forms.CharField(label=_("Why"), max_length=200)


class LegForm(forms.Form):
    """One leg; left empty it is none."""

    account_id = forms.ModelChoiceField(
        Account.objects.none(), label=_("Account"), required=False, empty_label=_("– none –")
    )
    debit = forms.DecimalField(label=_("Debit"), required=False, min_value=0)
    credit = forms.DecimalField(label=_("Credit"), required=False, min_value=0)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        accounts = self.fields["account_id"]
        assert isinstance(accounts, forms.ModelChoiceField)
        accounts.queryset = Account.objects.filter(is_open=True).exclude(role__in=list(KEPT))
        for name in ("debit", "credit"):
            self.fields[name].widget.attrs["step"] = "any"


LegFormSet = forms.formset_factory(LegForm, extra=LEGS, max_num=60)


def legs_of(legs: "forms.BaseFormSet[LegForm]") -> list[dict[str, Any]]:
    """The legs that were filled in, as the input takes them."""
    filled = [one.cleaned_data for one in legs.forms if one.cleaned_data.get("account_id")]
    return [
        {
            "account_id": leg["account_id"].pk,
            "debit": leg.get("debit") or 0,
            "credit": leg.get("credit") or 0,
        }
        for leg in filled
    ]


def refuse(form: forms.Form, error: DomainError) -> None:
    """Put what was refused to the fields it is about, else to the form."""
    named = error.fields if isinstance(error, Invalid) else {error.field or "": error.message}
    for name, text in named.items():
        form.add_error(name if name in form.fields else None, text)
