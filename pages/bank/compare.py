"""Compare versions: what changed, in words, the weightiest first."""

import streamlit as st

from assessment.service import editing
from ui import bank_frame, frame, pick, who

viewer = who.viewer()
versions = editing.versions(viewer)
version = bank_frame.begin("Compare versions", versions, "compare")
others = [v.version for v in versions if v.version != version]
if others:
    against = pick.one("Compare with", others, "against")
    headline, groups = editing.changes(viewer, against, version)
    frame.lead(headline)
    for title, sentences in groups.items():
        st.header(title, anchor=False)
        frame.points(sentences, "")
    if not groups:
        st.write("Nothing else differs.")
else:
    st.write("There is one version only. Copy it with “bank copy” to begin the next.")
