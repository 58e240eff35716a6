"""Two charts inside the shell."""

import streamlit as st

from ui import shell

if st.runtime.exists():
    from assessment.model import Cell, Domain
    from ui import charts, frame, heatmap_chart, pictures

    domains = [Domain("A", "Area A", "A", "d", ()), Domain("B", "Area B", "B", "d", ())]
    gaps = {("X", "A"): 1.2, ("X", "B"): 0.4, ("Y", "A"): -0.1}
    cells = {(o, d): Cell("organisation", d, "level", "published", o, n=12, gap=gap) for (o, d), gap in gaps.items()}
    counts = type("Counts", (), {"name": "One", "invited": 40, "finished": 20, "started": 5, "not_started": 15})
    with frame.frame("Charts"):
        frame.heading("Charts")
        pictures.show(heatmap_chart.heatmap(cells, domains, {"X": "One", "Y": "Two"}), key="heat")
        pictures.show(charts.response_bars([counts]), key="response")
else:
    app = st.App("charts_shown.py", middleware=shell.MIDDLEWARE)
