"""What billing hears of services: the next run looks at them wholly."""

from guywire.domains.customers import events as facts

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


def try_instrument(fact: InstrumentReady) -> None:
    """A new or corrected instrument pays at once what is due."""
    collect_from(fact.instrument_id)


def send_documents(fact: RunCommitted) -> None:
    """A run's documents go out by themselves where the WISP wants that."""
    if settings().sends_documents:
        send_later(fact.run_id)


LISTENS = {
    RunCommitted: (send_documents,),
    InstrumentReady: (try_instrument,),
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
