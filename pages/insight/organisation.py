"""One organisation beside its peers: median, middle half, our range, in words that agree with the ranges."""

import streamlit as st

from assessment import dates
from assessment.service import insight
from ui import address, charts, downloads, figures, frame, pick, pictures, tables, texts, who

viewer = who.viewer()
view = insight.organisation(viewer, address.word("code"), address.word("cycle"))
codes = [o.code for o in view.choices]
frame.heading(view.organisation.name, caption="Your organisation and its peers")
if len(codes) > 1:
    names = {o.code: o.name for o in view.choices}
    st.selectbox(
        "Organisation",
        codes,
        index=codes.index(view.organisation.code),
        format_func=lambda code: frame.plain(names[code]),
        key="code",
        bind="query-params",
    )
pick.cycle(insight.released(viewer))
st.write(f"{frame.plain(view.cycle.name)}. Results of {dates.day(view.published.released_at)}.")
frame.lead(view.headline)
st.write(frame.plain(view.peer_group.rule))

domain_names = {d.id: d.short_name for d in view.domains}
if any(c.estimate is not None for c in view.comparisons):
    pictures.show(charts.peer_strip(view.comparisons, domain_names, view.peer_levels), key="peers")
columns = (
    "Area",
    "Us",
    "Our range",
    "Lowest quarter up to",
    "Middle of peers",
    "Highest quarter from",
    "People",
    "Compared with peers",
)
rows = [figures.comparison_row(c, domain_names[c.domain]) for c in view.comparisons]
tables.html_table("Our average level beside our peers, on a scale of 1 to 5", columns, rows)
downloads.csv_button(
    "Download the figures (CSV)",
    f"organisation-{view.organisation.code.lower()}.csv",
    columns,
    rows,
    made_up=view.published.made_up,
)
st.write(texts.VERDICT_RULE)
st.write(texts.WITHHELD_NOTE)

st.header("Gap to target", anchor=False)
gap_columns = ("Area", "Average level", "Target", "Gap", "Below target, %")
gap_rows = [figures.gap_row(view.cells[d.id], d.short_name) for d in view.domains]
tables.html_table("Average level and target for our mix of grades", gap_columns, gap_rows)

st.header("Response quality", anchor=False)
st.write(figures.response_sentence(view.response) if view.shown else texts.WITHHELD_NOTE)

if view.people_survey:
    st.header("What all staff said", anchor=False)
    st.write(texts.PEOPLE_SURVEY_NOTE)
    tables.html_table(
        "All staff, People Survey 2024: percentage positive",
        ("Statement", "This organisation", "Median organisation"),
        [(m.label, figures.percent(m.value), figures.percent(m.median)) for m in view.people_survey],
    )
