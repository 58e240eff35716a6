"""Item quality: how the items of a released cycle worked, what is worth a look, and what cannot be said yet."""

import streamlit as st

from assessment.service import editing, quality
from ui import bank_frame, downloads, frame, pick, tables, who
from ui import quality_words as words

viewer = who.viewer()
version = bank_frame.begin("Item quality", editing.versions(viewer), "quality")
cycles = quality.released(viewer)
if not cycles:
    st.write(words.NO_RELEASE)
else:
    found = quality.of_cycle(viewer, pick.cycle(cycles))
    st.write(words.about(found))
    areas = {domain.id: domain.short_name for domain in found.bank.domains}
    made_up = found.cycle.made_up

    st.header("Worth a look", anchor=False)
    if found.remarks:
        rows = words.remark_rows(found)
        tables.html_table("Items that somebody should read again", words.REMARKS, rows)
        downloads.csv_button("Download the remarks (CSV)", "item-remarks.csv", words.REMARKS, rows, made_up=made_up)
    else:
        st.write(words.NO_REMARKS)

    st.header("One area", anchor=False)
    area = st.selectbox("Area", list(areas), format_func=areas.__getitem__, key="area", bind="query-params")
    for caption, columns, rows in words.area_tables(found, area):
        tables.html_table(f"{caption}: {areas[area]}", columns, rows)
    st.write(words.not_in_tables(found, area))
    with st.expander("Answers chosen"):
        tables.html_table(f"Answers chosen: {areas[area]}", words.OPTIONS, words.option_rows(found, area))
    st.header("All areas", anchor=False)
    for name, (caption, columns, rows) in words.whole_tables(found).items():
        downloads.csv_button(f"Download {caption} (CSV)", f"{name}.csv", columns, rows, made_up=made_up)
    downloads.file_button(
        "Download everything (JSON)", "item-statistics.json", lambda: words.as_json(found), "application/json"
    )
    st.header("Groups", anchor=False)
    for caption, columns, rows in words.group_tables(found):
        tables.html_table(caption, columns, rows)
frame.details("How to read this", *words.HOW_TO_READ)
