"""Antenna files written by hand for the tests, in the variants that are met in the wild."""

from collections.abc import Callable

WIDTH_DEG, HEIGHT_DEG, BACK_DB = 65.0, 8.0, 28.0


def horizontal_loss(degree: float) -> float:
    """Loss of the test antenna, 0.1 dB steps as makers write them."""
    off = abs((degree + 180.0) % 360.0 - 180.0)
    return round(min(12.0 * (off / WIDTH_DEG) ** 2, BACK_DB), 1)


def vertical_loss(degree: float, tilt_deg: float = 0.0) -> float:
    """Loss by degrees below the horizon."""
    off = abs((degree - tilt_deg + 180.0) % 360.0 - 180.0)
    return round(min(12.0 * (off / HEIGHT_DEG) ** 2, 20.0), 1)


Loss = Callable[[float], float]


def cut_lines(loss: Loss, angles: "list[float] | range" = range(360), between: str = " ") -> str:
    """Lines of a cut."""
    return "\n".join(f"{angle:g}{between}{loss(angle):.1f}" for angle in angles)


def msi(
    head: str = "NAME Test 65\nMAKE Nobody\nFREQUENCY 3550\nGAIN 17.5 dBi\nFRONT_TO_BACK 28",
    *,
    horizontal: str | None = None,
    vertical: str | None = None,
    tail: str = "",
) -> bytes:
    """An MSI file; the cuts are those of the test antenna unless others are given."""
    horizontal = horizontal or "HORIZONTAL 360\n" + cut_lines(horizontal_loss)
    vertical = vertical or "VERTICAL 360\n" + cut_lines(vertical_loss)
    return f"{head}\n{horizontal}\n{vertical}\n{tail}".encode()


def adf(
    *,
    units: str = "DBI/DBR",
    gain: str = "17.5",
    level: Callable[[float], float] = lambda loss: -loss,
    tilt: float = 0.0,
    before: str = "",
    horizontal_points: str = "360",
) -> bytes:
    """An NSMA file; level: what is written for a loss."""
    angles = range(-180, 180)
    head = (
        f"REVNUM:,NSMA WG16.99.050\nREVDAT:,19990520\nANTMAN:,Nobody\nMODNUM:,Dish 60\n"
        f"LOWFRQ:,5925\nHGHFRQ:,6425\nGUNITS:,{units}\nMDGAIN:,{gain}\nFRTOBA:,28\n"
        f"ELTILT:,{tilt:g}\nPATTYP:,typical\nNOFREQ:,1\nPATFRE:,6175\nNUMCUT:,2\n"
    )
    around = "\n".join(f"{a},{level(horizontal_loss(a)):.4f}," for a in angles)
    # NSMA counts upwards
    ahead = "\n".join(f"{a},{level(vertical_loss(-a, tilt)):.4f}," for a in angles)
    return (
        f"{head}{before}PATCUT:,AZ\nPOLARI:,V/V\nNUPOIN:,{horizontal_points}\nFSTLST:,-180,179\n"
        f"{around}\nPATCUT:,EL\nPOLARI:,V/V\nNUPOIN:,360\nFSTLST:,-180,179\n{ahead}\nENDFIL:,EOF\n"
    ).encode()


def ant(tilt: float = 0.0) -> bytes:
    """A Radio Mobile file."""
    levels = [-horizontal_loss(degree) for degree in range(360)]
    levels += [-vertical_loss(degree, tilt) for degree in range(-90, 270)]
    return "\n".join(f"{level:.1f}" for level in levels).encode()
