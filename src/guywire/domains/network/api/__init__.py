"""The network's API."""

from guywire.kit.entity.api import entity_routers

from ..entities import ENTITIES
from . import (
    antennas,
    history,
    imports,
    maps,
    paths,
    prequalification,
    qualifications,
    serviceability,
)

routers = (
    *entity_routers(*ENTITIES),
    serviceability.router,
    paths.router,
    prequalification.router,
    maps.router,
    qualifications.router,
    imports.router,
    antennas.router,
    history.router,
)
