"""The API of the billing domain."""

from guywire.kit.entity.api import entity_routers

from ..entities import ENTITIES
from . import collecting, papers, prints, settings

routers = (
    settings.router,
    collecting.router,
    papers.router,
    prints.router,
    *entity_routers(*ENTITIES),
)
