"""A book of issued lines, as a tenant's database keeps them, and short names for histories."""

from collections.abc import Sequence
from datetime import date

from guywire.engines.rating import (
    MONTHLY,
    STANDARD,
    AddOn,
    Billed,
    Charge,
    Cycle,
    Difference,
    Discount,
    OneOff,
    Policies,
    Schedule,
    ServiceHistory,
    TermsSpan,
    rate,
)

MONTHS_3 = Cycle(length=3)
YEARLY = Cycle(length=12)


def day(text: str) -> date:
    """ "2026-03-10"; the year is 2026 where only "03-10" is said."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def span(
    from_on: str,
    price_minor: int,
    to_on: str | None = None,
    *,
    price_id: str | None = None,
    percent: int = 100,
    cycle: Cycle = MONTHLY,
    restarts: bool = False,
) -> TermsSpan:
    """Terms; the price is its own id unless one is said."""
    return TermsSpan(
        day(from_on), price_id or f"p{price_minor}", price_minor, cycle,
        day(to_on) if to_on else None, percent, restarts=restarts,
    )  # fmt: skip


def service(
    *spans: TermsSpan,
    schedules: Sequence[Schedule] = (Schedule(1),),
    add_ons: Sequence[AddOn] = (),
    discounts: Sequence[Discount] = (),
    one_offs: Sequence[OneOff] = (),
) -> ServiceHistory:
    """A history of service "S"."""
    return ServiceHistory("S", spans, schedules, add_ons, discounts, one_offs)


class Book:
    """Issued lines of one service; each run adds charges as lines, and credits to their lines."""

    def __init__(self) -> None:
        self.lines: list[Billed] = []
        self.charges: list[Charge] = []
        self.charged = self.credited = 0

    def run(
        self,
        history: ServiceHistory,
        as_of: str | date,
        policies: Policies = STANDARD,
        since: date = date.min,
        last_run: date = date.min,
    ) -> Difference:
        """Rate and keep what is new."""
        on = day(as_of) if isinstance(as_of, str) else as_of
        known = [line for line in self.lines if line.basis.end_on > since or not_a_period(line)]
        new = rate(history, known, on, since=since, last_run=last_run, policies=policies)
        self.keep(new)
        return new

    def keep(self, new: Difference) -> None:
        """Issue what a run found."""
        for credit in new.credits:
            at = next(i for i, ln in enumerate(self.lines) if ln.line_id == credit.line.line_id)
            line = self.lines[at]
            self.lines[at] = line._replace(
                left_minor=line.left_minor - credit.amount_minor,
                credited=(*line.credited, (credit.from_on, credit.to_on)),
            )
            self.credited += credit.amount_minor
        for charge in new.charges:
            segment, amount = charge.segment, charge.amount_minor
            self.lines.append(
                Billed(
                    len(self.lines), segment.kind, segment.source_id, segment.number,
                    charge.from_on, charge.to_on, segment.basis, segment.amount_minor,
                    segment.tax_class, segment.location_id, amount, amount,
                )
            )  # fmt: skip
            self.charges.append(charge)
            self.charged += amount

    @property
    def net(self) -> int:
        """What the customer owes for the service, all credits taken off."""
        return self.charged - self.credited

    def held(self) -> dict[tuple[object, ...], int]:
        """What is billed and not given back, by source, whole period and price; not nothings."""
        found: dict[tuple[object, ...], int] = {}
        for line in self.lines:
            basis = line.basis
            key = (line.kind, line.source_id, line.number, basis.from_on, basis.days, basis.parts,
                   line.amount_minor, line.tax_class)  # fmt: skip
            found[key] = found.get(key, 0) + line.left_minor
        return {key: left for key, left in found.items() if left}


def not_a_period(line: Billed) -> bool:
    """Lines of one-offs are known whatever the day a run looks back to."""
    return line.kind in {"setup", "one_off"}


def amounts(new: Difference) -> list[tuple[str, str, int]]:
    """From, to and amount of each charge, short; credits follow with their sign."""
    charged = [(str(c.from_on), str(c.to_on), c.amount_minor) for c in new.charges]
    return charged + [(str(c.from_on), str(c.to_on), -c.amount_minor) for c in new.credits]
