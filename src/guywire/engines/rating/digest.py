"""A fingerprint of results: what a rehearsal shows is what the commit must come to (M7)."""

from hashlib import blake2b

from guywire.engines.rating.difference import Difference
from guywire.engines.rating.taxes import Taxed


def digest(new: Difference, taxed: Taxed | None = None) -> str:
    """32 hex digits of all that matters of a service's result, equal for equal results.

    Charges with their days, amounts, discounts and bill dates, credits with the lines they credit,
    taxes by rule. Ids count as `str` writes them. The digest of several is that of theirs joined:
    `joined`.
    """
    parts: list[str] = []
    for charge in new.charges:
        segment = charge.segment
        parts.append(
            f"+{segment.service_id}|{segment.kind}|{segment.source_id}|{segment.number}"
            f"|{charge.from_on.toordinal()}|{charge.to_on.toordinal()}"
            f"|{segment.basis.from_on.toordinal()}|{segment.amount_minor}|{segment.gross_minor}"
            f"|{charge.amount_minor}|{charge.dated_on.toordinal()}|{segment.tax_class}"
            f"|{segment.location_id}"
        )
    for sign, credits in (("-", new.credits), ("~", new.waiting)):
        for credit in credits:
            parts.append(
                f"{sign}{credit.line.line_id}|{credit.from_on}|{credit.to_on}|{credit.amount_minor}"
            )
    if taxed is not None:
        for line in taxed.lines:
            parts.append(f"%{line.key}|{line.rule.id}|{line.base_minor}|{line.tax_minor}")
        parts.append(f"={taxed.net}")
    return joined(parts)


def joined(digests: list[str]) -> str:
    """One digest of several texts, in their order: of the services of a customer, of a run."""
    return blake2b("\n".join(digests).encode(), digest_size=16).hexdigest()
