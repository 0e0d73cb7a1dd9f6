"""Accounts made by who runs the installation, not by the person's own sign-up."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import InvalidToken
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from guywire.kit.errors import Conflict, DomainError

from ..models import Person

SEALED = ("secret", "seed")


class AccountRefused(DomainError):
    code = "account_refused"


def create_account(
    *, email: str, name: str = "", password: str, is_operator: bool = False
) -> Person:
    """A person who can sign in at once. AccountRefused for a bad address or a weak password."""
    person = Person(email=email.strip().lower(), name=name, is_operator=is_operator)
    field = "email"
    try:
        validate_email(person.email)
        field = "password"
        validate_password(password, person)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages), field=field) from error
    if Person.objects.filter(email__iexact=person.email).exists():
        raise Conflict(f"{person.email} has an account already.", field="email")
    person.set_password(password)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@transaction.atomic
def reseal_factors() -> tuple[int, list[int]]:
    """Seal the secrets of second factors by the newest master key.

    How many were sealed anew, and the ids of the people whose factor no master key opens: those
    are left as they are.
    """
    sealed, unreadable = 0, []
    for factor in Authenticator.objects.select_for_update().order_by("pk"):
        names = [name for name in SEALED if name in factor.data]
        try:
            anew = {name: encrypt(decrypt(factor.data[name])) for name in names}
        except InvalidToken:
            unreadable.append(int(factor.user_id))
            continue
        if anew:
            factor.data = {**factor.data, **anew}
            factor.save(update_fields=["data"])
            sealed += 1
    return sealed, unreadable
