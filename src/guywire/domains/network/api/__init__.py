"""The network's API."""

from guywire.kit.entity.api import entity_routers

from ..entities import ENTITIES
from . import (
    antennas,
    calibrations,
    coverage,
    elsewhere,
    history,
    imports,
    maps,
    measurements,
    paths,
    plans,
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
    elsewhere.router,
    imports.router,
    antennas.router,
    calibrations.router,
    measurements.router,
    plans.router,
    history.router,
)
