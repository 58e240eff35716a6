"""Made-up people: signing in with a signed cookie, only on a demonstration, and never sent to another site."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from assessment.model import Viewer
from assessment.service import identity
from tests.behind_the_shell import client
from ui import made_up


@pytest.fixture
def demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "made_up_allowed", lambda: True)
    monkeypatch.setattr(identity, "cookie_secret", lambda: "s3cret")
    monkeypatch.setattr(identity, "made_up_viewer", {"leader-1": Viewer("leader-1", "Sam", frozenset())}.get)


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
     "javascript:alert(1)", "/a?next=//evil", "/a#b", " /tasks", "/tasks\n", "/..", "tasks", "", "/\tevil", "/é",
     "//evil?at=5", "?at=5", "/?", "/a?", "/a?b=http://evil", "/a?b=c?d", "/a?b=\\\\evil", "/a?b=c\r\nSet-Cookie:x=y",
     "/a?b=@evil", "/a?b=<script>", "/a?b=c#d", "/a/b?c=d", "/@evil?a=b", "/%2f%2fevil?a=b", "/made-up/leader-1?a=b",
     "https:/evil?a=b", "/a?b=c\n", "/a?b=é", "/.evil.example?a=b"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/made-up/leader-1", "/made-up/sign-out"])
def test_after_signing_in_nobody_is_sent_elsewhere(path, address):
    answer = client().get(path, params={"next": address})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(
    "address",
    ["/question?at=5", "/", "/?a=1", "/gaps?organisation=DFE&by=a+b&c=%C3%A9", "/a?b=%0D%0Ax", "/a?b=%2F%2Fevil"],
)
@pytest.mark.parametrize("path", ["/made-up/leader-1", "/made-up/sign-out"])
def test_a_deep_link_keeps_its_query(path, address):
    answer = client().get(path, params={"next": address})
    assert answer.status_code == 303
    assert answer.headers["location"] == address


@given(some.one_of(some.text(), some.text(some.sampled_from("/\\?#&=%:@.~a \n"))))
def test_the_next_page_is_always_a_plain_path_of_ours(address):
    assert re.fullmatch(r"/[A-Za-z0-9_-]*(\?[A-Za-z0-9_.%+&=-]+)?", made_up.local_page(address))


@given(some.dictionaries(some.text(min_size=1), some.lists(some.text(), min_size=1)))
def test_every_value_of_a_query_comes_back_as_it_was(query):
    address = made_up.page_address("question", query)
    assert made_up.local_page(address) == address
    assert urlsplit(address).path == "/question"
    assert parse_qs(urlsplit(address).query, keep_blank_values=True) == query


def signing_in() -> None:
    from ui import sign_in

    sign_in.page("question")


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(
    ("query", "following"),
    [
        ({}, "/question"),
        ({"at": "5"}, "/question?at=5"),
        ({"at": ["5", "6"], "a&b": '"><i>~ /'}, "/question?at=5&at=6&a%26b=%22%3E%3Ci%3E%7E+%2F"),
    ],
)
def test_the_links_to_sign_in_lead_back_to_where_the_visitor_was(monkeypatch, query, following):
    person = identity.MadeUpPerson("leader-1", "Sam", "Leader")
    monkeypatch.setattr(identity, "made_up_people", lambda: (person,))
    app = AppTest.from_function(signing_in)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    shown = " ".join(element.proto.body for element in app.get("html"))
    link = re.search(r'href="([^"]*)"', shown)[1]  # type: ignore[index]
    assert re.fullmatch(r"/made-up/leader-1\?next=[A-Za-z0-9_.%-]+", link)
    assert client().get(link).headers["location"] == following


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
@pytest.mark.parametrize("key", ["stranger", "LEADER-1", "leader-2", "a.b", "a b", "é", "x" * 61, "a;b", "<script>"])
def test_a_stranger_or_an_odd_name_is_nobody(key):
    answer = client().get(f"/made-up/{key}?next=/tasks")
    assert answer.status_code == 404
    assert "We could not find that made-up person." in answer.text
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
