"""What billing hears of services: the next run looks at them wholly."""

from collections.abc import Callable

from guywire.domains.customers import events as facts
from guywire.kit.events import Event

from .events import InstrumentReady, RunCommitted
from .services.accounts import settings, touch_services
from .services.autopay import collect_from
from .services.sending import send_later

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


def send_documents(fact: RunCommitted) -> None:
    """A run's documents go out by themselves where the WISP wants that."""
    if settings().sends_documents:
        send_later(fact.run_id)


def try_instrument(fact: InstrumentReady) -> None:
    """A new instrument pays what waits for one."""
    collect_from(fact.instrument_id)


LISTENS: dict[type[Event], tuple[Callable[..., None], ...]] = {
    InstrumentReady: (try_instrument,),
    RunCommitted: (send_documents,),
    **dict.fromkeys(
        (
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
        ),
        (touch_service,),
    ),
}
