"""Pages of the customers domain."""

from guywire.kit.entity.urls import entity_urls

from .entities import ENTITIES

app_name = "customers"
urlpatterns = entity_urls(*ENTITIES)
