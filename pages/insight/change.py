"""What has changed since the cycle before: by area, for the same people, and for the team by organisation."""

import streamlit as st

from assessment.service import changing, insight
from ui import address, change_chart, downloads, frame, pick, pictures, succession_words, tables, texts, who
from ui import change_words as words

viewer = who.viewer()
view = changing.change(viewer, address.word("code"), address.word("cycle"))
frame.heading("Change since last cycle", caption="What has changed?")
pick.cycle(insight.released(viewer))
groups = words.groups(view)
if len(groups) > 1:
    pick.one("For", list(groups), "code", groups)
st.write(words.standing(view))

if view.before is None:
    frame.inset(words.NO_EARLIER_CYCLE)
else:
    areas = {domain.id: domain.short_name for domain in view.domains}
    group, then, now = groups[view.code], view.before.name, view.cycle.name
    made_up = view.cycle.made_up
    notes = succession_words.notes(view)
    for note in [*(notes if view.code else []), *words.questions_changed(view.questions, areas)]:
        frame.inset(note)
    if any(row.change is not None for row in view.rows):
        pictures.show(change_chart.change_dumbbell(view.rows, areas, group, then, now), key="change")
    else:
        frame.inset(words.NOTHING_SHOWN)
    rows = [words.table_row(row, areas[row.domain]) for row in view.rows]
    tables.html_table(f"{words.CAPTION} ({group})", words.COLUMNS, rows)
    downloads.csv_button("Download the figures (CSV)", "change.csv", words.COLUMNS, rows, made_up=made_up)

    st.header(words.SAME_PEOPLE, anchor=False)
    st.write(words.ABOUT_SAME_PEOPLE)
    rows = [words.same_row(row, areas[row.domain]) for row in view.rows]
    tables.html_table(f"{words.SAME_CAPTION} ({group})", words.SAME_COLUMNS, rows)
    label = "Download the figures of the same people (CSV)"
    downloads.csv_button(label, "change-same-people.csv", words.SAME_COLUMNS, rows, made_up=made_up)

    if view.everything:
        st.header("All organisations", anchor=False)
        columns, rows = ("Organisation", *areas.values()), words.overview(view)
        tables.html_table(words.OVERVIEW_CAPTION, columns, rows)
        label = "Download the figures of all organisations (CSV)"
        downloads.csv_button(label, "change-organisations.csv", columns, rows, made_up=made_up)
        if notes and not view.code:
            frame.details("Organisations that changed", *notes)
    st.write(texts.WITHHELD_NOTE)
    frame.details("How to read this", *words.HOW_TO_READ)
