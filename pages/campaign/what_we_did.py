"""What we did: published actions, for the people who answered and for departments. No figure, nobody's name."""

import streamlit as st

from assessment.service import actions
from ui import action_words as words
from ui import address, frame, pick, who

frame.heading(words.TITLE, caption=words.WHAT_WE_DID)
view = actions.published(who.viewer(), address.word("cycle"))
if view is None:
    st.write(words.NONE_PUBLISHED)
else:
    pick.cycle(view.cycles)
    st.write(frame.plain(f"{view.cycle.name}. {words.ABOUT}"))
    for domain, found in view.areas:
        st.header(frame.plain(domain.short_name), anchor=False)
        for number, action in enumerate(found, 1):
            frame.entry(words.title(number, domain.short_name), "", words.lines(action, team=False))
