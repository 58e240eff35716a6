"""One organisation of the register, and every change of it."""

import streamlit as st

from assessment.access import Action, may
from assessment.errors import NotFound
from assessment.service import registry
from ui import address, frame, register_words, state, tables, who

viewer = who.viewer()
view = registry.organisation(viewer, address.word("code"))
organisation = view.organisation
if organisation is None:
    raise NotFound("an organisation: the address names none")
frame.page_title(organisation.name)
frame.back_link("../pages/admin/register.py", label="Register of organisations")
frame.heading(organisation.name, caption="Register of organisations")
frame.announce(state.take_note())
tables.html_table("What the register says", ("What", "Entry"), register_words.facts(organisation, view.names))
if may(viewer, Action.EDIT_REGISTER):
    st.page_link(
        "../pages/admin/change_organisation.py",
        label="Change or close this organisation",
        query_params={"code": organisation.code},
    )
st.header("Changes", anchor=False)
if view.changes:
    rows = [register_words.history_row(change, view.accounts) for change in view.changes]
    tables.html_table("Every change, the latest first", register_words.HISTORY, rows)
else:
    st.write("It is as it came with the program.")
