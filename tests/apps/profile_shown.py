"""A profile inside the shell, with a picture for wide screens and one for phones."""

import streamlit as st

from ui import shell

if st.runtime.exists():
    from assessment.model import DomainScore, Profile
    from tests import builders as make
    from ui import charts, frame, pictures

    bank = make.bank(tuple(make.rating(f"{d}-S1", d) for d in "AB"))
    scores = tuple(DomainScore(d, 3.0, 0.3, 2, 2.1, 0.3, 4, 2.1, 0.3, 3.3, "scored") for d in "AB")
    made = Profile("test.1", "standard_a", "director", scores)
    with frame.frame("Profile"):
        frame.heading("Profile")
        narrow = charts.profile_chart(made, bank, narrow=True)
        pictures.show(charts.profile_chart(made, bank), key="profile", narrow=narrow)
else:
    app = st.App("profile_shown.py", middleware=shell.MIDDLEWARE)
