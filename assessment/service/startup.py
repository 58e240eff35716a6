"""Before anyone is served: settings checked, the store opened, and an empty default database made a demonstration."""

from assessment import settings, store
from assessment.errors import StoreError
from assessment.service import banks, demo


def prepare() -> None:
    """Make ready to serve; raises AssessmentError with words for whoever starts the program.

    Only the default database is ever filled by itself, and only when nothing is in it. A named database that is empty
    gets its tables and nothing else; an older one is left for `db upgrade`, a newer one is refused.
    """
    chosen = settings.read()
    banks.current()
    if chosen.default_database:
        settings.DEFAULT_DATABASE.parent.mkdir(parents=True, exist_ok=True)
    store.configure(chosen.database_url)
    state = store.state()
    if state == "empty":
        store.upgrade()
        if chosen.default_database:
            demo.fill()
    elif state == "newer":
        raise StoreError("database_newer")
    elif state == "older":
        raise StoreError("database_older")
