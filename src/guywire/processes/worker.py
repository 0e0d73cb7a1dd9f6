"""The worker process: runs queued jobs of every queue, as many at once as configured."""

from guywire.config.env import env
from guywire.config.warming import begin_warming
from guywire.kit.jobs.worker import work


def run() -> None:
    """Until SIGTERM or SIGINT; running jobs are finished first. Django is set up already."""
    begin_warming()
    work(concurrency=env().worker_concurrency)
