"""What the propagation engine raises and warns of."""

from enum import IntEnum, IntFlag

from guywire.engines.geo.errors import EngineError


class ItmErrorCode(IntEnum):
    """NTIA's return codes of ITM (https://github.com/NTIA/itm, ERRORS_AND_WARNINGS.md)."""

    TX_TERMINAL_HEIGHT = 1000
    RX_TERMINAL_HEIGHT = 1001
    INVALID_RADIO_CLIMATE = 1002
    INVALID_TIME = 1003
    INVALID_LOCATION = 1004
    INVALID_SITUATION = 1005
    INVALID_CONFIDENCE = 1006
    INVALID_RELIABILITY = 1007
    REFRACTIVITY = 1008
    FREQUENCY = 1009
    POLARIZATION = 1010
    EPSILON = 1011
    SIGMA = 1012
    GROUND_IMPEDANCE = 1013
    MDVAR = 1014
    EFFECTIVE_EARTH = 1016
    PATH_DISTANCE = 1017
    DELTA_H = 1018
    TX_SITING_CRITERIA = 1019
    RX_SITING_CRITERIA = 1020
    SURFACE_REFRACTIVITY_SMALL = 1021
    SURFACE_REFRACTIVITY_LARGE = 1022


EXPLANATIONS = {
    ItmErrorCode.TX_TERMINAL_HEIGHT: "transmitter height must be 0.5 to 3000 m",
    ItmErrorCode.RX_TERMINAL_HEIGHT: "receiver height must be 0.5 to 3000 m",
    ItmErrorCode.INVALID_RADIO_CLIMATE: "climate must be 1 to 7",
    ItmErrorCode.INVALID_TIME: "time must be above 0 and below 100 %",
    ItmErrorCode.INVALID_LOCATION: "location must be above 0 and below 100 %",
    ItmErrorCode.INVALID_SITUATION: "situation must be above 0 and below 100 %",
    ItmErrorCode.INVALID_CONFIDENCE: "confidence must be above 0 and below 100 %",
    ItmErrorCode.INVALID_RELIABILITY: "reliability must be above 0 and below 100 %",
    ItmErrorCode.REFRACTIVITY: "refractivity must be 250 to 400 N-units",
    ItmErrorCode.FREQUENCY: "frequency must be 20 to 20000 MHz",
    ItmErrorCode.POLARIZATION: "polarization must be 0 (horizontal) or 1 (vertical)",
    ItmErrorCode.EPSILON: "ground permittivity must be at least 1",
    ItmErrorCode.SIGMA: "ground conductivity must be above 0 S/m",
    ItmErrorCode.GROUND_IMPEDANCE: "the ground impedance is more reactive than resistive",
    ItmErrorCode.MDVAR: "mdvar must be 0 to 3, plus 0, 10, 20 or 30",
    ItmErrorCode.EFFECTIVE_EARTH: "the effective earth radius is out of range",
    ItmErrorCode.PATH_DISTANCE: "the path must be longer than 0",
    ItmErrorCode.DELTA_H: "terrain irregularity must not be negative",
    ItmErrorCode.TX_SITING_CRITERIA: "transmitter siting must be 0, 1 or 2",
    ItmErrorCode.RX_SITING_CRITERIA: "receiver siting must be 0, 1 or 2",
    ItmErrorCode.SURFACE_REFRACTIVITY_SMALL: "surface refractivity is below 150: path too high",
    ItmErrorCode.SURFACE_REFRACTIVITY_LARGE: "surface refractivity is above 400: path too low",
}


class ItmError(EngineError):
    """ITM refuses its input; `code` is NTIA's number, `value` the input where there is one."""

    def __init__(self, code: ItmErrorCode, value: object = None) -> None:
        found = "" if value is None else f", is {value}"
        super().__init__(f"{EXPLANATIONS[code]}{found} (ITM {code.name} {int(code)})")
        self.code = code
        self.value = value


class ItmWarning(IntFlag):
    """NTIA's warning flags: the result stands, with the care that the name says."""

    NONE = 0
    TX_TERMINAL_HEIGHT = 0x0001
    RX_TERMINAL_HEIGHT = 0x0002
    FREQUENCY = 0x0004
    PATH_DISTANCE_TOO_BIG_1 = 0x0008
    PATH_DISTANCE_TOO_BIG_2 = 0x0010
    PATH_DISTANCE_TOO_SMALL_1 = 0x0020
    PATH_DISTANCE_TOO_SMALL_2 = 0x0040
    TX_HORIZON_ANGLE = 0x0080
    RX_HORIZON_ANGLE = 0x0100
    TX_HORIZON_DISTANCE_1 = 0x0200
    RX_HORIZON_DISTANCE_1 = 0x0400
    TX_HORIZON_DISTANCE_2 = 0x0800
    RX_HORIZON_DISTANCE_2 = 0x1000
    EXTREME_VARIABILITIES = 0x2000
    SURFACE_REFRACTIVITY = 0x4000
