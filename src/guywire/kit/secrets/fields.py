"""A model field whose value is encrypted at rest and is never shown again."""

from typing import TYPE_CHECKING, Any

from django.db import models

from .models import decrypt, encrypt


class Secret:
    """A stored secret: truthy when set, printed as ***, opened only on purpose."""

    __slots__ = ("_stored",)

    def __init__(self, stored: str) -> None:
        self._stored = stored

    def reveal(self) -> str:
        return decrypt(self._stored)

    def __bool__(self) -> bool:
        return bool(self._stored)

    def __str__(self) -> str:
        return "***" if self._stored else ""

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._stored == self._stored

    def __hash__(self) -> int:
        return hash(self._stored)

    @property
    def stored(self) -> str:
        return self._stored


if TYPE_CHECKING:  # a field takes types only where it is checked
    _Text = models.TextField[str | Secret, Secret]
else:
    _Text = models.TextField


class SecretField(_Text):
    """Assign a plain string to set it; read a ``Secret``. Write-only in forms and the API."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *args: Any) -> Secret:
        return Secret(value or "")

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, Secret):
            return value.stored
        return encrypt(value) if value else ""
