from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "guywire.kit.jobs"
    label = "jobs"
