"""The network's API."""

from guywire.kit.entity.api import entity_routers

from ..entities import ENTITIES
from . import (
    antennas,
    coverage,
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
    coverage.router,
    imports.router,
    antennas.router,
    history.router,
)
