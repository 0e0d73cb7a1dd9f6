"""What the network does about facts: its own long work."""

from guywire.kit.jobs import defer

from .events import CoverageRequested, QualificationRequested
from .services.coverage.studies import COVER
from .services.qualification import QUALIFY


def queue_qualification(fact: QualificationRequested) -> None:
    """The job that works through the run."""
    defer(QUALIFY, run_id=str(fact.run_id))


def queue_coverage(fact: CoverageRequested) -> None:
    """The job of a study's next slice."""
    defer(COVER, study_id=str(fact.study_id), turn=fact.turn)


LISTENS = {
    CoverageRequested: (queue_coverage,),
    QualificationRequested: (queue_qualification,),
}
