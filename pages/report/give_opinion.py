"""Give a second opinion: one page with the statements that a leader rated themselves on; sent once, and not kept."""

import streamlit as st

from assessment.errors import EntryRefused, WrongState
from assessment.model import Item
from assessment.opinions import control
from assessment.service import opinions
from ui import address, controls, frame, problems, state, who
from ui import opinion_words as words

viewer = who.viewer()
at = address.number("of", 0)
PAGE = f"give-opinion-{at}"


def key_of(item: Item) -> str:
    return f"opinion-{at}-{item.id}"


def chosen(item: Item) -> int | None:
    """What is chosen on the page: it is nowhere else, and gone with it."""
    return st.session_state.get(key_of(item))


def kept_on_the_page(_: int) -> None:
    """Other pages save an answer here. This one sends all of them together."""


@problems.told
def send(items: dict[str, Item]) -> None:
    answers = {name: value for name, item in items.items() if (value := chosen(item)) is not None}
    try:
        opinions.give(viewer, at, answers)
    except EntryRefused as refused:
        state.refuse(PAGE, [(said, key_of(items[name])) for name, said in refused.fields.items()])
    else:
        state.accept()
        state.note(words.THANKS)


def draw(form: opinions.Form) -> None:
    items = {item.id: item for _, of_area in form.areas for item in of_area}
    # Words about what was chosen go with it, when somebody leaves the page and comes back.
    errors = state.errors(PAGE) if any(key_of(item) in st.session_state for item in items.values()) else ()
    frame.error_summary(errors)
    frame.heading(words.GIVE_TITLE)
    frame.lead(words.about(form))
    for told in words.GIVERS_ARE_TOLD:
        st.write(told)
    frame.inset(f"{words.CHOOSE} {words.until(form)}")
    said = {key: message for message, key in errors}
    for domain, of_area in form.areas:
        st.header(frame.plain(domain.short_name), anchor=False)
        for item in of_area:
            st.subheader(frame.plain(item.stem), anchor=False)
            key = key_of(item)
            controls.render(control(item), key, chosen(item), kept_on_the_page, said.get(key, ""), title=False)
    st.button(words.SEND, type="primary", on_click=send, args=(items,))


if thanks := state.take_note():
    frame.page_title(words.SENT)
    frame.heading(words.SENT)
    st.write(thanks)
    st.page_link("../pages/take/start.py", label="Go to the start page")
else:
    try:
        draw(opinions.form(viewer, at))
    except WrongState as over:
        frame.heading(words.GIVE_TITLE)
        st.write(f"{over.what} {over.do}")
