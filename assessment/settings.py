"""Settings from the environment, each with a safe default. Unknown or unsafe values stop the program in words."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from assessment.errors import SettingError
from assessment.messages import KINDS

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_DATABASE = ROOT / "var" / "assessment.sqlite3"
SCHEMES = ("sqlite://", "postgresql+psycopg://")
NOTIFY = "https://api.notifications.service.gov.uk"
THIS_COMPUTER = "http://127.0.0.1:8501"
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table in docs/running.md: environment name, what it is for, default in words."""

    name: str
    purpose: str
    default: str


SETTINGS = (
    Setting("DATABASE_URL", "Where answers are stored", "SQLite file var/assessment.sqlite3"),
    Setting("QUESTION_BANK", "Folder of the question bank for new cycles", "newest version in question_bank/"),
    Setting("APP_URL", "Address of the app, for links in messages", THIS_COMPUTER),
    Setting("NOTIFY_API_KEY", "Key of GOV.UK Notify, secret; sends messages", "none: messages are files to take away"),
    Setting("NOTIFY_TEMPLATES", "Template of each message in Notify, as invitation=ID,reminder_1=ID,...", "none"),
    Setting("NOTIFY_URL", "Address of GOV.UK Notify", NOTIFY),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked settings. `default_database`: nobody named a database, so an empty one may be filled by itself."""

    database_url: str
    question_bank: Path | None
    default_database: bool = field(default=False)
    app_url: str = THIS_COMPUTER
    notify_key: str = field(default="", repr=False)
    notify_templates: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    notify_url: str = NOTIFY


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
    return Settings(
        url or f"sqlite:///{DEFAULT_DATABASE}",
        Path(bank) if bank else None,
        default_database=not url,
        app_url=_address(environment, "APP_URL", THIS_COMPUTER),
        notify_key=_notify_key(environment),
        notify_templates=_notify_templates(environment),
        notify_url=_address(environment, "NOTIFY_URL", NOTIFY, with_path=False),
    )


def _address(
    environment: "os._Environ[str] | dict[str, str]", name: str, default: str, *, with_path: bool = True
) -> str:
    """An address without a slash at its end; only this computer may be reached without encryption."""
    text = environment.get(name, "").strip().rstrip("/") or default
    try:
        parts = urlsplit(text)
        here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
        fine = bool(parts.hostname) and (parts.scheme == "https" or here) and not (parts.query or parts.fragment)
    except ValueError:
        fine = False
    if not fine or parts.username or not text.isprintable() or " " in text or (parts.path and not with_path):
        raise SettingError("bad_setting", name=name, reason="it must be an address that begins with https://")
    return text


def _notify_key(environment: "os._Environ[str] | dict[str, str]") -> str:
    """The key, checked for its form and never said: a name, the id of the service and the secret."""
    key = environment.get("NOTIFY_API_KEY", "").strip()
    if key and not re.fullmatch(rf".+-{UUID}-{UUID}", key, re.IGNORECASE):
        raise SettingError("bad_setting", name="NOTIFY_API_KEY", reason="it is not a key of GOV.UK Notify")
    if key and not environment.get("APP_URL", "").strip():
        raise SettingError("bad_setting", name="APP_URL", reason="messages need it for their links")
    return key


def _notify_templates(environment: "os._Environ[str] | dict[str, str]") -> Mapping[str, str]:
    """The id of the template of each kind of message that has one."""
    parts = [part.strip() for part in environment.get("NOTIFY_TEMPLATES", "").split(",") if part.strip()]
    pairs = [(kind.strip(), id_.strip()) for kind, _, id_ in (part.partition("=") for part in parts)]
    if any(kind not in KINDS or not re.fullmatch(UUID, id_, re.IGNORECASE) for kind, id_ in pairs):
        reason = f"it must be pairs such as invitation=ID, parted by commas; the messages are {', '.join(KINDS)}"
        raise SettingError("bad_setting", name="NOTIFY_TEMPLATES", reason=reason)
    if len(dict(pairs)) < len(pairs):
        raise SettingError("bad_setting", name="NOTIFY_TEMPLATES", reason="it names a message twice")
    return MappingProxyType({kind: id_.lower() for kind, id_ in pairs})
