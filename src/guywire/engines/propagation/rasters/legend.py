"""A legend as a picture, for programs that cannot draw one: colours with their labels."""

import json
from collections.abc import Sequence

import typst

from guywire.engines.propagation.rasters.palette import LegendEntry

PIXELS_PER_INCH = 144.0
MOST_LINES = 40
"""More lines than fit a screen are told by their number only."""

PAGE = b"""
#let told = json(bytes(sys.inputs.told))
#set page(width: auto, height: auto, margin: 8pt, fill: rgb(255, 255, 255, 235))
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), size: 10pt)
#if told.title != "" { text(weight: "bold", told.title) }
#for one in told.lines {
  block(spacing: 5pt, {
    box(width: 14pt, height: 8pt, fill: rgb(one.colour), stroke: 0.4pt + black)
    h(5pt)
    one.label
  })
}
#if told.more > 0 { block(spacing: 5pt, "+ " + str(told.more)) }
"""


def legend_png(title: str, legend: Sequence[LegendEntry]) -> bytes:
    """The picture, as large as its text. Texts are handed over as data, never as markup."""
    told = {
        "title": title,
        "lines": [{"colour": one.colour, "label": one.label} for one in legend[:MOST_LINES]],
        "more": max(0, len(legend) - MOST_LINES),
    }
    made = typst.compile(
        PAGE,
        format="png",
        ppi=PIXELS_PER_INCH,
        sys_inputs={"told": json.dumps(told)},
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)
    return made
