"""Composition root. `streamlit run app.py` serves the assessment on http://127.0.0.1:8501."""

import streamlit as st

from assessment.service import startup
from interface import routes
from ui import made_up, problems, shell

shell.start(shell.refuse_unsafe_address, startup.prepare)

app = st.App(
    "ui/router.py",
    lifespan=shell.lifespan,
    middleware=shell.MIDDLEWARE,
    routes=[*made_up.ROUTES, *routes.ROUTES],
    on_script_error=problems.show,
)
