"""The HTTP interface: who is answered, with what, and that it is what the release says and nothing else."""

import csv
import io
import json
import time
from collections import Counter
from dataclasses import astuple, fields
from datetime import timedelta

import httpx
import jsonschema
import pytest
from starlette.testclient import TestClient

from assessment import dates, files, store
from assessment.model import MEASURES, NUMBERS, VIEWS, Cell
from assessment.service import consuming, demo, releases
from assessment.store import reads, writes
from interface import problems, routes, shapes
from tests import builders as make
from tests.servers import Server

LEVELS = {"view": "organisation", "measure": "level"}


@pytest.fixture
def client():
    """Asks the application without the pages; what the server does to an error is done here, too."""
    return TestClient(routes.create(), raise_server_exceptions=False)


def token(name: str = "Dashboard", whose: str = consuming.ALL) -> str:
    return consuming.add(make.ADMINISTRATOR, name, (dates.today() + timedelta(days=9)).isoformat(), whose)


def bearer(sent: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {sent}"}


@pytest.fixture
def ask(client):
    """Ask with a good token."""
    headers = bearer(token())

    def _ask(path: str, **more):
        return client.get(path, headers=headers | more.pop("headers", {}), params=more or None)

    return _ask


def problem(answer) -> tuple[int, str, str]:
    """Status, code and words of an answer that says what went wrong, as RFC 9457 wants it."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert (body["type"], body["status"]) == ("about:blank", answer.status_code)
    jsonschema.validate(body, shapes.ProblemShape.model_json_schema())
    return answer.status_code, body["code"], body["detail"]


def released():
    with store.reading() as db:
        return reads.cycle(db, demo.CLOSED_CYCLE)


# ---- who is answered ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": ""}, {"Authorization": "Basic abc"}, bearer("x"), {"Authorization": "Bearer"}],
    ids=["none", "empty", "basic", "unknown", "no token"],
)
@pytest.mark.parametrize("path", ["/cycles", "/cycles/1/release", "/cycles/1/release.csv", "/cycles/99/release"])
def test_without_a_good_token_nothing_is_said(client, headers, path):
    token()
    answer = client.get(path, headers=headers)
    assert problem(answer)[:2] == (401, "bad_token")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_that_has_ended_or_was_revoked_gets_nothing(client, monkeypatch):
    sent = token()
    assert client.get("/cycles", headers=bearer(sent)).status_code == 200
    now = dates.now()
    monkeypatch.setattr(dates, "now", lambda: now + timedelta(days=10))
    assert problem(client.get("/cycles", headers=bearer(sent)))[0] == 401
    monkeypatch.setattr(dates, "now", lambda: now)
    consuming.revoke(make.ADMINISTRATOR, consuming.consumers(make.ADMINISTRATOR)[0].id)
    assert problem(client.get("/cycles", headers=bearer(sent)))[0] == 401


def test_whoever_asks_too_often_waits_and_nobody_else_does(client, monkeypatch):
    noon = time.time()
    monkeypatch.setattr(time, "time", lambda: noon)
    greedy, other = bearer(token("Greedy")), bearer(token("Other"))
    most = routes.A_MINUTE.amount
    assert [client.get("/cycles", headers=greedy).status_code for _ in range(most)] == [200] * most
    monkeypatch.setattr(time, "time", lambda: noon + 20)
    answer = client.get("/cycles", headers=greedy)
    assert problem(answer)[:2] == (429, "too_many_requests")
    assert answer.headers["retry-after"] == "40"
    assert "Wait 40 seconds" in answer.json()["detail"]
    assert client.get("/cycles", headers=other).status_code == 200
    monkeypatch.setattr(time, "time", lambda: noon + 61)
    assert client.get("/cycles", headers=greedy).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_nothing_can_be_changed(client, method):
    for path in ("/cycles", "/cycles/1/release", "/openapi.json"):
        answer = client.request(method, path, headers=bearer(token(f"{method} {path}")))
        assert problem(answer)[:2] == (405, "read_only")
        assert "GET" in answer.headers["allow"]


def test_what_goes_wrong_on_our_side_is_said_without_its_cause(client, monkeypatch, caplog):
    def fail(_):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(consuming, "cycles", fail)
    answer = client.get("/cycles", headers=bearer(token()))
    status, code, detail = problem(answer)
    assert (status, code) == (500, "unexpected")
    reference = detail.split("Reference: ")[1]
    assert "secret" not in answer.text
    assert reference in caplog.text


# ---- what there is -----------------------------------------------------------------------------------


def test_only_released_cycles_are_spoken_of(demonstration, ask):
    found = ask("/cycles").json()
    with store.reading() as db:
        known = {cycle.name: cycle.status for cycle in reads.cycles(db)}
    assert found["version"] == "1"
    assert {one["name"] for one in found["cycles"]} == {name for name, status in known.items() if status == "released"}
    assert "open" in known.values()
    assert all(one["made_up"] for one in found["cycles"])


@pytest.mark.parametrize("status", ["open", "closed"])
def test_a_cycle_that_is_not_released_is_not_there_even_with_a_release(demonstration, ask, status):
    cycle = released()
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=cycle.id, status=status, now=dates.now())
    for path in ("release", "release.csv"):
        assert problem(ask(f"/cycles/{cycle.id}/{path}"))[:2] == (404, "not_found")
    assert cycle.name not in ask("/cycles").text


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x", "1.5", "%00", "1%27"])
def test_a_cycle_that_is_not_there_is_not_found(ask, number):
    assert problem(ask(f"/cycles/{number}/release"))[0] == 404


@pytest.mark.parametrize("path", ["/", "/nothing", "/cycles/1", "/docs", "/redoc", "/cycles/1/release.xml"])
def test_other_addresses_are_not_there(ask, path):
    assert problem(ask(path))[:2] == (404, "no_such_address")


# ---- what it says ------------------------------------------------------------------------------------


def number_of(text: str) -> float | None:
    return float(text) if text else None


def test_json_csv_and_the_release_say_the_same_and_nothing_withheld_has_a_number(demonstration, ask, tmp_path):
    cycle = released()
    published = releases.published(make.LEARNING_TEAM, cycle)
    body = ask(f"/cycles/{cycle.id}/release").json()
    names = [field.name for field in fields(Cell)]
    assert [tuple(cell[name] for name in names) for cell in body["cells"]] == [astuple(c) for c in published.cells]
    assert body["withheld"] == published.withheld > 0
    assert (body["minimum_group"], body["cycle"]["release"], body["cycle"]["made_up"]) == (10, 1, True)
    hidden = [cell for cell in body["cells"] if cell["status"] == "withheld"]
    assert len(hidden) == published.withheld
    assert all(cell[name] is None for cell in hidden for name in NUMBERS)
    assert body["organisations"]["HMT"] == "HM Treasury"

    answer = ask(f"/cycles/{cycle.id}/release.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    files.write_cells(tmp_path / "export.csv", published)
    lines = answer.text.splitlines()
    exported = (tmp_path / "export.csv").read_text("utf-8").splitlines()
    assert lines == [f"{exported[0]},made_up", *(f"{line},true" for line in exported[1:])]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    told = [tuple(row[n] if n not in NUMBERS else number_of(row[n]) for n in names) for row in rows]
    assert told == [astuple(cell) for cell in published.cells]
    assert {row["made_up"] for row in rows} == {"true"}


def test_filters_narrow_both_alike(demonstration, ask):
    cycle = released()
    wanted = LEVELS | {"domain": "DAT", "organisation": "HMT"}
    (cell,) = ask(f"/cycles/{cycle.id}/release", **wanted).json()["cells"]
    (row,) = csv.DictReader(io.StringIO(ask(f"/cycles/{cycle.id}/release.csv", **wanted).text))
    assert {name: cell[name] for name in wanted} == {name: row[name] for name in wanted} == wanted
    assert cell["estimate"] == float(row["estimate"])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("view=x", f"There is no view ‘x’ here. Use one of: {', '.join(VIEWS)}."),
        ("view=", "There is no view ‘’ here."),
        ("measure=x", f"Use one of: {', '.join(MEASURES)}."),
        ("view=organisation&measure=level&domain=XXX", "There is no domain ‘XXX’ here. Use one of: ACC, ALL, CEN"),
        ("view=organisation&measure=level&organisation=hmt", "There is no organisation ‘hmt’ here."),
        ("view=grade&measure=level&organisation=HMT", "Use one of: none."),
        (
            "organization=HMT",
            "There is no filter ‘organization’ here. Use one of: view, measure, domain, organisation.",
        ),
        ("view=all&view=grade", "The filter ‘view’ is given twice. Give it once."),
    ],
)
def test_a_filter_that_is_not_known_is_refused_and_not_left_aside(demonstration, ask, query, words):
    for path in ("release", "release.csv"):
        status, _, detail = problem(ask(f"/cycles/{released().id}/{path}?{query}"))
        assert status == 400
        assert words in detail
    assert problem(ask("/cycles?view=all"))[:2] == (400, "unknown_filter")


def test_whoever_holds_a_release_gets_it_again_only_when_it_was_corrected(demonstration, ask):
    cycle = released()
    path = f"/cycles/{cycle.id}/release"
    first = ask(path, **LEVELS)
    assert first.headers["cache-control"] == "private, no-cache"
    tag = first.headers["etag"]
    held = ask(path, **LEVELS, headers={"If-None-Match": f'"other", {tag}'})
    assert (held.status_code, held.content, held.headers["etag"]) == (304, b"", tag)
    others = {ask(path, view="all").headers["etag"], ask(f"{path}.csv", **LEVELS).headers["etag"]}
    assert len(others | {tag}) == 3
    with store.writing() as db:
        cells = reads.release_cells(db, cycle.id)[:50]
        facts = {"created_at": dates.now(), "minimum_group": 10, "proof": {}, "world": {}, "cells": cells}
        writes.save_release(db, cycle_id=cycle.id, number=2, **facts)
    again = ask(path, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.json()["cycle"]["release"] == 2
    assert len(again.json()["cells"]) == 50


# ---- how it describes itself -------------------------------------------------------------------------


def schemas(value: object):
    """Every schema within a description."""
    if isinstance(value, dict):
        if "schema" in value:
            yield value["schema"]
        for inner in value.values():
            yield from schemas(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from schemas(inner)


def test_the_description_is_public_and_sound(client):
    answer = client.get("/openapi.json")
    description = answer.json()
    assert description["openapi"].startswith("3.1")
    assert description["servers"] == [{"url": "/api/v1"}]
    assert set(description["paths"]) == {"/cycles", "/cycles/{number}/release", "/cycles/{number}/release.csv"}
    for path in description["paths"].values():
        assert set(path) == {"get"}, "read-only"
        assert path["get"]["security"] == [{"HTTPBearer": []}]
        assert {"200", "304", "400", "401", "429"} <= set(path["get"]["responses"])
    known = description["components"]["schemas"]
    for schema in (*known.values(), *schemas(description)):
        jsonschema.Draft202012Validator.check_schema(schema)
    text = json.dumps(description)
    references = {part.split('"')[0] for part in text.split('"$ref": "#/components/schemas/')[1:]}
    assert references <= set(known)
    assert "HTTPValidationError" not in known, "what is wrong is told as a problem"


def test_answers_are_as_described(demonstration, client, ask):
    known = client.get("/openapi.json").json()["components"]
    number = released().id
    for path, name in (("/cycles", "CyclesShape"), (f"/cycles/{number}/release?view=all", "ReleaseShape")):
        body = ask(path).json()
        jsonschema.validate(body, {"$ref": f"#/components/schemas/{name}", "components": known})
        assert set(body) == set(known["schemas"][name]["properties"])


def test_nothing_is_kept_in_browsers_and_no_other_site_may_ask(ask):
    answer = ask("/cycles", headers={"Origin": "https://elsewhere.example"})
    assert "set-cookie" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert problems.MEDIA_TYPE not in answer.headers["content-type"]


def test_on_a_real_server_it_answers_beside_the_pages(tmp_path, database):
    sent = token()
    server = Server(tmp_path, database_url=f"sqlite:///{database}").start()
    try:
        answer = httpx.get(f"{server.url}/api/v1/cycles", headers=bearer(sent))
        assert (answer.status_code, answer.json()) == (200, {"version": "1", "cycles": []})
        assert "set-cookie" not in answer.headers
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert httpx.get(f"{server.url}/api/v1/cycles").status_code == 401
        assert problem(httpx.get(f"{server.url}/api/v1/cycles/1/release", headers=bearer(sent)))[0] == 404
        assert "<title>" in httpx.get(f"{server.url}/register").text
        forwarded = bearer(sent) | {"X-Forwarded-For": "10.0.0.7"}
        assert httpx.get(f"{server.url}/api/v1/cycles", headers=forwarded).status_code == 403, "no sign-in: only here"
    finally:
        server.kill()


def test_a_program_of_one_organisation_reads_no_other_by_name(demonstration, client):
    with store.reading() as db:
        cycle = reads.cycle(db, demo.CLOSED_CYCLE)
        register = {one.code: one for one in reads.organisations(db)}
    path = f"/cycles/{cycle.id}/release"
    headers = bearer(token("Dashboard of HMT", "HMT"))
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text[:300]
    cells = answer.json()["cells"]
    assert {cell["organisation"] for cell in cells} == {"", "HMT"}
    views = {cell["view"] for cell in cells if not cell["organisation"]}
    assert views == {"all", "grade", "organisation_type", "profession"}, "a parent group may be one organisation"
    every = releases.stored(make.LEARNING_TEAM, demo.CLOSED_CYCLE)[1]
    held = Counter(register[code].type for code in {cell.organisation for cell in every.cells} - {""})
    alone = {kind for kind, count in held.items() if count == 1}
    assert not alone & {cell["organisation_type"] for cell in cells}
    assert client.get(path, headers=headers, params={"organisation": "DFE"}).status_code == 400
    tag = client.get(path, headers=bearer(token("All", consuming.ALL)), params={"view": "all"}).headers["ETag"]
    again = client.get(path, headers=headers | {"If-None-Match": tag}, params={"view": "all"})
    assert again.status_code == 200, "what another program holds is not what this one would get"
