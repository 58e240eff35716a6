"""The fields of a draft cycle: drawn from what it holds, and read as they were typed."""

from collections.abc import Mapping

import streamlit as st

from assessment.cycles import Entered
from assessment.service.cycles import DraftForm
from ui import cycle_words as words
from ui import frame
from ui.state import Errors

INVITES = "cycle-invites"
EVERY = "all"


def draw(form: DraftForm, keys: Mapping[str, str], errors: Errors) -> None:
    """Each field below what is wrong with it."""
    held = form.entered
    _text(words.NAME, held.name, keys["name"], errors)
    versions = list(form.families)
    _one("Version of the question bank", versions, held.bank_version or versions[0], keys["bank_version"], errors)
    families = list(dict.fromkeys(family for known in form.families.values() for family in known))
    _one("Form", families, held.family, keys["family"], errors)
    _text(words.OPENS, held.opens_on, keys["opens_on"], errors)
    _text(words.CLOSES, held.closes_on, keys["closes_on"], errors)
    _text(words.HOUR, held.closes_time, keys["closes_time"], errors)
    _text(words.GROUP, held.minimum_group, keys["minimum_group"], errors)
    names = {one.code: f"{one.name} ({one.code})" for one in form.organisations}
    st.radio(
        words.INVITES,
        [EVERY, "chosen"],
        index=0 if held.organisations is None else 1,
        format_func={EVERY: words.ALL, "chosen": words.CHOSEN}.__getitem__,
        key=INVITES,
    )
    frame.field_error(errors, keys["organisations"])
    chosen = [code for code in held.organisations or () if code in names]
    st.multiselect("Organisations", list(names), chosen, format_func=names.__getitem__, key=keys["organisations"])


def entered(keys: Mapping[str, str]) -> Entered:
    """In a callback: the draft as it was typed."""
    texts = {field: str(st.session_state[key] or "") for field, key in keys.items() if field != "organisations"}
    chosen = None if st.session_state[INVITES] == EVERY else tuple(st.session_state[keys["organisations"]])
    return Entered(**texts, organisations=chosen)


def _text(label: str, value: str, key: str, errors: Errors) -> None:
    frame.field_error(errors, key)
    st.text_input(label, value=value, key=key)


def _one(label: str, options: list[str], held: str, key: str, errors: Errors) -> None:
    frame.field_error(errors, key)
    index = options.index(held) if held in options else None
    st.selectbox(label, options, index=index, format_func=str.capitalize, key=key)
