"""What billing hears of services: the next run looks at them wholly."""

from collections.abc import Callable

from guywire.domains.customers import events as facts
from guywire.kit.events import Event

from .events import InstrumentReady
from .services.accounts import touch_services
from .services.autopay import collect_from

Changed = (
    facts.ServiceChangeBooked
    | facts.ServiceChangeCancelled
    | facts.ServiceChangeFailed
    | facts.ServiceActivated
    | facts.ServiceSuspended
    | facts.ServiceResumed
    | facts.ServicePaused
    | facts.ServiceEnded
    | facts.ServicePlanChanged
    | facts.ServiceMoved
    | facts.ServiceTransferred
    | facts.ServiceAddOnsChanged
    | facts.ServiceDiscounted
)


def touch_service(fact: Changed) -> None:
    touch_services([fact.service_id])


def try_instrument(fact: InstrumentReady) -> None:
    collect_from(fact.instrument_id)


LISTENS: dict[type[Event], tuple[Callable[..., None], ...]] = {
    InstrumentReady: (try_instrument,),
} | {
    kind: (touch_service,)
    for kind in (
        facts.ServiceChangeBooked,
        facts.ServiceChangeCancelled,
        facts.ServiceChangeFailed,
        facts.ServiceActivated,
        facts.ServiceSuspended,
        facts.ServiceResumed,
        facts.ServicePaused,
        facts.ServiceEnded,
        facts.ServicePlanChanged,
        facts.ServiceMoved,
        facts.ServiceTransferred,
        facts.ServiceAddOnsChanged,
        facts.ServiceDiscounted,
    )
}
