from importlib import import_module

from django.apps import AppConfig

from .periodic import schedule

TASKS = "guywire.kit.jobs.tasks"  # loaded when the registry of apps stands, not before


class JobsConfig(AppConfig):
    """Schedules the kit's own work by the clock."""

    name = "guywire.kit.jobs"
    label = "jobs"

    def ready(self) -> None:
        for job in import_module(TASKS).PERIODIC:
            schedule(job)
