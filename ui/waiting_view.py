"""What others ask of somebody or let them read, on the start page; nothing where nothing waits."""

import streamlit as st

from assessment.access import Action, may
from assessment.model import Viewer
from assessment.service import opinions, sharing
from ui import opinion_words, share_words
from ui.plain import plain


def draw(viewer: Viewer | None) -> None:
    asked = opinions.waiting(viewer) if may(viewer, Action.GIVE_OPINION) else ()
    shared = sharing.waiting(viewer) if may(viewer, Action.READ_SHARED_REPORT) else ()
    if not asked and not shared:
        return
    st.header("Waiting for you", anchor=False)
    for one in asked:
        of = {"of": str(one.id)}
        st.page_link("../pages/report/give_opinion.py", label=plain(opinion_words.waiting(one)), query_params=of)
    for one in shared:
        which = {"share": str(one.share.id)}
        st.page_link("../pages/report/shared.py", label=plain(share_words.waiting(one)), query_params=which)
