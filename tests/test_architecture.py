"""Who may import whom, as a table; and a few rules about where things may stand."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCREENS = {"streamlit", "altair", "ui", "pages"}
SQL = {"sqlmodel", "sqlalchemy", "alembic", "psycopg"}
ABOVE = {"assessment.store", "assessment.service", "assessment.settings"}
WEB = {"fastapi", "starlette", "limits", "interface"}
OUTSIDE = SCREENS | SQL | WEB | {"typer", "rich"}

# folder or file -> what it may never import; the core points inwards, to model
FORBIDDEN: dict[str, set[str]] = {
    "assessment/model/*.py": OUTSIDE | {"pandas", "numpy", "scipy"},
    "assessment/error_words.py": OUTSIDE | {"assessment"},
    "assessment/errors.py": OUTSIDE | {"assessment.service", "assessment.store", "pandas", "numpy"},
    "assessment/[a-z]*.py": SCREENS | SQL | WEB,
    "assessment/{pure}.py": OUTSIDE | ABOVE,
    "assessment/bank/*.py": OUTSIDE
    | {"assessment.store", "assessment.service", "assessment.settings", "assessment.exchange"},
    "assessment/manual/*.py": OUTSIDE | ABOVE,
    "assessment/exchange/*.py": OUTSIDE | {"assessment.store", "assessment.service", "assessment.settings"},
    "assessment/exports/*.py": OUTSIDE | ABOVE,
    "assessment/store/**/*.py": SCREENS
    | WEB
    | {"assessment.service", "assessment.scoring", "assessment.release", "typer"},
    "assessment/service/*.py": SCREENS | WEB | {"alembic", "sqlalchemy", "typer"},
    "interface/*.py": SCREENS | SQL | {"assessment.store", "typer"},
    "ui/*chart*.py": {"streamlit", "assessment.service", "assessment.store"} | SQL,
    "ui/theme.py": {"streamlit", "assessment"} | SQL,
    "ui/*.py": SQL | {"assessment.store", "interface"},
    "ui/documents/*.py": SQL | {"assessment.store", "assessment.service"},
    "pages/**/*.py": SQL | {"assessment.store", "interface", "pandas", "altair", "numpy"},
}
PURE = (
    "item_types", "scoring", "steps", "departments", "peers", "disclosure", "release", "recommendations", "access",
    "dates", "forms", "assembly", "register", "answers", "reliability", "differential", "item_statistics", "irt",
    "irt_scores", "irt_fit", "calibration", "explain", "linking", "facilities", "common_items", "item_review",
    "figures", "earlier", "release_statistics", "statistics_format", "atoms", "shares", "shown", "shrinkage", "gaps",
    "priorities", "demand", "conditions", "practices", "attack", "attack_sets", "attack_statements", "attack_tubes",
    "attack_words", "attack_world", "gate", "possible", "programmes", "overlap", "matched", "stayers", "succession",
    "change", "changed", "standing", "sentences", "progress", "goals", "sharing", "opinions",
    "paper_marks", "on_paper", "feedback", "messages", "notify_words", "uploads", "sheet_reader", "cohort_file",
    "turnout", "register_rules", "table21", "spreadsheets", "cycles", "actions", "sign_off", "sessions",
    "many_tests", "unnamed",
)  # fmt: skip
COMPOSITION = {
    "assessment/cli.py", "assessment/cli_bank.py", "assessment/cli_irt.py", "assessment/cli_link.py",
    "assessment/cli_words.py", "assessment/__main__.py",
}  # fmt: skip


def cases() -> Iterator[tuple[Path, set[str]]]:
    for pattern, bad in FORBIDDEN.items():
        names = [pattern.replace("{pure}", name) for name in PURE] if "{pure}" in pattern else [pattern]
        for path in sorted(path for name in names for path in ROOT.glob(name)):
            if str(path.relative_to(ROOT)) not in COMPOSITION:
                yield path, bad


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name_of(value: object) -> str:
    return str(value.relative_to(ROOT)) if isinstance(value, Path) else ""


@pytest.mark.parametrize(("path", "bad"), list(cases()), ids=name_of)
def test_imports_point_inwards(path, bad):
    found = {name for name in imports(path) for b in bad if name == b or name.startswith(b + ".")}
    assert not found


def test_the_table_covers_every_module():
    covered = {path for path, _ in cases()} | {ROOT / name for name in COMPOSITION}
    ours = {
        p
        for folder in ("assessment", "interface", "ui", "pages")
        for p in (ROOT / folder).rglob("*.py")
        if p.name != "__init__.py"
    }
    assert not ours - covered


def calls(path: Path, name: str) -> bool:
    tree = ast.walk(ast.parse(path.read_text()))
    return any(isinstance(n, ast.Call) and getattr(n.func, "id", getattr(n.func, "attr", "")) == name for n in tree)


def test_only_the_release_makes_published_results():
    makers = {p for p in (ROOT / "assessment").rglob("*.py") if calls(p, "Published")}
    makers |= {
        p for folder in ("interface", "ui", "pages") for p in (ROOT / folder).rglob("*.py") if calls(p, "Published")
    }
    assert makers == {ROOT / "assessment/release.py", ROOT / "assessment/model/groups.py"}


def test_no_html_is_made_outside_the_frame():
    makers = {p.relative_to(ROOT).as_posix() for p in (ROOT / "pages").rglob("*.py") if calls(p, "html")}
    unsafe = {
        p for folder in ("ui", "pages") for p in (ROOT / folder).rglob("*.py") if "unsafe_allow_html" in p.read_text()
    }
    assert not makers
    assert not unsafe


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


WITHOUT_VIEWER = {
    # before anyone is known: who signs in, and whether made-up people may
    "identity.viewer_for", "identity.is_demonstration", "identity.made_up_allowed", "identity.made_up_people",
    "identity.made_up_viewer", "identity.cookie_secret", "consuming.reader",
    # no data of people behind them
    "banks.current", "banks.version", "banks.folder", "banks.require_version", "banks.items_given", "banks.families",
    "taking.shuffle", "sittings.is_open", "sittings.require_open", "sittings.locked", "messaging.template_of",
    "taking.profession_choices", "made_up.content", "demo.fill", "startup.prepare", "startup.open_store",
    "loading.table", "manuals.simulations",
    "loading.frames", "loading.score_frame",
}  # fmt: skip


def test_every_service_function_demands_a_viewer():
    for path in (ROOT / "assessment/service").glob("*.py"):
        for function in public_functions(path):
            name = f"{path.stem}.{function.name}"
            if name not in WITHOUT_VIEWER:
                assert function.args.args, name
                # `db`: part of a transaction that another service function began for its viewer; pages have no session
                assert function.args.args[0].arg in ("viewer", "db"), name


def test_the_model_imports_nothing_of_ours_but_itself():
    ours = {
        name for path in ROOT.glob("assessment/model/*.py") for name in imports(path) if name.startswith("assessment")
    }
    assert {name for name in ours if not name.startswith("assessment.model")} == set()
