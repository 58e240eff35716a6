"""Who is asking, found anew on every run: the verified sign-in, or a made-up person's signed cookie."""

import streamlit as st

from assessment.model import Role, Viewer
from assessment.service import identity
from ui.made_up import COOKIE, made_up_person
from ui.shell import sign_in_configured


def identify() -> Viewer | None:
    """Find the viewer and keep them for this run. Nobody is anybody until this says so."""
    st.session_state["_viewer"] = _signed_in() if sign_in_configured() else _made_up()
    return viewer()


def viewer() -> Viewer | None:
    """The viewer of this run, for pages to hand to the services."""
    return st.session_state.get("_viewer")


def signed_in() -> bool:
    """Whether somebody has signed in, known to us or not."""
    return bool(st.user.is_logged_in) if sign_in_configured() else viewer() is not None


def _signed_in() -> Viewer | None:
    """The account of an e-mail address that the provider vouches for, or of its subject.

    An address without `email_verified` counts as none: some providers let people choose it.
    """
    if not st.user.is_logged_in:
        return None
    email = st.user.get("email") if st.user.get("email_verified") is True else None
    known = [found for name in (email, st.user.get("sub")) if name and (found := identity.viewer_for(str(name)))]
    # an address that a colleague named must not take the place of the account that the person had
    return next((found for found in known if found.roles != {Role.GUEST}), known[0] if known else None)


def _made_up() -> Viewer | None:
    person = made_up_person(st.context.cookies.get(COOKIE), identity.cookie_secret())
    return identity.made_up_viewer(person) if person else None
