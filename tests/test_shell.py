"""The shell round Streamlit: who may connect, and what the page says before any script."""

import asyncio
import contextlib
import re
import socket
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import streamlit as st
import uvicorn
from starlette.websockets import WebSocketDisconnect

from assessment import uploads
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


FORWARDING = """
Forwarded X-Forwarded-For x-forwarded-for X_Forwarded_For X-Forwarded-Host X-Forwarded-Anything Forwarded-For-IP
X-Original-Forwarded-For X-Original-URL X-Original-Host X-Rewrite-URL Client-IP X-Client-IP X-ClientIP True-Client-IP
X-Cluster-Client-IP Fastly-Client-IP CF-Connecting-IP Fly-Client-IP DO-Connecting-IP X-Connection-IP X-Real-IP X-RealIP
Remote-User Remote-Addr REMOTE_ADDR X-Remote-IP Proxy-Connection Proxy-Authorization X-ProxyUser-IP Proxy X-Scheme
X-URL-Scheme X-Host X-Host-Override Via CDN-Loop X-Amzn-Trace-Id X-Amz-Cf-Id CloudFront-Viewer-Country CF-Ray
Fly-Region Fastly-SSL Tailscale-User-Login Ngrok-Skip-Browser-Warning X-Envoy-External-Address X-ARR-SSL
X-Azure-SocketIP X-AppEngine-User-IP Incap-Client-IP X-Vercel-Id X-NF-Request-ID X-MS-Client-Principal
X-Cloud-Trace-Context X-Akamai-Edgescape Akamai-Origin-Hop
"""
FROM_BROWSERS = """
Accept Accept-Encoding Accept-Language Access-Control-Request-Headers Authorization Cache-Control Connection
Content-Length Content-Type Cookie DNT Downlink Host If-Modified-Since If-None-Match Origin Pragma Priority Range
Referer Save-Data Sec-CH-UA Sec-CH-UA-Mobile Sec-CH-UA-Platform Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site
Sec-Fetch-User Sec-GPC Sec-Purpose Sec-WebSocket-Extensions Sec-WebSocket-Key Sec-WebSocket-Protocol
Sec-WebSocket-Version TE Upgrade Upgrade-Insecure-Requests User-Agent X-Xsrftoken
"""


@pytest.mark.parametrize("header", FORWARDING.split())
def test_a_forwarded_request_is_refused_whatever_the_header_says(header):
    assert shell.is_forwarding_header(header)
    assert refused(client().get("/", headers={header: "127.0.0.1"}))
    assert refused(client().get("/", headers={header: ""}))


@pytest.mark.parametrize("header", FROM_BROWSERS.split())
def test_what_browsers_send_forwards_nothing(header):
    assert not shell.is_forwarding_header(header)


@pytest.mark.parametrize(("version", "welcome"), [("1.0", False), ("1.1", True)])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_the_http_of_proxies_is_refused(kind, version, welcome):
    scope = {"type": kind, "http_version": version, "client": HERE, "headers": [(b"host", b"localhost")]}
    assert shell.is_local(scope) == welcome


LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize("path", ["/", "/report", "/question?at=3&back=/a/b"])
def test_a_link_from_another_site_opens_a_page(path):
    assert client().get(path, headers=LINK).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "change"),
    [
        ("GET", "/", {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}),
        ("GET", "/report", {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}),
        ("GET", "/report", {"Sec-Fetch-Dest": "iframe"}),
        ("GET", "/report", {"Sec-Fetch-Mode": ""}),
        ("POST", "/report", {}),
        ("GET", "/media/report.html", {}),
        ("GET", "/_stcore/health", {}),
        ("GET", "/static/index.js", {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}),
        ("GET", "/made-up/leader", {}),
        ("GET", "/made-up/sign-out", {}),
        ("GET", "/made-up%2Fleader", {}),
    ],
)
def test_another_site_can_do_nothing_else(method, path, change):
    assert refused(client().request(method, path, headers=LINK | change))


@pytest.mark.parametrize("site", ["same-origin", "same-site", "none"])
@pytest.mark.parametrize("path", ["/", "/static/index.js", "/media/report.html"])
def test_our_own_pages_and_what_people_type_are_answered(path, site):
    assert client().get(path, headers={"Sec-Fetch-Site": site}).status_code == 200


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
    for wrong in (
        {"Origin": "http://evil.example"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Host": "example.gov.uk"},
        LINK,
    ):
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


async def ask(port: int, version: str = "1.1") -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET / HTTP/{version}\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return answer.decode()


def test_behind_a_real_reverse_proxy_on_this_computer_everything_is_refused():
    async def all_ways() -> tuple[str, str, str]:
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app(), log_level="error", lifespan="off"))
        running = asyncio.create_task(server.serve([listening]))
        port = listening.getsockname()[1]
        async with asyncio.timeout(20):
            while not server.started:
                await asyncio.sleep(0)
            async with reverse_proxy(port) as proxy:
                answers = await ask(port), await ask(proxy), await ask(port, "1.0")
        server.should_exit = True
        await running
        return answers

    direct, proxied, silently_proxied = run_apart(all_ways())
    assert direct.startswith("HTTP/1.1 200")
    assert proxied.startswith("HTTP/1.1 403")
    assert REFUSED in proxied
    assert " 403 " in silently_proxied.splitlines()[0]
    assert REFUSED in silently_proxied


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


def test_the_server_takes_the_largest_file_that_a_page_asks_for():
    """The server's own limit comes first: what is larger ends in a bare “413”, whatever the field says."""
    pages = "".join(file.read_text() for folder in ("pages", "ui") for file in sorted(Path(folder).rglob("*.py")))
    allowed = [uploads.LARGEST // 1024**2, *map(int, re.findall(r"max_upload_size=(\d+)", pages))]
    config = tomllib.loads(Path(".streamlit/config.toml").read_text())
    assert len(allowed) == pages.count("max_upload_size=")
    assert config["server"]["maxUploadSize"] == max(allowed)
