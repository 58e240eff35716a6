"""Parts of the page of an organisation: whom it is compared with, the comparison, and where else to look."""

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.model import Cell
from assessment.peer_groups import CUSTOM
from assessment.service.comparing import OrganisationView
from ui import charts, class_chart, class_words, downloads, frame, pick, pictures, tables
from ui import peer_words as words


def organisations(view: OrganisationView) -> None:
    """The choice of an organisation, where there is one, and what became of the one that was asked for."""
    names = {one.code: one.name for one in (*view.choices, view.organisation)}
    if len(names) > 1:
        pick.one("Organisation", list(names), "code", names, default=view.organisation.code)
    if standing := words.standing(view.named):
        frame.inset(standing)


def peers(view: OrganisationView) -> None:
    """The choice of peers, what is in force, and its members by name."""
    beside = view.beside
    chosen = pick.one("Compare with", [rule.id for rule in beside.rules], "peers", words.rule_names(beside))
    if chosen == CUSTOM.id:
        pick.several("Organisations to compare with", {one.code: one.name for one in beside.candidates}, "with")
    if refusal := words.refusal(beside):
        frame.inset(refusal)
    for note in words.notes_on_choice(beside):
        st.text(note)
    st.text(words.about(beside))
    if beside.members:
        frame.details(f"Who they are ({len(beside.members)})", *words.members(view))


def comparison(view: OrganisationView) -> None:
    """The strip plot, the same numbers as a table and a file, and how to read them."""
    names = _areas(view)
    if any(row.estimate is not None and row.median is not None for row in view.comparisons):
        strip = charts.peer_strip(view.comparisons, names, view.beside.levels, view.cycle.name)
        pictures.show(strip, key="peers")
    rows = [words.row(row, names[row.domain]) for row in view.comparisons]
    _table(view, words.CAPTION, words.COLUMNS, rows, "peers")
    st.text(words.verdict_rule(view.beside))
    if alike := words.alike(view.alike):
        st.text(alike)
    st.text(words.notes(rows))
    frame.details("How to read this chart", *words.HOW_TO_READ, words.NO_LEAGUE_TABLE)


def levels(view: OrganisationView, cells: Mapping[str, Cell], caption: str, file: str) -> None:
    """Level, target and gap of a group by area."""
    rows = [words.gap_row(cells[domain.id], domain.short_name) for domain in view.domains]
    _table(view, caption, words.GAP_COLUMNS, rows, file)
    st.text(words.notes(rows))


def classes(view: OrganisationView) -> None:
    """Leaders in three classes of level: picture, table and file."""
    names = _areas(view)
    st.text(class_words.ABOUT)
    if view.classes:
        pictures.show(class_chart.class_bars(view.classes, names, view.cycle.name), key="classes")
    rows = [class_words.row(name, view.classes.get(domain)) for domain, name in names.items()]
    _table(view, class_words.CAPTION, class_words.COLUMNS, rows, "classes")


def widen(view: OrganisationView) -> None:
    """Links to the wider groups that the organisation lies in, for where nothing of its own can be shown."""
    frame.inset(words.NOTHING_SHOWN)
    st.text(words.WIDEN)
    for key, label in words.wider_links(view.organisation).items():
        query = {"code": view.organisation.code, "cycle": view.cycle.name, "wider": key}
        st.page_link("../pages/insight/organisation.py", label=label, query_params=query)


def _areas(view: OrganisationView) -> dict[str, str]:
    return {domain.id: domain.short_name for domain in view.domains}


def _table(
    view: OrganisationView, caption: str, columns: Sequence[str], rows: Sequence[Sequence[tables.Cell]], file: str
) -> None:
    """A table, and a file with the same rows."""
    tables.html_table(caption, columns, rows)
    name = f"organisation-{view.organisation.code.lower()}-{file}.csv"
    downloads.csv_button(f"Download the figures (CSV): {caption}", name, columns, rows, made_up=view.cycle.made_up)
