"""What is due of payers: the documents a run would issue. Nothing is written here.

Rehearsal and commit both ask ``Biller.due``; so what is rehearsed is what is committed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from guywire.engines import rating
from guywire.kit.errors import DomainError

from ..models import BillingSettings, DocumentDate, Invoice, InvoiceLine
from ..queries.history import (
    Given,
    Line,
    PayerFacts,
    ServiceFacts,
    facts_of,
    given_back,
    lines_of,
)
from ..queries.periods import closed_before
from .accounts import settings
from .agreed import billed_of, digest_before, history_of, policies_of, schedules_of
from .due_notes import credit_notes
from .due_shapes import Due, Reached
from .issuing import Draft, LineDraft
from .lines import Lines, known_id, line_of_charge
from .parties import party_key
from .snapshots import issuer_of, payers_of
from .taxing import Taxer

NAMED = 300
BEGINNING = date.min


@dataclass(slots=True)
class _Service:
    """A service while it is rated."""

    facts: ServiceFacts
    payer: PayerFacts
    schedules: tuple[rating.Schedule, ...]
    since: date
    needs_lines: bool
    is_whole: bool


@dataclass(slots=True)
class _Item:
    """A line to bill, and which invoice it belongs to."""

    group: tuple[date, bool, str]
    order: tuple[str, int, date, str]
    line: LineDraft


class Biller:
    """Bills payers for a day, by the chunk. What all share is read once."""

    def __init__(self, for_on: date, *, run_id: UUID | None = None) -> None:
        self.for_on, self.run_id = for_on, run_id
        self.settings: BillingSettings = settings()
        self.policies = policies_of(self.settings)
        self.taxer = Taxer(self.settings)
        self.issuer = issuer_of()
        self.issuer_id, _ = party_key(None, self.issuer[1])
        self.closed = closed_before()

    def due(self, payer_ids: Collection[UUID]) -> list[Due]:
        """What is due of each payer, in the order of their ids."""
        payers = facts_of(payer_ids, self.for_on)
        services = [self._opened(one, payer) for payer in payers for one in payer.services]
        lines, given = self._lines(services)
        self._prepare_taxes(payers)
        contents = dict(payers_of([payer.account for payer in payers]))
        of_payer: dict[UUID, list[_Service]] = defaultdict(list)
        for service in services:
            of_payer[service.payer.account.customer_id].append(service)
        found = []
        for payer in payers:
            who = payer.account.customer_id
            due = Due(who, payer.account.currency, uses_credit=payer.account.use_credit)
            due.party = (who, contents[who])
            try:
                self._bill(due, payer, of_payer[who], lines, given)
            except (rating.RatingError, DomainError) as error:
                due.notes, due.invoices, due.reached, due.charge_ids = [], [], [], []
                due.fault = str(error)[:NAMED]
            found.append(due)
        credit_notes(found, run_id=self.run_id)
        return found

    def _opened(self, facts: ServiceFacts, payer: PayerFacts) -> _Service:
        """From when on a service is looked at: all of it, or what is not billed yet."""
        schedules = schedules_of(payer.schedules, self.settings)
        rated = facts.rated
        if rated is None:
            return _Service(facts, payer, schedules, BEGINNING, needs_lines=True, is_whole=True)
        is_same = rated.touched == rated.rated_at_touch
        if is_same and rated.terms_digest == digest_before(facts, schedules, rated.rated_to):
            since, needs_lines = rated.rated_to, not rated.is_settled
            return _Service(facts, payer, schedules, since, needs_lines, is_whole=False)
        since = self.settings.decided_on or BEGINNING
        return _Service(facts, payer, schedules, since, needs_lines=True, is_whole=True)

    def _lines(
        self, services: Sequence[_Service]
    ) -> tuple[dict[tuple[UUID, UUID], list[Line]], dict[UUID, list[Given]]]:
        wanted = {service.facts.service_id for service in services if service.needs_lines}
        rows = lines_of(wanted)
        by_service: dict[tuple[UUID, UUID], list[Line]] = defaultdict(list)
        for line in rows:
            by_service[line.service_id, line.customer_id].append(line)
        return by_service, given_back([line.id for line in rows])

    def _prepare_taxes(self, payers: Sequence[PayerFacts]) -> None:
        services = [service for payer in payers for service in payer.services]
        places = {span.location_id for service in services for span in service.spans}
        customers = {service.customer_id for service in services}
        customers |= {charge.customer_id for payer in payers for charge in payer.charges}
        self.taxer.prepare(places, customers)

    def _bill(
        self,
        due: Due,
        payer: PayerFacts,
        services: Sequence[_Service],
        lines: dict[tuple[UUID, UUID], list[Line]],
        given: dict[UUID, list[Given]],
    ) -> None:
        items: list[_Item] = []
        for service in services:
            facts = service.facts
            if facts.spans[0].currency != due.currency:
                raise DomainError(
                    f"Service {facts.number} is in {facts.spans[0].currency}, the account in"
                    f" {due.currency}."
                )
            known = lines.get((facts.service_id, facts.customer_id), ())
            items += self._rate(due, service, known, given)
        due.charge_ids = [charge.pk for charge in payer.charges]
        self._invoices(due, payer, items)

    def _rate(
        self,
        due: Due,
        service: _Service,
        known: Sequence[Line],
        given: dict[UUID, list[Given]],
    ) -> list[_Item]:
        facts, lines = service.facts, Lines(service.facts, known)
        history = history_of(
            facts,
            service.schedules,
            restarts=self.settings.restart_terms,
            with_setup=service.is_whole,
        )
        billed = billed_of([line for line in known if _counts(line, service)], given, lines.classes)
        found = rating.rate(
            history, billed, self.for_on, since=service.since, policies=self.policies
        )
        due.reached.append(self._reached(service, lines, history, billed, found))
        for credit in found.credits:
            self._note_credit(due, credit)
        apart = facts.number if service.payer.account.separate_services else ""
        items = []
        for charge in found.charges:
            line = lines.line(charge)
            group = (charge.dated_on, charge.segment.apart, apart)
            items.append(_Item(group, lines.order(line), line))
        return items

    def _reached(
        self,
        service: _Service,
        lines: Lines,
        history: rating.ServiceHistory,
        billed: Sequence[rating.Billed],
        found: rating.Difference,
    ) -> Reached:
        """Where the next run goes on: at the end of what is billed, if its last period is plain."""
        facts = service.facts
        ends = [line.to_on for line in billed if line.kind not in rating.ONE_OFFS]
        starts = [line.basis.from_on for line in billed if line.kind not in rating.ONE_OFFS]
        for charge in found.charges:
            if charge.segment.kind not in rating.ONE_OFFS:
                ends.append(charge.to_on)
                starts.append(charge.segment.basis.from_on)
        first = facts.spans[0].from_on
        end = max([*ends, first if service.is_whole else service.since])
        begin = max(max(starts, default=end), first)
        last = facts.spans[-1].to_on
        is_over = last is not None and last <= self.for_on and not found.waiting
        is_plain = is_over or not (found.waiting or lines.is_cut(begin, end))
        rated_to = end if is_plain else min(begin, end)
        upcoming = None if is_over else rating.next_bill(history, rated_to, policies=self.policies)
        return Reached(
            facts.service_id,
            facts.customer_id,
            rated_to,
            upcoming,
            is_plain,
            digest_before(facts, service.schedules, rated_to),
            facts.rated.touched if facts.rated is not None else 0,
        )

    def _note_credit(self, due: Due, credit: rating.Credit) -> None:
        """Remember what is to be given back; ``_credit_notes`` makes the documents of it."""
        if not due.notes:
            due.notes.append(self._draft(due, Invoice.Kind.CREDIT_NOTE))
        due.notes[0].lines.append(
            LineDraft(
                source_kind=InvoiceLine.Source.CREDIT.value,
                source_id=due.payer_id,
                customer_id=due.payer_id,
                description="",
                from_on=credit.from_on,
                to_on=credit.to_on,
                unit_minor=0,
                amount_minor=0,
                price_minor=credit.amount_minor,
                tax_class="",
                income="",
                credits_line_id=known_id(credit.line.line_id),
            )
        )

    def _invoices(self, due: Due, payer: PayerFacts, items: Iterable[_Item]) -> None:
        """Group lines into invoices by date, put charges with the newest, leave out small ones."""
        groups: dict[tuple[date, bool, str], list[_Item]] = defaultdict(list)
        for item in items:
            groups[item.group].append(item)
        ordered = [
            (key[0], [item.line for item in sorted(groups[key], key=lambda item: item.order)])
            for key in sorted(groups)
        ]
        charged = [line_of_charge(charge, payer.place_of(charge)) for charge in payer.charges]
        if charged and ordered:
            ordered[-1][1].extend(charged)
        elif charged:
            ordered = [(self.for_on, charged)]
        for dated_on, lines in self._large_enough(due, ordered):
            draft = self._draft(due, Invoice.Kind.INVOICE, dated_on)
            draft.lines = lines
            self.taxer.tax(
                lines, issued_on=draft.issued_on, reverse_charge=payer.account.reverse_charge
            )
            days = payer.account.due_days
            days = self.settings.due_days if days is None else days
            draft.due_on = max(draft.issued_on, self.for_on) + timedelta(days)
            due.invoices.append(draft)

    def _large_enough(
        self, due: Due, groups: list[tuple[date, list[LineDraft]]]
    ) -> list[tuple[date, list[LineDraft]]]:
        """Small groups go with the next; what stays too small at the end waits (B-PR-11)."""
        found: list[tuple[date, list[LineDraft]]] = []
        carried: list[LineDraft] = []
        for dated_on, lines in groups:
            both = [*carried, *lines]
            if sum(line.amount_minor for line in both) >= self.settings.minimum_minor:
                found.append((dated_on, both))
                carried = []
            else:
                carried = both
        if carried:
            self._wait(due, carried)
        return found

    def _wait(self, due: Due, lines: Iterable[LineDraft]) -> None:
        """Services whose lines wait are looked at wholly the next time."""
        left = {(line.service_id, line.customer_id) for line in lines}
        for one in due.reached:
            if (one.service_id, one.customer_id) in left:
                one.terms_digest, one.next_bill_on = "", self.for_on
        waiting = {line.source_id for line in lines if line.source_kind == "charge"}
        due.charge_ids = [pk for pk in due.charge_ids if pk not in waiting]

    def _draft(self, due: Due, kind: Invoice.Kind, dated_on: date | None = None) -> Draft:
        by_run = self.settings.document_date == DocumentDate.RUN
        day = self.for_on if dated_on is None or by_run else dated_on
        if self.closed is not None:
            day = max(day, self.closed)
        assert due.party is not None
        party_id, _ = party_key(*due.party)
        return Draft(
            kind=kind.value,
            customer_id=due.payer_id,
            currency=due.currency,
            issued_on=day,
            due_on=None,
            lines=[],
            payer_party_id=party_id,
            issuer_party_id=self.issuer_id,
            includes_tax=self.settings.prices_include_tax,
            tax_rounding=self.settings.tax_rounding,
            run_id=self.run_id,
        )


def _counts(line: Line, service: _Service) -> bool:
    """Whether rating compares with this line: the set-up with all of a service, others by days."""
    if line.source_kind == InvoiceLine.Source.SETUP:
        return service.is_whole
    return rating.Basis.of(line.basis).end_on > service.since
