"""How all our charts look: an Altair theme after the Analysis Function's guidance on charts, and the colours it allows.

Guidance: "Data visualisation: charts" and "Data visualisation: colours in charts", Government Analysis Function. Labels
are large, dark and horizontal, the grid is light, there is no frame, and the legend stands on top. Importing this
module puts the theme in force: Altair writes it into every specification, so that a chart looks the same wherever it
goes. Contrast is tested in tests/test_theme.py. Every colour of text is named: where none is, Streamlit's dark mode
would write white on our white.
"""

import altair as alt

FONT = 'Arial, Helvetica, "Liberation Sans", sans-serif'
TEXT, QUIET, RULE, GRID, WHITE = "#0b0c0c", "#484949", "#858686", "#cecece", "#ffffff"
NAVY, TEAL, PINK, ORANGE = "#12436d", "#28a197", "#801650", "#f46a25"
"""The Analysis Function's colours for categories, four at most and in this order; NAVY and ORANGE for two."""
PALE, BAND = "#8eb8dc", "#d2e2f1"
"""For ranges behind marks: a likely range, the middle half."""
BLUES = ("#f4f8fb", "#c6dbec", "#7fb0d8", "#1d70b8", "#0f385c")
"""Five classes from little to much; neighbours are too near to do without a number in each cell and a dark edge."""
INKS = (TEXT, TEXT, TEXT, WHITE, WHITE)
"""What can be read on each of BLUES."""
SIZE = 16
"""Of all labels, in pixels."""
LINE = 19
"""Height of a line of a label in pixels."""


@alt.theme.register("analysis_function", enable=True)
def analysis_function() -> alt.theme.ThemeConfig:
    """The theme as Vega-Lite configuration."""
    words = {"labelFontSize": SIZE, "labelColor": TEXT, "labelLimit": 320, "title": None}
    lines = {"labelLineHeight": LINE, "domainColor": RULE, "tickColor": RULE, "gridColor": GRID}
    symbols = {"symbolType": "square", "symbolStrokeColor": TEXT, "symbolStrokeWidth": 1}
    return {
        "config": {
            "font": FONT,
            "background": WHITE,
            "view": {"stroke": None},
            "axis": {**words, **lines},
            "axisY": {"domain": False, "ticks": False, "labelPadding": 10, "grid": False},
            "legend": {**words, **symbols, "orient": "top", "columns": 3},
            "text": {"fontSize": SIZE, "color": TEXT},
            "range": {"category": [NAVY, TEAL, PINK, ORANGE], "ordinal": list(BLUES)},
        }
    }
