"""Charts as pictures for files: SVG and PNG, made by Vega itself without a browser."""

from __future__ import annotations

from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import altair as alt

FONTS = Path(__file__).parent / "fonts"
"""Liberation Sans, as wide as Arial: a machine without fonts draws what others draw."""
WIDE, NARROW = 750, 290
"""Widths in pixels: of the text of an A4 page, and of a phone."""


def svg(chart: alt.LayerChart, width: int = WIDE) -> str:
    file = StringIO()
    _sized(chart, width).save(file, format="svg")
    return file.getvalue()


def png(chart: alt.LayerChart, width: int = WIDE) -> bytes:
    """Two dots a pixel, for programs that cannot show SVG."""
    file = BytesIO()
    _sized(chart, width).save(file, format="png", scale_factor=2)
    return file.getvalue()


def _sized(chart: alt.LayerChart, width: int) -> alt.LayerChart:
    """On a page the chart is as wide as its place, with axis and legend inside its height: in a file likewise."""
    _know_fonts()
    return chart.properties(width=width, autosize={"type": "fit", "contains": "padding"})


@cache
def _know_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
