"""Running jobs: a worker's settings in one place, for the process and for its tests."""

from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.django_connector import DjangoConnector

from .rescue import HEARTBEAT_S, SILENT_AFTER_S, rescue


def work(
    *,
    concurrency: int,
    wait: bool = True,
    polling_s: float = 5.0,
    heartbeat_s: float = HEARTBEAT_S,
    silent_after_s: float = SILENT_AFTER_S,
) -> None:
    """Put back what killed workers held, then run the jobs of every queue until told to stop.

    ``wait=False`` ends when no job is due. The worker has a connection of its own to fetch jobs
    by; what a job queues goes through Django's connection, in the job's transaction.
    """
    rescue(silent_after_s=silent_after_s)
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    runner = DjangoApp(connector=connector.get_worker_connector())
    runner.tasks = app.tasks
    runner.run_worker(
        concurrency=concurrency,
        wait=wait,
        fetch_job_polling_interval=polling_s,
        update_heartbeat_interval=heartbeat_s,
        stalled_worker_timeout=silent_after_s,
    )
