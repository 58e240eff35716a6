"""Between the network and Streamlit: who may connect at all, security headers, the page shell, the program's start."""

import gc
import importlib
import ipaddress
import pkgutil
import re
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from html import escape
from urllib.parse import quote, urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.errors import AssessmentError, SettingError
from ui import SERVICE_NAME

LOCAL_HOSTS = ("localhost", "127.0.0.1")
# What the names of headers have in common that proxies, tunnels and content networks add. Browsers send none of them.
FORWARDING = re.compile(
    r"forward|proxy|client-?ip|connect(ing|ion)-ip|real-?ip|remote-|original|rewrite|x-(url-)?scheme|x-host"
    r"|^(via|cdn-loop|x-cloud-trace-context)$"
    r"|^(akamai|cf|cloudfront|do|fastly|fly|incap|ngrok|tailscale)-"
    r"|^x-(akamai|amz|amzn|appengine|arr|azure|envoy|ms|nf|vercel)-"
)

# No inline script: the page shell below drops the only one. Vega compiles chart expressions, hence 'unsafe-eval';
# Streamlit styles elements inline and loads components from blob: addresses.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


# ---- who may connect --------------------------------------------------------------------------------


def sign_in_configured() -> bool:
    """True if `[auth]` in the secrets has what every provider needs; half a section counts as none."""
    section = st.secrets.get("auth") if st.secrets.load_if_toml_exists() else None
    return isinstance(section, Mapping) and all(section.get(key) for key in ("redirect_uri", "cookie_secret"))


def is_loopback(address: str | None) -> bool:
    """True for localhost and loopback IP addresses; unset, names and Unix sockets are not."""
    if address == "localhost":
        return True
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)  # a server on :: sees 127.0.0.1 as ::ffff:127.0.0.1
    return (mapped or parsed).is_loopback


def refuse_unsafe_address() -> None:
    """Raise SettingError if the program would serve other computers without sign-in."""
    address = st.get_option("server.address")
    if sign_in_configured() or is_loopback(address):
        return
    raise SettingError("unsafe_address", address=address or "every address")


def start(*checks: Callable[[], None]) -> None:
    """Run what has to hold before anyone is served; where it does not, two sentences and exit status 1."""
    try:
        for check in checks:
            check()
    except AssessmentError as error:
        print(*error.lines(), sep="\n", file=sys.stderr)  # noqa: T201 - there is no screen yet
        raise SystemExit(1) from None


def is_local(scope: Scope) -> bool:
    """True if a request comes straight from this computer: peer, Host and pages are local, nothing forwarded it."""
    headers = Headers(scope=scope)
    peer = scope.get("client")
    hosts = headers.getlist("host")
    pages = headers.getlist("origin") + headers.getlist("referer")
    return (
        peer is not None
        and is_loopback(peer[0])
        and scope.get("http_version") != "1.0"  # no browser speaks it; proxies do to what is behind them
        and not any(is_forwarding_header(name) for name in headers)
        and len(hosts) == 1
        and re.fullmatch(r"(localhost|127\.0\.0\.1)(:\d{1,5})?", hosts[0], re.IGNORECASE) is not None
        and all(_host_of(page) in LOCAL_HOSTS for page in pages)
        and ("cross-site" not in headers.getlist("sec-fetch-site") or _follows_a_link(scope, headers))
    )


def is_forwarding_header(name: str) -> bool:
    """True if a header of this name says that somebody stands between the browser and us, whatever its value."""
    return FORWARDING.search(name.lower().replace("_", "-")) is not None


def _follows_a_link(scope: Scope, headers: Headers) -> bool:
    """True if the whole tab goes to one of our pages, whose paths have one part: never to /made-up/somebody."""
    return (
        scope.get("method") == "GET"
        and scope["path"].count("/") == 1
        and headers.getlist("sec-fetch-mode") == ["navigate"]
        and headers.getlist("sec-fetch-dest") == ["document"]
    )


def _host_of(page: str) -> str | None:
    try:
        return urlsplit(page).hostname
    except ValueError:
        return None


class LoopbackOnly:
    """Without sign-in, answers nobody but this computer. Asked at every request, as secrets may change while we run."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or sign_in_configured() or is_local(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await plain_page(AssessmentError("loopback_only"), 403)(scope, receive, send)


# ---- the page shell ---------------------------------------------------------------------------------


def plain_page(error: AssessmentError, status: int) -> HTMLResponse:
    """A page of our words without Streamlit, for what goes wrong before it."""
    what, do = escape(error.what), escape(error.do)
    body = (
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{what} - {SERVICE_NAME}</title></head>'
        f'<body style="font:19px Arial,sans-serif;margin:2rem"><main><h1>{what}</h1><p>{do}</p></main></body></html>'
    )
    return HTMLResponse(body, status, SECURITY_HEADERS)


ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#16548a" d="M0 0h8v8H0z"/>'
    '<path fill="#fff" d="M1 5h1v2H1zm2-2h1v4H3zm2-2h1v6H5z"/></svg>'
)
DOWNLOADS = "/media/"
"""Where Streamlit serves files for download, which may be HTML and are never rewritten."""

SHELL_CHANGES: tuple[tuple[str, str], ...] = (
    (r'<html lang="en">', '<html lang="en-GB">'),
    (r"<title>Streamlit</title>", f"<title>{SERVICE_NAME}</title>"),
    (
        r"<noscript>.*?</noscript>",
        f"<noscript><h1>{SERVICE_NAME}</h1><p>This service needs JavaScript. Turn it on in your browser, "
        "or ask the learning team for the Word version.</p></noscript>",
    ),
    (r"<script>\s*window\.prerenderReady = false\s*</script>", ""),  # lets the policy forbid inline scripts
    (r'<link\s+rel="preload"[^>]*SourceSans[^>]*>', ""),  # a font we do not use
    (r'<link rel="service-desc"[^>]*>', ""),
    (r'<link rel="shortcut icon"[^>]*>', f'<link rel="icon" href="data:image/svg+xml,{quote(ICON)}">'),
)
"""Pattern and replacement for each thing in Streamlit's index.html that is ours to say, before any script has run."""


def page_shell(index: str) -> str:
    """Streamlit's index.html with our language, title, icon and words for a browser without JavaScript."""
    for pattern, replacement in SHELL_CHANGES:
        index = re.sub(pattern, replacement, index, flags=re.DOTALL)
    return index


class PageShell:
    """Adds the security headers to every answer and rewrites Streamlit's index.html."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        ours = not scope["path"].startswith(DOWNLOADS)
        # Streamlit would compress some of its pages itself, and a compressed page cannot be rewritten.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message = {}
        body = b""

        async def relay(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.update(SECURITY_HEADERS)
                if ours and headers.get("content-type", "").startswith("text/html"):
                    start = message
                    return
            elif start:
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                message = await self._rewritten(start, body, send)
            await send(message)

        await self.app({**scope, "headers": plain}, receive, relay)

    async def _rewritten(self, start: Message, body: bytes, send: Send) -> Message:
        """Send the held-back start with a true length, and give the last message: the rewritten page."""
        page = page_shell(body.decode()).encode()
        headers = MutableHeaders(raw=start["headers"])
        for name in ("etag", "last-modified"):  # they speak of the file, not of this page
            del headers[name]
        if page:  # an answer to HEAD has none, and keeps its length
            headers["content-length"] = str(len(page))
        await send(start)
        return {"type": "http.response.body", "body": page}


MIDDLEWARE = [
    Middleware(LoopbackOnly),
    Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
    Middleware(PageShell),
]


# ---- start ------------------------------------------------------------------------------------------


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Import what the pages need before the first visitor waits, and keep it out of later garbage collections."""
    for package in ("assessment.service", "ui"):
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
            if module.name != "ui.router":  # the page script, which draws when it is imported
                importlib.import_module(module.name)
    gc.collect()
    gc.freeze()
    yield
