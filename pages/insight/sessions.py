"""Learning sessions: when offers take place, as a table and for calendars; the form to add one, and deleting."""

import streamlit as st

from assessment.errors import EntryRefused
from assessment.service import insight, sessions
from assessment.sessions import Entered
from ui import address, calendar_file, demand_words, downloads, frame, pick, problems, session_file, state, tables, who
from ui import session_words as words
from ui.plain import plain

FORM = "learning-session"
viewer = who.viewer()
view = sessions.overview(viewer, address.word("cycle"))
titles = demand_words.titles(view.offers)
keys = {
    field: f"session-{field}-{len(view.sessions)}" for field in ("offer", *words.LABELS)
}  # an empty form once added


@problems.told
def add() -> None:
    offer, *rest = (str(st.session_state[key] or "") for key in keys.values())
    try:
        sessions.add(viewer, view.cycle.name, offer, Entered(*rest))
    except EntryRefused as refused:
        state.refuse(FORM, [(said, keys[field]) for field, said in refused.fields.items()])
    else:
        state.accept()
        state.note(words.ADDED)


@problems.told
def delete(session: str) -> None:
    sessions.delete(viewer, view.cycle.name, int(session))
    state.accept()
    state.note(words.DELETED)


errors = state.errors(FORM)
frame.error_summary(errors)
frame.back_link("../pages/insight/demand.py", label="Learning demand", cycle=view.cycle.name)
frame.heading("Learning sessions", caption="When can people learn?")
pick.cycle(insight.released(viewer))
st.write(f"{plain(view.cycle.name)}. Times are UK time.")
frame.announce(state.take_note())
if view.sessions:
    tables.html_table(words.CAPTION, words.COLUMNS, [words.row(one, titles) for one in view.sessions])
    every = session_file.ics(view.sessions, titles, view.cycle.made_up)
    downloads.file_button("Download all sessions for calendars", "learning-sessions.ics", every, calendar_file.KIND)
    st.header("One session", anchor=False)
    named = words.names(view.sessions, titles)
    chosen = pick.one("Session", list(named), "session", named)
    one = session_file.ics([s for s in view.sessions if str(s.id) == chosen], titles, view.cycle.made_up)
    downloads.file_button("Download this session for calendars", "learning-session.ics", one, calendar_file.KIND)
    st.write(words.DELETING)
    st.button("Delete this session", on_click=delete, args=(chosen,))
else:
    frame.inset(words.NONE_YET)

st.header("Add a session", anchor=False)
with st.form(FORM, border=False):
    frame.field_error(errors, keys["offer"])
    st.selectbox("Offer", list(titles), index=None, format_func=titles.__getitem__, key=keys["offer"])
    for field, label in words.LABELS.items():
        frame.field_error(errors, keys[field])
        st.text_input(label, max_chars=300, key=keys[field])
    st.form_submit_button("Add session", type="primary", on_click=add)
