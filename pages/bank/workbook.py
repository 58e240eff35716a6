"""Workbook and exchange: take a version away as a workbook or in a standard, and have an edited workbook checked."""

from functools import partial

import streamlit as st

from assessment.service import copies, editing
from ui import bank_frame, downloads, frame, problems, tables, who
from ui import bank_words as words

viewer = who.viewer()
version = bank_frame.begin("Workbook and exchange", editing.versions(viewer), "workbook")

st.header("Edit in a spreadsheet", anchor=False)
st.write(words.ABOUT_WORKBOOK)
workbook = partial(copies.workbook_of, viewer, version)
downloads.file_button("Download the workbook (XLSX)", f"question-bank-{version}.xlsx", workbook, downloads.XLSX)

sent = st.file_uploader("A workbook to check", type="xlsx", max_upload_size=5)
if sent is not None:
    checked = copies.check_workbook(viewer, sent.name, sent.getvalue())
    if checked.bank is None:
        frame.inset(words.cannot_be_used(len(checked.faults)))
        problems.fault_table("What is wrong with the workbook", checked.faults)
    else:
        st.success(f"No faults. Version {checked.bank.version}, {len(checked.bank.items)} items.")
        if checked.changes is not None:
            st.subheader(f"Since version {checked.against}", anchor=False)
            st.write(checked.headline)
            for title, sentences in checked.changes.items():
                st.markdown(f"**{title}**")
                frame.points(sentences, "")
        st.subheader("Worth mending before it is published", anchor=False)
        if checked.remarks:
            problems.fault_table("Remarks", checked.remarks)
        else:
            st.write("Nothing.")
        st.write(words.AFTER_CHECKING)

st.header("Take it to another program", anchor=False)
st.write(words.ABOUT_EXCHANGE)
qti = partial(copies.qti_package, viewer, version)
downloads.file_button("Download the items (QTI 3.0, ZIP)", f"question-bank-{version}-qti.zip", qti, "application/zip")
framework = partial(copies.competency_framework, viewer, version)
name = f"competencies-{version}-case.json"
downloads.file_button("Download the competency model (CASE, JSON)", name, framework, "application/json")
if st.checkbox("Show what these standards cannot hold"):
    tables.html_table("Not exchanged", ("What", "Why"), copies.not_exchanged(viewer, version))
