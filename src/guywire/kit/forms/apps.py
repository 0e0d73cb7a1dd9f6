from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Installed for its templates."""

    name = "guywire.kit.forms"
    label = "forms"
