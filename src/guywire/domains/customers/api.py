"""The API of the customers domain."""

from guywire.kit.entity.api import entity_routers

from .entities import ENTITIES

routers = entity_routers(*ENTITIES)
