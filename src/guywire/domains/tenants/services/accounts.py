"""Accounts made by who runs the installation, not by the person's own sign-up."""

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from guywire.kit.errors import Conflict, DomainError

from ..models import Person


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
