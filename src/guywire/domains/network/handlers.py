"""What the network does about facts: its own long work."""

from guywire.kit.jobs import defer

from .events import QualificationRequested
from .services.qualification import QUALIFY


def queue_qualification(fact: QualificationRequested) -> None:
    """The job that works through the run."""
    defer(QUALIFY, run_id=str(fact.run_id))


LISTENS = {QualificationRequested: (queue_qualification,)}
