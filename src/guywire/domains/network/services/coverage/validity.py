"""Whether a study's model holds for its sectors, its receivers and its radius."""

from collections.abc import Sequence

from guywire.engines.propagation import coverage
from guywire.kit.errors import Invalid

from ...inputs import CoverageInput
from ...models import CoverageStudy, Sector
from ...queries.coverage.planning import FrozenSector, other_model
from ...queries.ground_cover import ground_cover

MOST_NAMED = 5


def validity_of(given: CoverageInput) -> coverage.Validity | None:
    """Of the model that is asked for; None for those whose own bounds the sweep knows."""
    found = other_model(given.model, given.environment or "")
    return None if found is None else found.validity


def refuse_out_of_validity(
    given: CoverageInput, sectors: Sequence[Sector], frozen: Sequence[FrozenSector], radius_m: float
) -> None:
    """Raise Invalid where the model was not made for what is asked; it names the sectors."""
    _refuse_unknown_surroundings(given)
    validity = validity_of(given)
    if validity is None:
        return
    refused = {
        "model": _of_sectors(validity, sectors, frozen),
        "receiver_height_m": validity.against_receiver(given.receiver_height_m),
        "radius_m": validity.against_radius(radius_m),
    }
    errors = {name: f"{text}." for name, text in refused.items() if text}
    if errors:
        raise Invalid(errors)


def _of_sectors(
    validity: coverage.Validity, sectors: Sequence[Sector], frozen: Sequence[FrozenSector]
) -> str:
    """Which sectors it does not hold for, and why."""
    reasons = [
        f"{sector.full_name}: {text}"
        for sector, one in zip(sectors, frozen, strict=True)
        if (text := validity.against_sector(one.frequency_mhz, one.height_m))
    ]
    more = len(reasons) - MOST_NAMED
    return "; ".join(reasons[:MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")


def _refuse_unknown_surroundings(given: CoverageInput) -> None:
    """Raise Invalid where extended Hata's surroundings are not told, or another model's are."""
    if given.model != CoverageStudy.PropagationModel.HATA:
        if given.environment is not None:
            raise Invalid({"environment": "Only extended Hata asks for the surroundings."})
        return
    if given.environment is not None:
        return
    if not given.use_clutter:
        text = "Extended Hata needs the surroundings, or clutter to tell them under each receiver."
        raise Invalid({"environment": text})
    cover = ground_cover()
    if cover is None or cover.land is None:
        text = "This installation has no land cover to tell the surroundings: choose them."
        raise Invalid({"environment": text})
