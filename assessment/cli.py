"""The command line: python -m assessment ... Exit status 0 done, 1 the input is wrong, 2 wrong usage."""

import io
import logging
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from assessment import (
    attack_words,
    cli_bank,
    cli_irt,
    cli_link,
    files,
    item_statistics,
    outputs,
    simulate,
    statistics_format,
    store,
)
from assessment.cli_words import count, group, working
from assessment.errors import AssessmentError, StoreError
from assessment.item_statistics import ItemStatistics
from assessment.manual import markdown, twin
from assessment.model import QuestionBank, Role, Viewer
from assessment.notify_words import PROBLEMS
from assessment.service import attacking, banks, correcting, demo, loading, manuals, quality, releases, sending, startup
from assessment.tabular import write_csv

app = group("Assess the digital capability of senior leaders.")
release_app = group("Results of a closed cycle.")
db_app = group("The database.")
messages_app = group("Messages to the people of a cycle.")
app.add_typer(cli_bank.app, name="bank")
app.add_typer(release_app, name="release")
app.add_typer(db_app, name="db")
app.add_typer(messages_app, name="messages")
app.command("theta")(cli_irt.theta)
app.command("calibrate")(cli_irt.calibrate)
app.command("link")(cli_link.link)

OPERATOR = Viewer("operator", "Operator", frozenset({Role.LEARNING_TEAM, Role.ADMINISTRATOR}))
"""Whoever can run this program on the server and open the database: as good as learning team and administrator."""
MOST_RESPONDENTS = 5_000_000
LONGEST_NAME = 100


def _name(text: str) -> str:
    """A name that a screen can show on one line."""
    text = text.strip()
    if not text or not text.isprintable() or len(text) > LONGEST_NAME:
        raise typer.BadParameter(f"a name has 1 to {LONGEST_NAME} characters and no line breaks")
    return text


def _name_or_none(text: str) -> str:
    return _name(text) if text else ""


Responses = Annotated[Path, typer.Argument(help="Responses file: CSV, XLSX or ODS", metavar="RESPONSES")]
Bank = Annotated[Path | None, typer.Option(help="Folder of the question bank", metavar="DIR")]
CycleName = Annotated[str, typer.Option("--cycle", help="Name of the cycle", metavar="NAME", callback=_name)]
Out = Annotated[Path, typer.Option(help="CSV file to write", metavar="FILE")]
OutJson = Annotated[Path, typer.Option("--out", help="JSON file to write", metavar="FILE")]
FormOfRows = Annotated[str, typer.Option("--form", help="Form of the rows that name none; default the whole bank")]


# ---- running -------------------------------------------------------------------------------------------


def main() -> None:
    """Run a command; what is wrong with its input goes to standard error in words, with status 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without our quotation marks is no reason to stop
    logging.getLogger("assessment").addHandler(logging.NullHandler())  # the log is for servers; here errors are printed
    try:
        app()
    except AssessmentError as error:
        _stop(error)
    except Exception as error:  # a fault of ours: its words could hold answers, so only its place is told
        if sys.flags.dev_mode:
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        _stop(AssessmentError("program_fault", kind=type(error).__name__, place=where))


def _stop(error: AssessmentError) -> None:
    for line in error.lines():
        print(line, file=sys.stderr)
    raise SystemExit(1) from None


def _bank(folder: Path | None) -> QuestionBank:
    return banks.folder(folder) if folder else banks.current()


def _spare(responses: Path, out: Path) -> None:
    """Refuse to write over the file that is read."""
    if out.resolve() == responses.resolve():
        raise AssessmentError("output_unwritable", file=out, reason="it is the file of responses")


# ---- the database --------------------------------------------------------------------------------------


def _open_filled_store() -> None:
    """Open a database of this version; one that holds nothing is not touched."""
    startup.open_store()
    if store.state() == "empty":
        raise StoreError("database_empty")
    store.require_current()


def _open_store_to_fill() -> None:
    """Open a database of this version; an empty one gets its tables."""
    startup.open_store()
    if store.state() == "empty":
        store.upgrade()
    store.require_current()


# ---- commands ------------------------------------------------------------------------------------------


@app.command()
def score(
    responses: Responses,
    out: Out,
    bank: Bank = None,
    form: FormOfRows = "",
) -> None:
    """Score a responses file. Needs no database."""
    _spare(responses, out)
    with working("Scoring"):
        chosen = _bank(bank)
        file = files.read_responses(responses, chosen, form)
        files.write_scores(out, file, loading.table(file, chosen))
    print(f"{count(len(file), 'respondent')} scored in {count(len(chosen.domains), 'domain')}: {out}")


@app.command()
def items(
    out: OutJson,
    responses: Annotated[
        Path | None, typer.Argument(help="Responses file: CSV, XLSX or ODS", metavar="RESPONSES")
    ] = None,
    bank: Bank = None,
    form: FormOfRows = "",
    no_minimum: Annotated[
        bool, typer.Option("--no-minimum", help="Print what can be computed, however few people there are")
    ] = False,
    cycle: Annotated[
        str,
        typer.Option("--cycle", help="A released cycle, in place of a file", metavar="NAME", callback=_name_or_none),
    ] = "",
) -> None:
    """Reliability and item statistics of a responses file, or those kept of a released cycle."""
    if (responses is None) == (not cycle) or (cycle and (bank or form or no_minimum)):
        raise typer.BadParameter("give either RESPONSES or --cycle, and --cycle without other choices")
    with working("Computing"):
        found = _of_file(responses, out, bank, form, not no_minimum) if responses else _of_cycle(cycle)
        with outputs.whole_file(outputs.outside_banks(out)) as file:
            file.write(outputs.json_bytes(statistics_format.to_json(found)))
    print(f"{count(found.n, 'respondent')}, {count(len(found.scales), 'scale')}: {out}")


def _of_file(responses: Path, out: Path, bank: Path | None, form: str, minimum: bool) -> ItemStatistics:
    _spare(responses, out)
    chosen = _bank(bank)
    answers = files.read_responses(responses, chosen, form).answers()
    return item_statistics.item_statistics(chosen, answers, minimum)


def _of_cycle(cycle: str) -> ItemStatistics:
    _open_filled_store()
    return quality.statistics(OPERATOR, cycle)


@app.command()
def manual(
    out: Annotated[Path, typer.Option(help="Folder to write manual.md and manual.json into", metavar="DIR")],
    cycle: Annotated[
        str,
        typer.Option(
            "--cycle", help="A released cycle; without it the bank alone", metavar="NAME", callback=_name_or_none
        ),
    ] = "",
    bank: Bank = None,
) -> None:
    """The technical manual, as a document and as data."""
    with working("Writing"):
        held = banks.folder(bank) if bank else None
        if cycle:
            _open_filled_store()
            made = manuals.of_cycle(OPERATOR, cycle, held)
        else:
            made = manuals.of_bank(OPERATOR, held or banks.current())
        outputs.folder(outputs.outside_banks(out / "manual.md").parent)
        with outputs.whole_file(out / "manual.json") as file:
            file.write(outputs.json_bytes(twin(made)))
        with outputs.whole_file(out / "manual.md") as file:
            file.write(markdown(made).encode())
    print(f"{count(len(made.sections), 'section')}: {out / 'manual.md'}, {out / 'manual.json'}")


@app.command("simulate")
def simulate_command(
    respondents: Annotated[int, typer.Option(min=1, max=MOST_RESPONDENTS, help="How many people")],
    out: Out,
    bank: Bank = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same people")] = 1,
    family: Annotated[str, typer.Option("--form", help="Family of forms; default standard", metavar="FAMILY")] = "",
) -> None:
    """Made-up responses over the real register, for trials and benchmarks."""
    with working("Making people up"):
        chosen = _bank(bank)
        if family and not chosen.family(family):
            known = ", ".join(dict.fromkeys(form.family for form in chosen.forms))
            raise AssessmentError("unknown_family", family=family, known=known)
        write_csv(out, simulate.simulate(respondents, chosen, family=family or "standard", seed=seed))
    print(f"{count(respondents, 'made-up respondent')}: {out}")


@app.command()
def load(responses: Responses, cycle: CycleName, bank: Bank = None) -> None:
    """Put a responses file into the database as submitted sittings of a cycle, all or nothing."""
    with working("Loading"):
        chosen = _bank(bank)
        file = files.read_responses(responses, chosen)
        _open_store_to_fill()
        added = loading.load(OPERATOR, file, cycle, chosen)
    print(f"{count(added, 'respondent')} added to the cycle ‘{cycle}’.")


@release_app.command("build")
def release_build(cycle: CycleName, bank: Bank = None) -> None:
    """Close the cycle if it is open, compute group results, pass the disclosure gate, store release and proof."""
    with working("Computing results"):
        _open_filled_store()
        published = releases.build(OPERATOR, cycle, banks.folder(bank) if bank else None)
    print(f"‘{cycle}’ released: {len(published.cells)} cells, {published.withheld} withheld.")


@release_app.command("correct")
def release_correct(
    moves: Annotated[Path, typer.Argument(help="File of people and where they belong: CSV, XLSX or ODS")],
    cycle: CycleName,
    bank: Bank = None,
) -> None:
    """Release a cycle again after putting people where they belong; what was shown before counts in the gate."""
    with working("Computing results"):
        file = files.read_moves(moves)
        _open_filled_store()
        published = correcting.correct(OPERATOR, cycle, file, banks.folder(bank) if bank else None)
    print(f"‘{cycle}’ released again: {len(published.cells)} cells, {published.withheld} withheld.")


@release_app.command("export")
def release_export(
    cycle: CycleName,
    out: Out,
    proof: Annotated[Path | None, typer.Option(help="JSON file to write the proof into", metavar="FILE")] = None,
) -> None:
    """Write exactly what the app can show."""
    if proof is not None and proof.resolve() == out.resolve():
        raise AssessmentError("output_unwritable", file=proof, reason="it is the file of the cells")
    with working("Writing"):
        _open_filled_store()
        _, published, evidence = releases.stored(OPERATOR, cycle)
        if proof is None:
            files.write_cells(out, published)
        else:
            with outputs.whole_file(
                outputs.outside_banks(proof)
            ) as file:  # appears only when the cells have been written
                file.write(outputs.json_bytes(evidence))
                file.flush()
                files.write_cells(out, published)
    print(f"{len(published.cells)} cells, {published.withheld} withheld: {out}")


@release_app.command("attack")
def release_attack(cycle: CycleName) -> None:
    """Try to learn something about a few people from what a release shows; status 1 if anything can be learned."""
    with working("Attacking"):
        _open_filled_store()
        found = attacking.run(OPERATOR, cycle)
    print("\n".join(attack_words.table(found)))
    if not found.passed:
        raise AssessmentError("release_learned", cycle=cycle, found=attack_words.learned(found))
    print(f"Nothing about a few people can be learned from ‘{cycle}’.")


@messages_app.command("send")
def messages_send() -> None:
    """Send what is due through GOV.UK Notify and ask what became of the rest; may be run as often as you like."""
    with working("Sending"):
        _open_filled_store()
        sent = sending.send_due(OPERATOR)
    print(f"Sent: {sent.sent}. Failed: {sent.failed}. To be tried again: {sent.waiting}.")
    if sent.stopped:
        what, advice = PROBLEMS[sent.stopped]
        raise AssessmentError("sending_stopped", what=what, advice=advice)


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this version; does nothing if it is."""
    with working("Upgrading"):
        startup.open_store()
        store.upgrade()
    print("The database is up to date.")


@app.command("demo")
def demo_command() -> None:
    """Fill an empty database with the register and a made-up closed cycle, labelled as such."""
    with working("Making people up"):
        _open_store_to_fill()
        demo.fill()
    print("The demonstration is ready.")
