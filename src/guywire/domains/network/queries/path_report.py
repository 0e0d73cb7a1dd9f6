"""The report of an engineered path as a PDF: what the page tells, in metric units."""

from pathlib import Path
from typing import Any

from guywire.kit import documents

from ..models import LinkPlan
from .path_figures import Direction, End, Figures

TEMPLATE = Path(__file__).resolve().parents[1] / "documents" / "path.typ"
MISSING = "–"


def path_report(figures: Figures, *, maker: str, country: str = "") -> bytes:
    """The same figures give the same bytes."""
    return documents.pdf(TEMPLATE, _data(figures, maker, country))


def _data(figures: Figures, maker: str, country: str) -> dict[str, Any]:
    sections = [
        _ends(figures),
        *([_clearance(figures)] if figures.clearances else []),
        *([_losses(figures), _modulations(figures)] if figures.modulations else []),
        *([_coordination(figures)] if figures.coordination else []),
    ]
    drawn = figures.drawing
    return {
        "title": figures.name,
        "subtitle": f"{figures.kind}, {figures.a.site} – {figures.b.site}",
        "footer": maker,
        "paper": documents.paper_size(country),
        "verdict": _verdict(figures),
        "is_enough": bool(figures.is_enough),
        "drawing": drawn.svg() if drawn else "",
        "drawing_note": _drawing_note(figures),
        "sections": sections,
        "notices": [notice.text for notice in figures.notices],
    }


def _verdict(figures: Figures) -> str:
    outcome = figures.outcome
    if outcome is None:
        return ""
    asked = f"{figures.required_availability_percent:g} %"
    held = "holds" if figures.is_enough else "does not hold"
    return (
        f"{figures.deciding} {held} the required {asked}: up {outcome.availability_percent:.5f} %"
        f" of the year, {outcome.minutes_down_a_year:.1f} minutes down."
        f" {figures.expected_mbps:g} Mbit/s on the average of the year."
    )


def _drawing_note(figures: Figures) -> str:
    drawn = figures.drawing
    if drawn is None:
        return ""
    return (
        f"The ground on an earth of k = {drawn.median_k:g}; dashed, how it stands at"
        f" k = {drawn.low_k:g}. Blue: the ray, its first Fresnel zone and 60 % of it."
    )


def _text(value: float | str | None, decimals: int = 2) -> str:
    if value is None or value == "":
        return MISSING
    if isinstance(value, str):
        return value
    written = f"{value:,.{decimals}f}"
    return _minus(written.rstrip("0").rstrip(".") if "." in written else written)


def _minus(written: str) -> str:
    return written.replace("-", "−")


def _ends(figures: Figures) -> dict[str, Any]:
    a, b = figures.a, figures.b

    def row(title: str, name: str, decimals: int = 2) -> list[str]:
        return [title, *(_text(getattr(end, name), decimals) for end in (a, b))]

    return {
        "title": "Path",
        "columns": ["text", "num", "num"],
        "head": ["", f"A: {a.site}", f"B: {b.site}"],
        "rows": [
            row("Latitude, degrees", "latitude", 6),
            row("Longitude, degrees", "longitude", 6),
            row("Ground, m above sea", "ground_asl_m"),
            row("Antenna, m above ground", "height_m"),
            row("Azimuth, degrees true", "azimuth_deg"),
            row("Elevation, degrees", "elevation_deg"),
            row("Antenna", "antenna"),
            row("Gain, dBi", "gain_dbi"),
            row("Transmit power, dBm", "tx_power_dbm"),
            row("Line loss, dB", "line_loss_db"),
            row("EIRP, dBm", "eirp_dbm"),
            ["Transmit frequency, MHz", _text(figures.frequency_mhz, 4),
             _text(figures.return_frequency_mhz, 4)],
            ["Length, km", _text(figures.distance_km, 3), ""],
            ["Polarization", figures.polarization, ""],
        ],
    }  # fmt: skip


def _clearance(figures: Figures) -> dict[str, Any]:
    rows = [
        [
            f"At k = {one.k:g}: wanted {one.wanted:g} of the first Fresnel zone",
            _text(one.ratio),
            "clear" if one.is_met else "not clear",
        ]
        for one in figures.clearances
    ]
    if not figures.is_clear:
        rows.append(["Height that clears it, A alone, m", _text(figures.a.needed_m), ""])
        rows.append(["Height that clears it, B alone, m", _text(figures.b.needed_m), ""])
        rows.append(["Or both higher by, m", _text(figures.raise_both_m), ""])
    return {"title": "Clearance", "columns": ["text", "num", "text"], "head": [], "rows": rows}


def _losses(figures: Figures) -> dict[str, Any]:
    rain, gradient = figures.rain, figures.gradient
    rows = [
        ["Free space, dB", _text(figures.free_space_db), ""],
        ["Gases, dB", _text(figures.gas_db), ""],
        ["Obstruction, dB", _text(figures.obstruction_db), ""],
        ["Other, dB", _text(figures.other_db), ""],
    ]
    if rain is not None and gradient is not None:
        rows.append(["Rain rate of 0.01 % of the year, mm/h", _text(rain.value), rain.source])
        rows.append(["Rain fade of 0.01 % of the year, dB", _text(figures.rain_fade_001_db), ""])
        rows.append(["Gradient dN1, N/km", _text(gradient.value), gradient.source])
        rough = figures.roughness
        if rough is not None:
            rows.append(["Roughness of the terrain, m", _text(rough.value), rough.source])
        rows.append(["Multipath occurrence p0, %", f"{figures.occurrence_percent or 0.0:.4g}", ""])
    return {
        "title": "Losses and weather", "columns": ["text", "num", "text"], "head": [], "rows": rows,
    }  # fmt: skip


def _modulations(figures: Figures) -> dict[str, Any]:
    rows = [
        [
            one.name,
            _text(one.capacity_mbps),
            *_way(one.there),
            *_way(one.back),
            f"{one.both.availability_percent:.5f}",
            f"{one.both.minutes_down_a_year:,.1f}",
        ]
        for one in figures.modulations
    ]
    return {
        "title": "Modulations",
        "columns": ["text", *["num"] * 7],
        "head": ["", "Mbit/s", "A to B, dBm", "Margin, dB", "B to A, dBm", "Margin, dB",
                 "Up, %", "Down, min/year"],
        "rows": rows,
    }  # fmt: skip


def _way(one: Direction) -> tuple[str, str]:
    return _minus(f"{one.received_dbm:.1f}"), _minus(f"{one.margin_db:.1f}")


def _coordination(figures: Figures) -> dict[str, Any]:
    sheet = figures.coordination
    assert sheet is not None
    by_gain = " (by its gain)" if sheet.is_beamwidth_by_gain else ""
    rows = [
        ["Call sign", _text(sheet.call_sign)],
        ["Licensee", _text(sheet.licensee)],
        ["Emission designator", sheet.emission_designator],
        ["Bandwidth, MHz", _text(sheet.bandwidth_mhz)],
        ["Modulation and capacity", f"{sheet.modulation}, {sheet.capacity_mbps:g} Mbit/s"],
        ["Duplex spacing, MHz", _text(sheet.duplex_spacing_mhz, 4)],
        ["EIRP at A and B, dBW", f"{_dbw(figures.a)}, {_dbw(figures.b)}"],
        [f"Beamwidth at A and B, degrees{by_gain}",
         f"{sheet.a_beamwidth_deg:g}, {sheet.b_beamwidth_deg:g}"],
    ]  # fmt: skip
    return {
        "title": "Frequency coordination", "columns": ["text", "text"], "head": [], "rows": rows,
    }  # fmt: skip


def _dbw(end: End) -> str:
    return _text(None if end.eirp_dbm is None else end.eirp_dbm - 30.0)


def report_name(plan: LinkPlan) -> str:
    """Name of the file."""
    return f"path-{plan.pk}.pdf"
