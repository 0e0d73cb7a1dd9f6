"""Radio propagation: what of a sector's signal arrives at an address, and why not more.

Units: metres, degrees, MHz, dB, dBm, dBi; percent for certainty. Losses are positive dB.

    from guywire.engines import geo, propagation

    store = geo.TerrainStore("var/terrain")
    profile = store.profile(44.13, -71.74, 44.20, -71.60)
    loss = propagation.itm_point_to_point(
        profile, tx_height_m=30, rx_height_m=5, frequency_mhz=3550
    )
    loss.loss_db, loss.mode, loss.warnings, loss.intermediate.delta_h_m
    sight = propagation.line_of_sight(profile, tx_height_m=30, rx_height_m=5, frequency_mhz=3550)
    sight.has_line_of_sight, sight.worst, sight.extra_rx_m
    budget = propagation.LinkBudget(
        eirp_dbm=47, path_loss_db=loss.loss_db, rx_gain_dbi=15, rx_sensitivity_dbm=-90
    )
    budget.received_dbm, budget.margin_db
    propagation.rsrp_dbm(budget.received_dbm, propagation.lte_resource_blocks(20))
    pairs = propagation.qualify(store, latitudes, longitudes, sectors)     # exact ITM in bulk
    around = propagation.patch_points(44.20, -71.60, 20.0)  # of a patch, the spot served best
    propagation.patches(propagation.qualify(store, *around, sectors), len(around[0]))

    path = propagation.TerrainPath.of(profile, clutter_m=heights_of_clutter_m)
    propagation.p1812_loss(path, tx_height_m=30, rx_height_m=5, frequency_mhz=3550).loss_db
    propagation.delta_bullington(path, tx_height_m=30, rx_height_m=5, frequency_mhz=3550)

`antennas` reads antennas out of files; `backhaul` has fixed links (P.530); `urban` Hata and 3GPP;
`clutter`, `clutter_path`, `foliage` and `buildings` what stands in the way; `rain` and `gases` the
weather.

Input out of range raises ItmError with NTIA's code, or EngineError; doubtful input is told by
`warnings`. ITM knows no clutter: below roofs and trees it is optimistic.

Sources: NTIA ITM v1.4 (Longley-Rice; the arithmetic is modified from it); ITU-R P.525-4 (free
space), P.526-15 (diffraction, Fresnel zones), P.530-17 and -18 (fixed links), P.676-12 (gases),
P.838-3 (rain), P.833-9 and P.2108-1 (clutter), P.1812-6 to -8 (terrain paths), P.2109-2 (building
entry), P.310 (effective earth); 3GPP TR 38.901 tables 7.3-1 (sector pattern) and 7.4 (path loss),
TS 36.104, TS 38.101-1 (resource blocks), TS 36.214 (RSRP). Proof: every vector in `tests/vectors/`.

Names are resolved on first use, as in `guywire.engines.geo`. A kernel is compiled on its first call
(seconds, once a machine) and cached on disk; `kernels/__init__.py` says where.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from guywire.engines.propagation.budget import (
    LinkBudget,
    eirp_dbm,
    lte_resource_blocks,
    nr_resource_blocks,
    rsrp_dbm,
    thermal_noise_dbm,
)
from guywire.engines.propagation.conditions import (
    Climate,
    Conditions,
    Mode,
    Polarization,
    Siting,
)
from guywire.engines.propagation.errors import ItmError, ItmErrorCode, ItmWarning

if TYPE_CHECKING:
    from guywire.engines.geo.landcover import LandCover
    from guywire.engines.propagation.buildings import BuildingType, entry_loss_db
    from guywire.engines.propagation.clutter import (
        CLUTTER_CLASSES,
        ClutterClass,
        TerminalClutter,
        clutter_class_of,
        slant_clutter_loss_db,
        statistical_clutter_loss_db,
        terminal_clutter_loss_db,
    )
    from guywire.engines.propagation.clutter_path import EndClutter, PathClutter, path_clutter
    from guywire.engines.propagation.clutter_paths import clutter_losses_db
    from guywire.engines.propagation.diffraction import (
        DiffractionLoss,
        Ground,
        bullington_db,
        delta_bullington,
        knife_edge_db,
        knife_edge_parameter,
        rounded_obstacle_db,
        smooth_earth_db,
    )
    from guywire.engines.propagation.foliage import (
        Woodland,
        foliage_loss_db,
        slant_foliage_loss_db,
        woodland_density_db_m,
    )
    from guywire.engines.propagation.gases import (
        Air,
        gas_attenuation_db_km,
        gas_loss_db,
        slant_gas_loss_db,
        standard_air,
    )
    from guywire.engines.propagation.ground_cover import ClutterTable, Cover, GroundCover
    from guywire.engines.propagation.itm import Intermediate, PathLoss, itm_area, itm_point_to_point
    from guywire.engines.propagation.p1812 import (
        P1812Conditions,
        P1812Loss,
        field_strength_dbuv_m,
        location_sigma_db,
        p1812_loss,
        p1812_losses_db,
    )
    from guywire.engines.propagation.patch import Patches, patch_points, patches
    from guywire.engines.propagation.paths import TerrainPath, Zone
    from guywire.engines.propagation.pattern import (
        SectorPattern,
        elevation_deg,
        elevations_deg,
        pattern_gains_db,
    )
    from guywire.engines.propagation.qualification import Qualification, Receiver, Sector, qualify
    from guywire.engines.propagation.rain import (
        RainCoefficients,
        rain_attenuation_db_km,
        rain_coefficients,
    )
    from guywire.engines.propagation.sight import (
        Obstruction,
        SightReport,
        free_space_db,
        fresnel_radius_m,
        line_of_sight,
        ray_heights_m,
    )
    from guywire.engines.propagation.urban import (
        Environment,
        Scenario,
        UrbanLoss,
        extended_hata,
        hata_db,
        line_of_sight_probability,
        penetration_loss_db,
        tr38901,
    )

__all__ = [
    "CLUTTER_CLASSES",
    "Air",
    "BuildingType",
    "Climate",
    "ClutterClass",
    "ClutterTable",
    "Conditions",
    "Cover",
    "DiffractionLoss",
    "EndClutter",
    "Environment",
    "Ground",
    "GroundCover",
    "Intermediate",
    "ItmError",
    "ItmErrorCode",
    "ItmWarning",
    "LandCover",
    "LinkBudget",
    "Mode",
    "Obstruction",
    "P1812Conditions",
    "P1812Loss",
    "PathClutter",
    "Patches",
    "PathLoss",
    "Polarization",
    "Qualification",
    "RainCoefficients",
    "Receiver",
    "Scenario",
    "Sector",
    "SectorPattern",
    "SightReport",
    "Siting",
    "TerminalClutter",
    "TerrainPath",
    "UrbanLoss",
    "Woodland",
    "Zone",
    "bullington_db",
    "clutter_class_of",
    "clutter_losses_db",
    "delta_bullington",
    "eirp_dbm",
    "elevation_deg",
    "elevations_deg",
    "entry_loss_db",
    "extended_hata",
    "field_strength_dbuv_m",
    "foliage_loss_db",
    "free_space_db",
    "fresnel_radius_m",
    "gas_attenuation_db_km",
    "gas_loss_db",
    "hata_db",
    "itm_area",
    "itm_point_to_point",
    "knife_edge_db",
    "knife_edge_parameter",
    "line_of_sight",
    "line_of_sight_probability",
    "location_sigma_db",
    "lte_resource_blocks",
    "nr_resource_blocks",
    "p1812_loss",
    "p1812_losses_db",
    "patch_points",
    "patches",
    "path_clutter",
    "pattern_gains_db",
    "penetration_loss_db",
    "qualify",
    "rain_attenuation_db_km",
    "rain_coefficients",
    "ray_heights_m",
    "rounded_obstacle_db",
    "rsrp_dbm",
    "slant_clutter_loss_db",
    "slant_foliage_loss_db",
    "slant_gas_loss_db",
    "smooth_earth_db",
    "standard_air",
    "statistical_clutter_loss_db",
    "terminal_clutter_loss_db",
    "thermal_noise_dbm",
    "tr38901",
    "woodland_density_db_m",
]

_HOMES = {
    "buildings": ("BuildingType", "entry_loss_db"),
    "clutter": (
        *("CLUTTER_CLASSES", "ClutterClass", "LandCover", "TerminalClutter", "clutter_class_of"),
        *("slant_clutter_loss_db", "statistical_clutter_loss_db", "terminal_clutter_loss_db"),
    ),
    "clutter_path": ("EndClutter", "PathClutter", "path_clutter"),
    "clutter_paths": ("clutter_losses_db",),
    "diffraction": (
        *("DiffractionLoss", "Ground", "bullington_db", "delta_bullington", "knife_edge_db"),
        *("knife_edge_parameter", "rounded_obstacle_db", "smooth_earth_db"),
    ),
    "foliage": ("Woodland", "foliage_loss_db", "slant_foliage_loss_db", "woodland_density_db_m"),
    "gases": ("Air", "gas_attenuation_db_km", "gas_loss_db", "slant_gas_loss_db", "standard_air"),
    "ground_cover": ("ClutterTable", "Cover", "GroundCover"),
    "itm": ("Intermediate", "PathLoss", "itm_area", "itm_point_to_point"),
    "p1812": (
        *("P1812Conditions", "P1812Loss", "field_strength_dbuv_m", "location_sigma_db"),
        *("p1812_loss", "p1812_losses_db"),
    ),
    "patch": ("Patches", "patch_points", "patches"),
    "paths": ("TerrainPath", "Zone"),
    "pattern": ("SectorPattern", "elevation_deg", "elevations_deg", "pattern_gains_db"),
    "qualification": ("Qualification", "Receiver", "Sector", "qualify"),
    "rain": ("RainCoefficients", "rain_attenuation_db_km", "rain_coefficients"),
    "sight": (
        *("Obstruction", "SightReport", "free_space_db", "fresnel_radius_m", "line_of_sight"),
        *("ray_heights_m",),
    ),
    "urban": (
        *("Environment", "Scenario", "UrbanLoss", "extended_hata", "hata_db"),
        *("line_of_sight_probability", "penetration_loss_db", "tr38901"),
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
