"""Writing the address file."""

from collections.abc import Sequence

from guywire.kit.errors import Invalid

from ..inputs import AddressInput
from ..models import AddressPoint
from ..queries.addresses import words_of
from .versions import save

BATCH = 5000
MOST_TOLD = 200


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

    Raises Invalid when addresses stand in the file twice, at different places.
    """
    points: dict[str, AddressPoint] = {}
    twice: dict[str, str] = {}
    for number, one in enumerate(given, start=1):
        point = _filled(AddressPoint(), one)
        twin = points.setdefault(point.words, point)
        if (twin.latitude, twin.longitude) != (point.latitude, point.longitude):
            twice[f"row {number}"] = f"{point} stands in the file twice, at two places"
            if len(twice) == MOST_TOLD:
                break
    if twice:
        raise Invalid(twice)
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
