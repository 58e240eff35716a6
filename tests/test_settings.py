import pytest

from assessment import settings
from assessment.errors import SettingError


def test_without_settings_the_store_is_a_file_under_var():
    found = settings.read({})
    assert found.database_url.endswith("/var/assessment.sqlite3")
    assert found.default_database


def test_a_named_database_is_never_the_default_one():
    found = settings.read({"DATABASE_URL": "postgresql+psycopg://localhost/x"})
    assert found.database_url == "postgresql+psycopg://localhost/x"
    assert not found.default_database


@pytest.mark.parametrize("url", ["mysql://x", "postgres://x", "var/x.db", "postgresql://x"])
def test_an_unknown_kind_of_database_refuses_to_start_in_one_sentence(url):
    with pytest.raises(SettingError, match="The setting DATABASE_URL is not usable: it must begin with"):
        settings.read({"DATABASE_URL": url})


def test_a_bank_folder_that_is_not_there_refuses_to_start():
    with pytest.raises(SettingError, match="The setting QUESTION_BANK is not usable: there is no such folder"):
        settings.read({"QUESTION_BANK": "/no/such/folder"})


def test_every_setting_stands_in_the_documentation_with_its_purpose_and_default():
    page = (settings.ROOT / "docs/running.md").read_text()
    for setting in settings.SETTINGS:
        assert f"| `{setting.name}` | {setting.purpose} | {setting.default} |" in page
