"""Writing the address file."""

from collections.abc import Sequence

from guywire.kit.errors import DomainError, RowsRefused

from ..inputs import AddressInput
from ..models import AddressPoint
from ..queries.addresses import words_of
from .versions import save

BATCH = 5000
MOST_TOLD = 200


class InTwoPlaces(DomainError):
    """A file gives one address two positions."""

    code = "address_in_two_places"


def create_address(given: AddressInput) -> AddressPoint:
    """Add one address. Raises Taken when it is known already."""
    return _write(AddressPoint(), given)


def change_address(point: AddressPoint, given: AddressInput) -> AddressPoint:
    """Change an address or its position."""
    return _write(AddressPoint.objects.select_for_update().get(pk=point.pk), given)


def remove_address(point: AddressPoint) -> None:
    """Forget an address."""
    point.delete()


def load_addresses(given: Sequence[AddressInput]) -> list[AddressPoint]:
    """Take in an address file: known addresses get the new position; each address once.

    Raises RowsRefused when addresses stand in the file twice, at different places.
    """
    points: dict[str, AddressPoint] = {}
    twice: dict[int, DomainError] = {}
    for index, one in enumerate(given):
        point = _filled(AddressPoint(), one)
        twin = points.setdefault(point.words, point)
        if (twin.latitude, twin.longitude) != (point.latitude, point.longitude):
            twice[index] = InTwoPlaces(f"{point} stands in the file twice, at two places.")
            if len(twice) == MOST_TOLD:
                break
    if twice:
        raise RowsRefused(twice)
    AddressPoint.objects.bulk_create(
        points.values(),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["tenant", "words"],
        update_fields=["latitude", "longitude", "updated_at"],
    )
    return list(points.values())


def _filled(point: AddressPoint, given: AddressInput) -> AddressPoint:
    for name, value in given:
        setattr(point, name, value)
    point.words = words_of(str(point))
    return point


def _write(point: AddressPoint, given: AddressInput) -> AddressPoint:
    save(_filled(point, given))
    return point
