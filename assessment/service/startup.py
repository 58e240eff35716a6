"""Opening the store, for the app and for the command line; and what has to be true before anyone is served."""

from assessment import outputs, settings, store
from assessment.errors import StoreError
from assessment.service import banks, demo


def open_store() -> settings.Settings:
    """Point the store at the database of the settings; raises SettingError or StoreError with words for people."""
    chosen = settings.read()
    if chosen.default_database:
        folder = settings.DEFAULT_DATABASE.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"the folder {folder} cannot be made: {outputs.reason(error)}"
            raise StoreError("database_unreachable", reason=reason) from None
    store.configure(chosen.database_url)
    return chosen


def prepare() -> None:
    """Make ready to serve; raises AssessmentError with words for whoever starts the program.

    Only the default database is ever filled by itself, and only when nothing is in it, so a first start that was broken
    off is made good by the next. A named database that is empty gets its tables and nothing else; an older one is left
    for `db upgrade`, a newer one is refused.
    """
    banks.current()
    chosen = open_store()
    if store.state() == "empty":
        store.upgrade()
    store.require_current()
    if chosen.default_database and _nothing_yet():
        demo.fill()


def _nothing_yet() -> bool:
    with store.reading() as db:
        return store.holds_nothing(db)
