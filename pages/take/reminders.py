"""Whether somebody wants messages after the invitation."""

import streamlit as st

from assessment.service import messaging
from ui import frame, problems, who
from ui import message_words as words

viewer = who.viewer()


@problems.told
def choose(no_messages: bool) -> None:
    messaging.choose(viewer, no_messages)


stopped = messaging.wants_no_messages(viewer)
frame.back_link("../pages/take/start.py")
frame.heading(words.CHOICE_TITLE)
st.write(words.CHOICE)
frame.inset(words.STOPPED if stopped else words.GOES_ON)
st.button(words.START if stopped else words.STOP, on_click=choose, args=(not stopped,))
frame.announce(words.STOPPED if stopped else "", stopped)
