from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "guywire.kit.events"
    label = "events"
