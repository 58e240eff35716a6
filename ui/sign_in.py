"""Signing in: single sign-on where it is configured, made-up people on a demonstration, and a plain word otherwise."""

from html import escape
from urllib.parse import quote

import streamlit as st

from assessment.model import Viewer
from assessment.service import identity
from ui import frame, who
from ui.made_up import page_address
from ui.shell import sign_in_configured

TITLE = "Sign in"


def page(path: str) -> None:
    """What a visitor who has not signed in sees at any address of ours; `path` is where they go afterwards."""
    if sign_in_configured():
        _single_sign_on()
    else:
        _made_up_people(path)


def _single_sign_on() -> None:
    if who.signed_in():
        frame.heading("You have not been invited to this assessment")
        st.write("If you expected to be invited, contact the learning team of your department.")
        st.button("Sign out", on_click=st.logout)
        return
    frame.heading(TITLE)
    st.write("Sign in with your work account. There is no password to remember.")
    st.button("Sign in", type="primary", on_click=st.login)


def _made_up_people(path: str) -> None:
    frame.heading(TITLE)
    st.write("This is a demonstration on your own computer. Choose one of these made-up people to see what they see.")
    here = page_address(path, {name: st.query_params.get_all(name) for name in st.query_params})
    people = "".join(
        f'<li><a href="/made-up/{escape(person.key)}?next={quote(here, safe="")}">{escape(person.name)}</a>'
        f"<span>{escape(person.description)}</span></li>"
        for person in identity.made_up_people()
    )
    st.html(f'<ul class="people">{people}</ul>')


def account(viewer: Viewer | None) -> None:
    """Who is signed in, and the way out."""
    if viewer is None:
        return
    if sign_in_configured():
        with st.container(key="account", horizontal=True):
            st.text(f"Signed in as {viewer.name}")
            st.button("Sign out", on_click=st.logout, key="sign-out")
    else:
        st.html(f'<p class="account">Signed in as {escape(viewer.name)} <a href="/made-up/sign-out">Sign out</a></p>')
