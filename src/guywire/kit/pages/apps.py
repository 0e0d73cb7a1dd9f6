from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "guywire.kit.pages"
    label = "pages"
