"""What billing hears of services: the next run looks at them wholly."""

from guywire.domains.customers import events as facts

from .services.accounts import touch_services

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


LISTENS = {
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
