"""The network's API."""

from guywire.kit.entity.api import entity_routers

from ..entities import ENTITIES
from . import (
    antennas,
    history,
    imports,
    maps,
    prequalification,
    qualifications,
    serviceability,
)

routers = (
    *entity_routers(*ENTITIES),
    serviceability.router,
    prequalification.router,
    maps.router,
    qualifications.router,
    imports.router,
    antennas.router,
    history.router,
)
