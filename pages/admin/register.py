"""The register: organisations past and present, with dates, parents and successors; search in it."""

import streamlit as st

from assessment import dates
from assessment.access import Action, may
from assessment.service import registry
from ui import downloads, frame, register_words, tables, who

viewer = who.viewer()
view = registry.organisations(viewer)
frame.heading("Register of organisations")
if may(viewer, Action.EDIT_REGISTER):
    st.page_link("../pages/admin/change_organisation.py", label="Add an organisation")
    st.page_link("../pages/admin/update_register.py", label="Bring the register up to date")
which = st.segmented_control(
    "Show", ["Today", "All dates"], default="Today", required=True, key="which", bind="query-params"
)
text = st.text_input("Search by name, code or parent group", max_chars=100, key="search", bind="query-params")
today = dates.today()
dated = [one for one in view.organisations if which == "All dates" or one.valid_on(today)]
shown = register_words.found(dated, text or "")
st.write(register_words.shown(len(shown), view.headcounts))
rows = [register_words.row(one) for one in shown]
if rows:
    tables.html_table("Organisations", register_words.COLUMNS, rows)
    downloads.csv_button("Download the register (CSV)", "register.csv", register_words.COLUMNS, rows)
else:
    frame.inset("No organisation has this in its name, code or parent group. Look in all dates, or shorten it.")
