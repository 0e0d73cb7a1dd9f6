"""What a door may be told when it asks for something that is refused.

    DomainError            422  understood and refused; the message is for the person who asked
    ├── Invalid            422  several fields at once: ``fields`` maps a field to its message
    ├── RowsRefused        422  some of many rows at once: ``errors`` by the row's index
    ├── Conflict           409  true a moment ago, no longer (stale edit, taken number)
    ├── NotFound           404  no such row for this person
    ├── Forbidden          403  the person lacks a permission; ``needed`` names it
    ├── LimitReached       402  the tenant's plan allows no more; ``limit`` names it
    ├── TooMany            429  rate limit; ``retry_after_s``
    └── Unavailable        503  something we depend on does not answer

A domain subclasses these beside its services. One handler turns them into problem+json, one into
a form error, one into a line of an import report.
"""

from collections.abc import Mapping


class DomainError(Exception):
    """The request is understood and refused; ``message`` is written for the person who asked."""

    code = "refused"
    status = 422

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Invalid(DomainError):
    """Several fields are wrong at once."""

    code = "invalid"

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in fields.items()))
        self.fields = dict(fields)


class RowsRefused(DomainError):
    """Of many rows written at once some are refused, and none is written."""

    code = "rows_refused"

    def __init__(self, errors: Mapping[int, DomainError]) -> None:
        told = (f"row {index + 1}: {error.message}" for index, error in errors.items())
        super().__init__("; ".join(told))
        self.errors = dict(errors)


class Conflict(DomainError):
    code = "conflict"
    status = 409


class NotFound(DomainError):
    code = "not_found"
    status = 404


class Forbidden(DomainError):
    code = "forbidden"
    status = 403

    def __init__(self, needed: str) -> None:
        super().__init__(f"You need the permission “{needed}” for this.")
        self.needed = needed


class LimitReached(DomainError):
    code = "limit_reached"
    status = 402

    def __init__(self, limit: str, allowed: int) -> None:
        super().__init__(f"The limit of {allowed} {limit} is reached.")
        self.limit = limit


class TooMany(DomainError):
    code = "too_many_requests"
    status = 429

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unavailable(DomainError):
    code = "unavailable"
    status = 503
