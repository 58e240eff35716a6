"""The shell round Streamlit: who may connect, and what the page says before any script."""

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator

import pytest
import streamlit as st
import uvicorn
from starlette.websockets import WebSocketDisconnect

from tests.behind_the_shell import HERE, INDEX, LOCAL, app, client
from tests.servers import run_apart
from ui import SERVICE_NAME, shell

REFUSED = "This demonstration opens only on the computer it runs on."


@pytest.fixture
def signed_in_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "sign_in_configured", lambda: True)


# ---- who may connect --------------------------------------------------------------------------------


@pytest.mark.parametrize("base", [LOCAL, "http://localhost:8501", "http://LOCALHOST", "http://127.0.0.1"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_this_computer_is_answered(base, peer):
    assert client((peer, 1), base).get("/").status_code == 200


def refused(answer: object) -> bool:
    return answer.status_code == 403 and REFUSED in answer.text and 'lang="en-GB"' in answer.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("peer", ["10.0.0.7", "192.168.1.2", "::2", "testclient", "::ffff:10.0.0.7"])
def test_another_computer_is_refused(peer):
    assert refused(client((peer, 1)).get("/"))


FORWARDING = [
    "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Anything", "X-Real-IP", "Via",
    "X-Original-URL", "X-Original-Forwarded-For", "True-Client-IP", "CF-Connecting-IP", "X-Envoy-External-Address",
    "X-Client-IP", "Fastly-Client-IP", "x-forwarded-for",
]  # fmt: skip


@pytest.mark.parametrize("header", FORWARDING)
def test_a_forwarded_request_is_refused_whatever_the_header_says(header):
    assert refused(client().get("/", headers={header: "127.0.0.1"}))


@pytest.mark.parametrize(
    "host",
    [
        "example.gov.uk",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil",
        "[::1]",
        "10.0.0.1",
        "",
        "localhost:",
    ],
)
def test_a_name_that_is_not_this_computer_is_refused(host):
    assert refused(client().get("/", headers={"Host": host}))


def test_two_host_headers_are_refused():
    scope = {"type": "http", "client": HERE, "headers": [(b"host", b"localhost"), (b"host", b"evil.example")]}
    assert not shell.is_local(scope)
    assert not shell.is_local({"type": "http", "client": HERE, "headers": []})
    assert not shell.is_local({"type": "http", "client": None, "headers": [(b"host", b"localhost")]})


@pytest.mark.parametrize("header", ["Origin", "Referer"])
@pytest.mark.parametrize(
    ("page", "welcome"),
    [
        ("http://localhost:8501", True),
        ("http://127.0.0.1:3000/x", True),
        ("http://evil.example", False),
        ("http://localhost@evil.example/", False),
        ("http://localhost.evil.example/", False),
        ("null", False),
        ("http://[", False),
    ],
)
def test_a_request_from_another_site_s_page_is_refused(header, page, welcome):
    assert refused(client().get("/", headers={header: page})) != welcome


def test_the_websocket_follows_the_same_rule():
    local = {"Host": "127.0.0.1:8501", "Origin": LOCAL}
    with client().websocket_connect("/_stcore/stream", headers=local) as socket:
        assert socket.receive_text() == "hello"
    for wrong in ({"Origin": "http://evil.example"}, {"X-Forwarded-For": "127.0.0.1"}, {"Host": "example.gov.uk"}):
        with (
            pytest.raises(WebSocketDisconnect) as closed,
            client().websocket_connect("/_stcore/stream", headers=local | wrong),
        ):
            pass
        assert closed.value.code == 1008


@pytest.mark.usefixtures("signed_in_elsewhere")
def test_with_sign_in_configured_a_proxy_and_other_computers_are_welcome():
    answer = client(("10.0.0.7", 1), "https://leaders.example.gov.uk").get("/", headers={"X-Forwarded-For": "10.1.1.1"})
    assert answer.status_code == 200


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, header: bytes = b"") -> None:
    while data := await reader.read(65536):
        writer.write(data.replace(b"\r\n", b"\r\n" + header, 1) if header else data)
        await writer.drain()
    writer.close()


@contextlib.asynccontextmanager
async def reverse_proxy(to: int) -> AsyncIterator[int]:
    """A proxy on loopback that says for whom it asks, as nginx and its like do. Gives its port."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", to)
        await asyncio.gather(
            pump(reader, upstream_writer, b"X-Forwarded-For: 203.0.113.9\r\n"), pump(upstream_reader, writer)
        )

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def ask(port: int) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return answer.decode()


def test_behind_a_real_reverse_proxy_on_this_computer_everything_is_refused():
    async def both() -> tuple[str, str]:
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app(), log_level="error", lifespan="off"))
        running = asyncio.create_task(server.serve([listening]))
        port = listening.getsockname()[1]
        async with asyncio.timeout(20):
            while not server.started:
                await asyncio.sleep(0)
            async with reverse_proxy(port) as proxy:
                answers = await ask(port), await ask(proxy)
        server.should_exit = True
        await running
        return answers

    direct, proxied = run_apart(both())
    assert direct.startswith("HTTP/1.1 200")
    assert proxied.startswith("HTTP/1.1 403")
    assert REFUSED in proxied


def test_half_a_sign_in_section_counts_as_none(monkeypatch):
    def with_secrets(auth: object) -> bool:
        monkeypatch.setattr(
            st, "secrets", type("Secrets", (dict,), {"load_if_toml_exists": lambda self: True})(auth=auth)
        )
        return shell.sign_in_configured()

    full = {"redirect_uri": "https://x/oauth2callback", "cookie_secret": "c", "client_id": "i"}
    assert with_secrets(full)
    assert not with_secrets(full | {"cookie_secret": ""})
    assert not with_secrets({"client_id": "i"})
    assert not with_secrets("yes")
    assert not with_secrets(None)


# ---- the page before any script ---------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("path", ["/", "/report", "/question?at=3"])
def test_language_title_and_words_are_there_without_javascript(path, encoding):
    answer = client().get(path, headers={"Accept-Encoding": encoding})
    assert '<html lang="en-GB">' in answer.text
    assert f"<title>{SERVICE_NAME}</title>" in answer.text
    assert "This service needs JavaScript" in answer.text
    assert "etag" not in answer.headers
    assert "last-modified" not in answer.headers
    assert answer.headers.get("content-encoding", "identity") == encoding


def test_every_change_of_the_shell_still_finds_its_place_in_the_installed_index():
    text = INDEX.read_text("utf-8")
    for pattern, _ in shell.SHELL_CHANGES:
        assert len(re.findall(pattern, text, re.DOTALL)) == 1, pattern
    ours = shell.page_shell(text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", ours)
    assert "agent/openapi" not in ours
    assert 'id="root"' in ours


def test_head_keeps_the_length_of_the_page():
    answer = client().head("/")
    assert answer.status_code == 200
    assert answer.text == ""


def test_a_downloaded_page_is_not_rewritten():
    assert client().get("/media/report.html").text == '<html lang="en"><title>Streamlit</title></html>'


@pytest.mark.parametrize("path", ["/", "/static/index.js", "/media/report.html"])
def test_every_answer_has_the_security_headers(path):
    headers = client().get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "http" not in policy


def test_a_refusal_has_them_too():
    assert client(("10.0.0.7", 1)).get("/").headers["content-security-policy"] == shell.CONTENT_SECURITY_POLICY


def test_static_files_travel_compressed():
    answer = client().get("/static/index.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 500
