"""Pages of the network; its layers of the map and its geocoder are wired here."""

from django.urls import path

from guywire.kit.entity.urls import entity_urls
from guywire.kit.pages.home import Card, add_card
from guywire.kit.pages.shell import NavigationItem, add_navigation

from . import adapters
from .entities import ENTITIES
from .queries.geocoding import use_geocoder
from .queries.home import coverage_figures
from .queries.layers import add_layer
from .queries.map_layers import LAYERS
from .queries.tile_sources import use_tile_source
from .views import (
    antennas,
    calibrations,
    coverage,
    coverage_files,
    coverage_tiles,
    history,
    maps,
    plans,
    qualifications,
    serviceability,
    sites,
    terrain,
)

app_name = "network"
urlpatterns = [
    path("map/", maps.page, name="map"),
    path("as-of/", history.page, name="as-of"),
    path("terrain/", terrain.page, name="terrain"),
    path("terrain/fetch/", terrain.fetch, name="terrain-fetch"),
    path("terrain/cancel/", terrain.cancel, name="terrain-cancel"),
    path("sites/import-places/", maps.import_page, name="site-places"),
    path("sites/<uuid:pk>/gate-code/", sites.gate_code, name="site-gate-code"),
    path("link-plans/<uuid:pk>/report.pdf", plans.report, name="link-plan-report"),
    path("antenna-patterns/upload/", antennas.upload, name="antenna-upload"),
    path("antenna-patterns/<uuid:pk>/antenna.msi", antennas.download, name="antenna-download"),
    path("serviceability/", serviceability.page, name="serviceability"),
    path("terrain/restart/", terrain.restart, name="terrain-restart"),
    path("qualifications/", qualifications.run_list, name="qualification-list"),
    path("qualifications/new/", qualifications.start, name="qualification-new"),
    path("qualifications/<uuid:pk>/", qualifications.detail, name="qualification-detail"),
    path("qualifications/<uuid:pk>/cancel/", qualifications.cancel, name="qualification-cancel"),
    path("qualifications/<uuid:pk>/restart/", qualifications.restart, name="qualification-restart"),
    path("qualifications/<uuid:pk>/remove/", qualifications.remove, name="qualification-remove"),
    path("qualifications/<uuid:pk>/result.csv", qualifications.result, name="qualification-result"),
    path("coverage/", coverage.study_list, name="coverage-list"),
    path("coverage/new/", coverage.new, name="coverage-new"),
    path("coverage/<uuid:pk>/", coverage.detail, name="coverage-detail"),
    path("coverage/<uuid:pk>/cancel/", coverage.cancel, name="coverage-cancel"),
    path("coverage/<uuid:pk>/restart/", coverage.restart, name="coverage-restart"),
    path("coverage/<uuid:pk>/remove/", coverage.remove, name="coverage-remove"),
    path(
        "coverage/<uuid:pk>/export/<slug:key>.<slug:ending>",
        coverage_files.export,
        name="coverage-export",
    ),
    path(
        "coverage/<uuid:pk>/<slug:key>/<int:z>/<int:x>/<int:y>.png",
        coverage_tiles.tile,
        name="coverage-tile",
    ),
    path(
        "coverage/<uuid:pk>/difference/<uuid:other>/<int:z>/<int:x>/<int:y>.png",
        coverage_tiles.difference,
        name="coverage-difference",
    ),
    path("calibrations/", calibrations.run_list, name="calibration-list"),
    path("calibrations/new/", calibrations.start, name="calibration-new"),
    path("calibrations/<uuid:pk>/", calibrations.detail, name="calibration-detail"),
    path("calibrations/<uuid:pk>/cancel/", calibrations.cancel, name="calibration-cancel"),
    path("calibrations/<uuid:pk>/restart/", calibrations.restart, name="calibration-restart"),
    path("calibrations/<uuid:pk>/use/", calibrations.use, name="calibration-use"),
    path("calibrations/<uuid:pk>/leave/", calibrations.leave, name="calibration-leave"),
    path("calibrations/<uuid:pk>/remove/", calibrations.remove, name="calibration-remove"),
    path(
        "calibrations/<uuid:pk>/misaligned.csv",
        calibrations.misaligned,
        name="calibration-misaligned",
    ),
    *entity_urls(*ENTITIES),
]

NAVIGATION = (
    NavigationItem("plan", "Map", "network:map", "network.map.view", "map-2", order=10),
    NavigationItem(
        "plan", "Serviceability", "network:serviceability", "network.serviceability.check",
        "map-pin", order=11,
    ),
    NavigationItem(
        "plan", "Coverage", "network:coverage-list", "network.coverage.view", "antenna-bars-5",
        order=12,
    ),
    NavigationItem(
        "plan", "Bulk qualification", "network:qualification-list", "network.qualification.view",
        "list-check", order=24,
    ),
    NavigationItem(
        "plan", "Calibration", "network:calibration-list", "network.calibration.view",
        "adjustments-horizontal", order=27,
    ),
    NavigationItem("admin", "Terrain", "network:terrain", "network.terrain.view", "mountain"),
)  # fmt: skip

CARDS = (
    Card(
        "Coverage", "network.coverage.view", "network:coverage-list", "antenna-bars-5",
        coverage_figures, 15,
    ),
)  # fmt: skip

for layer in LAYERS:
    add_layer(layer)
for item in NAVIGATION:
    add_navigation(item)
for card in CARDS:
    add_card(card)
use_geocoder(adapters.geocoder)
use_tile_source(adapters.tile_source)
