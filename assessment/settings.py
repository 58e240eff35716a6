"""Settings from the environment, each with a safe default. Unknown or unsafe values stop the program in words."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from assessment.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_DATABASE = ROOT / "var" / "assessment.sqlite3"
SCHEMES = ("sqlite://", "postgresql+psycopg://")


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table in docs/running.md: environment name, what it is for, default in words."""

    name: str
    purpose: str
    default: str


SETTINGS = (
    Setting("DATABASE_URL", "Where answers are stored", "SQLite file var/assessment.sqlite3"),
    Setting("QUESTION_BANK", "Folder of the question bank for new cycles", "newest version in question_bank/"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked settings. `default_database`: nobody named a database, so an empty one may be filled by itself."""

    database_url: str
    question_bank: Path | None
    default_database: bool = field(default=False)


def read(environment: "os._Environ[str] | dict[str, str]" = os.environ) -> Settings:
    """Read and check the settings; raises SettingError naming the setting."""
    url = environment.get("DATABASE_URL", "").strip()
    bank = environment.get("QUESTION_BANK", "").strip()
    if url and not url.startswith(SCHEMES):
        raise SettingError(
            "bad_setting", name="DATABASE_URL", reason="it must begin with sqlite:// or postgresql+psycopg://"
        )
    if url.split("?")[0] in ("sqlite://", "sqlite:///", "sqlite:///:memory:"):
        raise SettingError(
            "bad_setting", name="DATABASE_URL", reason="it must name a file, as in sqlite:///answers.sqlite3"
        )
    if bank and not Path(bank).is_dir():
        raise SettingError("bad_setting", name="QUESTION_BANK", reason="there is no such folder")
    return Settings(url or f"sqlite:///{DEFAULT_DATABASE}", Path(bank) if bank else None, default_database=not url)
