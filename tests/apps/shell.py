"""The shell of app.py round elements.py instead of the real pages."""

import streamlit as st

from ui import problems, shell

app = st.App("elements.py", middleware=shell.MIDDLEWARE, on_script_error=problems.show)
