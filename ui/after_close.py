"""How sure the person was beside how often right, which the report shows once the cycle has ended."""

import streamlit as st

from assessment.calibration import Confidence
from assessment.service.reporting import Report
from ui import confidence_chart, downloads, frame, pictures, report_words, tables


def confidence(found: Confidence, report: Report) -> None:
    """Pairs of bars, the index in a sentence, and the same figures as a table; nothing while no cycle has ended."""
    if not found.answers:
        if report.surprises is not None:
            st.header(report_words.HOW_SURE, anchor=False)
            st.write(report_words.NEVER_SAID)
        return
    st.header(report_words.HOW_SURE, anchor=False)
    if found.told:
        narrow = confidence_chart.confidence_chart(found, narrow=True)
        pictures.show(confidence_chart.confidence_chart(found), key="confidence", narrow=narrow)
    st.text(report_words.index(found))
    columns, rows = report_words.COLUMNS, report_words.rows(found)
    tables.html_table(report_words.CAPTION, columns, rows)
    file = "how-sure-i-was.csv"
    downloads.csv_button("Download how sure you were (CSV)", file, columns, rows, made_up=report.cycle.made_up)
    frame.details("How to read how sure you were", *report_words.how_to_read(found))
