"""Made-up people: signing in with a signed cookie, only on a demonstration, and never sent to another site."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assessment.service import identity
from tests.behind_the_shell import client
from ui import made_up


@pytest.fixture
def demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "made_up_allowed", lambda: True)
    monkeypatch.setattr(identity, "cookie_secret", lambda: "s3cret")


@pytest.mark.usefixtures("demonstration")
def test_a_made_up_person_signs_in_and_out():
    answer = client().get("/made-up/leader-1?next=/tasks")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/tasks"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    value = re.match(r"made_up_person=([^;]+);", cookie)[1]  # type: ignore[index]
    assert made_up.made_up_person(value, "s3cret") == "leader-1"
    out = client().get("/made-up/sign-out")
    assert out.status_code == 303
    assert out.headers["location"] == "/"
    assert "Max-Age=0" in out.headers["set-cookie"]


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "/%2fevil", "/a//b",
     "javascript:alert(1)", "/a?next=//evil", "/a#b", " /tasks", "/tasks\n", "/..", "tasks", "", "/\tevil", "/é"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/made-up/leader-1", "/made-up/sign-out"])
def test_after_signing_in_nobody_is_sent_elsewhere(path, address):
    answer = client().get(path, params={"next": address})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


@given(some.text())
def test_the_next_page_is_always_a_plain_path_of_ours(address):
    assert re.fullmatch(r"/[A-Za-z0-9_-]*", made_up.local_page(address))


@pytest.mark.parametrize("path", ["/made-up/leader-1", "/made-up/sign-out"])
def test_made_up_people_do_not_exist_on_a_real_database(path, monkeypatch):
    monkeypatch.setattr(identity, "made_up_allowed", lambda: False)
    answer = client().get(path)
    assert answer.status_code == 403
    assert "Made-up people can only sign in on a demonstration database." in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.usefixtures("demonstration")
def test_made_up_people_do_not_exist_where_sign_in_is_configured(monkeypatch):
    monkeypatch.setattr(made_up, "sign_in_configured", lambda: True)
    answer = client().get("/made-up/leader-1")
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("key", ["a.b", "a b", "é", "x" * 61, "a;b", "<script>"])
def test_an_odd_name_is_nobody(key):
    answer = client().get(f"/made-up/{key}")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers
    assert "<script>" not in answer.text


KEYS = some.from_regex(made_up.KEY, fullmatch=True)


@given(KEYS, some.text(min_size=1))
def test_a_signed_cookie_names_its_person(person, secret):
    secret = secret.encode("utf-8", "replace").decode()
    assert made_up.made_up_person(made_up.sign(person, secret), secret) == person
    assert made_up.made_up_person(made_up.sign(person, secret), secret + "x") is None
    assert made_up.made_up_person(made_up.sign(person, secret), "") is None


@given(KEYS, KEYS, some.integers(0, 63))
def test_a_tampered_cookie_names_nobody(person, other, place):
    value = made_up.sign(person, "s3cret")
    name, digest = value.split(".")
    flipped = digest[:place] + ("0" if digest[place] != "0" else "1") + digest[place + 1 :]
    assert made_up.made_up_person(f"{name}.{flipped}", "s3cret") is None
    if other != person:
        assert made_up.made_up_person(f"{other}.{digest}", "s3cret") is None


@given(some.one_of(some.none(), some.text()))
def test_any_other_cookie_names_nobody(value):
    assert made_up.made_up_person(value, "s3cret") is None
