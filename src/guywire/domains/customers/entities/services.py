"""Services and what is booked for them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from guywire.engines.money import Money
from guywire.kit.access import Actor
from guywire.kit.audit.lines import who
from guywire.kit.entity import (
    Action,
    Changes,
    Column,
    Entity,
    Filter,
    Html,
    Panel,
    Related,
    Timeline,
)

from .. import queries
from ..inputs import (
    AddAddOnInput,
    ChangePlanInput,
    DiscountServiceInput,
    EffectiveInput,
    EndInput,
    MoveInput,
    PauseInput,
    RemoveAddOnInput,
    ScheduleInput,
    SectorInput,
    ServiceInput,
    SuspendInput,
    TransferInput,
)
from ..models import Service, ServiceChange
from ..models.service import ServiceState as State
from ..services import changes, delivery
from .cells import by_keywords, priced, said_by
from .outputs import ServiceChangeOutput, ServiceOutput

WAITING = (State.QUOTED, State.ORDERED, State.SCHEDULED)
LIVE = (State.ACTIVE, State.SUSPENDED, State.PAUSED)


def _in(*states: State) -> Callable[[Service], bool]:
    """Offered when the service is in one of the states, today or by what is booked."""

    def offered(service: Service) -> bool:
        return service.state in states or queries.first_day_in(service, states) is not None

    return offered


def _is(*states: State) -> Callable[[Service], bool]:
    """Among the first actions when the service is in one of the states; never without any."""
    return lambda service: service.state in states


def _from(*states: State) -> Callable[[Service], Mapping[str, Any]]:
    """The day a change can hold from, where that is later than today."""

    def prefill(service: Service) -> Mapping[str, Any]:
        day = None if service.state in states else queries.first_day_in(service, states)
        return {"on": day} if day else {}

    return prefill


def _now(service: Service, actor: Actor) -> Mapping[str, Any]:
    day = queries.today()
    return {
        "now": queries.service_now(service, queries.priced_day(service, service.story, day)),
        "pending": service.booked,
        "periods": service.story,
        "today": day,
        "may_see_customer": actor.may("customers.customer.view"),
        "may_see_location": actor.may("customers.service_location.view"),
    }


def _change(change: ServiceChange, actor: Actor) -> Mapping[str, Any]:
    price = change.price
    currency = change.service.currency
    return {
        "price": None if price is None else Money.from_decimal(price, currency),
        "booked_by": who(change.booked_by),
    }


def _reason(row: Service | ServiceChange) -> str:
    return row.reason_text


REASON = Column("reason", value=_reason, sort="reason")
REASON_HIDDEN = replace(REASON, hidden=True)

SERVICE = Entity(
    model=Service,
    input=ServiceInput,
    output=ServiceOutput,
    rows=queries.services,
    create=delivery.create_service,
    change=delivery.change_service,
    extra_inputs=("plan_id", "discount_id"),
    columns=(
        Column("number", link=True),
        Column("customer", sort="customer__name"),
        Column("state", badge=True),
        Column("plan_version__plan", "Plan", sort="plan_version__plan__name"),
        priced("price"),
        Column("location", sort="location__address"),
        Column("access"),
        Column("sector", sort="sector__name", hidden=True),
        Column("charging_percent", "Charged", hidden=True),
        Column("activated_on", "Since", hidden=True),
        Column("scheduled_for", "Installation", hidden=True),
        Column("contract_ends_on", "Contract until", hidden=True),
        Column("ended_on", "Ended", hidden=True),
        REASON_HIDDEN,
        Column("created_at", "Quoted", hidden=True),
    ),
    filters=(
        "state",
        "customer",
        "location",
        "sector",
        "plan_version__plan",
        "access",
        "charging_percent",
        "scheduled_for",
        "activated_on",
        "contract_ends_on",
    ),
    search=("number", "customer__search_text", "location__address"),
    natural_key=("number",),
    default_sort="-created_at",
    panels=(
        Html("Today", "customers/panels/now.html", _now),
        Panel(
            "Service",
            "sector",
            "plan_version",
            "quoted_on",
            "scheduled_for",
            "activated_on",
            "contract_ends_on",
            "ended_on",
            "notes",
        ),
        Related(
            "changes",
            "customers.service_change",
            "Changes booked",
            ("kind", "effective_on", "state", "reason", "booked_by"),
        ),
        Timeline(),
    ),
    actions=(
        Action(
            "order",
            by_keywords(delivery.order_service),
            input=EffectiveInput,
            when=_in(State.QUOTED),
            first=_is(State.QUOTED),
            prefill=_from(State.QUOTED),
            icon="clipboard-check",
            description="The customer accepts the quote",
        ),
        Action(
            "schedule",
            by_keywords(delivery.schedule_service),
            input=ScheduleInput,
            when=_in(State.ORDERED, State.SCHEDULED),
            first=_is(State.ORDERED, State.SCHEDULED),
            prefill=_from(State.ORDERED, State.SCHEDULED),
            icon="calendar-event",
            description="Plan the installation for a day",
        ),
        Action(
            "activate",
            by_keywords(delivery.activate_service),
            input=EffectiveInput,
            when=_in(State.ORDERED, State.SCHEDULED),
            first=_is(State.ORDERED, State.SCHEDULED),
            prefill=_from(State.ORDERED, State.SCHEDULED),
            icon="player-play",
            description="Access and charging begin",
        ),
        Action(
            "resume",
            by_keywords(delivery.resume_service),
            input=EffectiveInput,
            when=_in(State.SUSPENDED, State.PAUSED),
            first=_is(State.SUSPENDED, State.PAUSED),
            prefill=_from(State.SUSPENDED, State.PAUSED),
            icon="player-play",
            description="Access and full charging again",
        ),
        Action(
            "pause",
            by_keywords(delivery.pause_service),
            input=PauseInput,
            when=_in(State.ACTIVE, State.SUSPENDED),
            first=_is(),
            prefill=_from(State.ACTIVE, State.SUSPENDED),
            icon="player-pause",
            description="A holiday of the service: no access, no or reduced charges",
        ),
        Action(
            "change_plan",
            by_keywords(delivery.change_service_plan),
            input=ChangePlanInput,
            when=_in(*WAITING, *LIVE),
            first=_is(State.QUOTED, State.ACTIVE),
            prefill=_from(*WAITING, *LIVE),
            icon="arrows-exchange",
            description="Another plan, at its price of that day unless another is agreed",
        ),
        Action(
            "move",
            by_keywords(delivery.move_service),
            input=MoveInput,
            when=_in(*WAITING, *LIVE),
            first=_is(State.ACTIVE),
            prefill=_from(*WAITING, *LIVE),
            icon="truck",
            description="The service goes on at another location",
        ),
        Action(
            "transfer",
            by_keywords(delivery.transfer_service),
            input=TransferInput,
            when=_in(*WAITING, *LIVE),
            first=_is(),
            prefill=_from(*WAITING, *LIVE),
            icon="switch-horizontal",
            description="The service goes on for another customer",
        ),
        Action(
            "assign_sector",
            by_keywords(delivery.assign_sector),
            input=SectorInput,
            when=_in(*WAITING, *LIVE),
            first=_is(),
            prefill=_from(*WAITING, *LIVE),
            icon="cell-signal-5",
            description="Say which sector serves from a day on",
        ),
        Action(
            "add_add_on",
            by_keywords(delivery.add_add_on),
            label="Add an add-on",
            input=AddAddOnInput,
            when=_in(*WAITING, *LIVE),
            first=_is(),
            prefill=_from(*WAITING, *LIVE),
            icon="plus",
            description="Put an add-on on the service, at its price of that day",
        ),
        Action(
            "remove_add_on",
            by_keywords(delivery.remove_add_on),
            label="Remove an add-on",
            input=RemoveAddOnInput,
            when=_in(*WAITING, *LIVE),
            first=_is(),
            prefill=_from(*WAITING, *LIVE),
            icon="circle-minus",
            description="Take an add-on off the service",
        ),
        Action(
            "give_discount",
            by_keywords(delivery.give_discount),
            input=DiscountServiceInput,
            when=_in(*WAITING, *LIVE),
            first=_is(),
            prefill=_from(*WAITING, *LIVE),
            icon="tag",
            description="Give the service a discount",
        ),
        Action(
            "end_discount",
            by_keywords(delivery.end_discount),
            input=DiscountServiceInput,
            when=_in(*WAITING, *LIVE),
            first=_is(),
            prefill=_from(*WAITING, *LIVE),
            icon="x",
            description="Take a discount off the service",
        ),
        Action(
            "suspend",
            by_keywords(delivery.suspend_service),
            input=SuspendInput,
            when=_in(*LIVE),
            first=_is(State.ACTIVE),
            prefill=_from(*LIVE),
            icon="ban",
            danger=True,
            description="Cut access without ending the contract, until somebody resumes the"
            " service; booked pauses and resumptions are put out of force",
        ),
        Action(
            "end",
            by_keywords(delivery.end_service),
            input=EndInput,
            when=_in(*LIVE, State.ENDED),
            first=_is(State.SUSPENDED, State.PAUSED),
            prefill=_from(*LIVE, State.ENDED),
            icon="player-stop",
            danger=True,
            confirm="The day you give is the first one without the service: access and charges"
            " stop, the customer has moved out unless another service runs there, and what is"
            " booked for later is put out of force.",
            description="End the service on a day, or an ended one on an earlier day",
        ),
        Action(
            "cancel",
            by_keywords(delivery.cancel_service),
            label="Call off",
            input=EndInput,
            when=_in(*WAITING),
            first=_is(*WAITING),
            prefill=_from(*WAITING),
            icon="x",
            danger=True,
            confirm="The service will not begin; what is booked for it is put out of force.",
            description="Give up a service that has not begun",
        ),
    ),
    group="customers",
    order=12,
    icon="wifi",
    empty="A service is a plan at a location for a customer: quoted, ordered, installed, active.",
    importable=False,
)

SERVICE_CHANGE = Entity(
    model=ServiceChange,
    input=EffectiveInput,
    output=ServiceChangeOutput,
    rows=queries.service_changes,
    create=None,
    change=None,
    extra_inputs=("on",),
    columns=(
        Column("kind", link=True),
        Column("service"),
        Column("service__customer", "Customer"),
        Column("effective_on", "From"),
        Column("state", badge=True),
        REASON,
        Column("problem", hidden=True),
        said_by("booked_by", hidden=True),
        Column("created_at", "Booked", hidden=True),
    ),
    filters=(
        "state",
        "kind",
        "effective_on",
        "service",
        Filter("due", queries.due_within, "Due within days", help="A number of days"),
    ),
    search=("service__number", "service__customer__name"),
    default_sort="-effective_on",
    panels=(
        Html("What changes", "customers/panels/change.html", _change),
        Changes(),
    ),
    actions=(
        Action(
            "cancel",
            changes.cancel_change,
            label="Take back",
            when=lambda change: change.state == ServiceChange.State.PENDING,
            icon="x",
            danger=True,
            confirm="The change will not happen; the history is as if it had not been booked. What"
            " it put out of force itself stays so.",
            description="Take back a change whose day has not come",
        ),
    ),
    group="customers",
    order=14,
    icon="calendar-time",
    empty="Plan changes, moves, pauses and ends booked for a day show here.",
    importable=False,
)
