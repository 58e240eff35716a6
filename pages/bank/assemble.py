"""Assemble a form: a new parallel form from the items of a version, to be put into a draft."""

import streamlit as st

from assessment.errors import AssessmentError
from assessment.forms import EVIDENCE, expected_facility
from assessment.service import editing
from ui import bank_frame, downloads, frame, problems, tables, who
from ui import bank_words as words

viewer = who.viewer()
version = bank_frame.begin("Assemble a form", editing.versions(viewer), "assemble")
bank = editing.browse(viewer, version)
st.write(words.ABOUT_ASSEMBLING)
like = st.selectbox("Form to take as the pattern", list(bank.form_by_id), key="like", bind="query-params")
typed = st.text_input("Letter of the new form", value=words.free_letter(bank, like), max_chars=1, key=f"letter-{like}")
letter = typed.lower()
keep = st.text_input("Items that must be on it (ids, parted by spaces or commas)", key="keep", bind="query-params")
avoid = st.text_input("Items that may not be on it (ids, parted by spaces or commas)", key="avoid", bind="query-params")

wish = words.ids(keep), words.ids(avoid)
try:
    form = editing.assemble(viewer, version, like, letter, *wish)
except AssessmentError as refused:
    problems.beside(refused)
else:
    st.header(f"Form {form.id}", anchor=False)
    pattern = bank.form_by_id[like]
    tables.html_table(
        f"Expected mean credit beside {like}",
        ("Kind", f"New form {form.id}", like),
        [(words.KINDS[k], *(words.expected(expected_facility(f, k, bank)) for f in (form, pattern))) for k in EVIDENCE],
    )
    columns = ("Item", "What it is about", "Kind", "Competency", "Also on")
    rows = [words.member_row(item, bank, version) for item in bank.items_of(form)]
    tables.html_table("Its items, in the order in which they are asked", columns, rows)
    downloads.file_button(
        "Download it for forms.toml", f"{form.id}.toml", editing.form_as_toml(viewer, form), "text/plain"
    )
    st.text(words.form_command(like, letter, *wish))
frame.details("The rules", *words.RULES_OF_FORMS)
