"""Names as people read them: a label, and the unit that a name's ending says."""

from django.utils.text import capfirst

UNITS = {
    "_m": "m", "_km": "km", "_deg": "°", "_dbm": "dBm", "_dbi": "dBi", "_db": "dB", "_hz": "Hz",
    "_khz": "kHz", "_mhz": "MHz", "_ghz": "GHz", "_s": "s", "_ms": "ms", "_mbps": "Mbit/s",
    "_kbps": "kbit/s", "_gb": "GB", "_w": "W", "_kw": "kW", "_kg": "kg", "_v": "V", "_ah": "Ah",
    "_percent": "%",
}  # fmt: skip


def unit_of(name: str) -> str:
    """The unit in a name: “m” for ``height_m``, nothing for ``name``."""
    stem, joint, ending = name.rpartition("_")
    return UNITS.get(f"_{ending}", "") if joint and stem else ""


def words_of(name: str) -> str:
    """A name as a label: “Height” for ``site__height_m``, “Site” for ``site_id``."""
    last = name.rpartition("__")[2]
    unit = unit_of(last)
    stem = last.rpartition("_")[0] if unit else last.removesuffix("_id")
    return str(capfirst(stem.replace("_", " ")))


def label_of(name: str, verbose_name: object = "") -> str:
    """A field's label: its ``verbose_name`` where that says more than its name does."""
    own = str(verbose_name or "")
    return words_of(name) if own in {"", name.replace("_", " ")} else own[:1].upper() + own[1:]
