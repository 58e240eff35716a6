"""The shell's middleware and addresses round pages of our own, asked in process."""

from pathlib import Path

import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from ui import made_up, shell

INDEX = Path(st.__file__).parent / "static" / "index.html"
HERE = ("127.0.0.1", 50000)
LOCAL = "http://127.0.0.1:8501"


async def index(request: Request) -> Response:
    return HTMLResponse(INDEX.read_text("utf-8"), headers={"etag": '"file"', "last-modified": "yesterday"})


async def download(request: Request) -> Response:
    return HTMLResponse('<html lang="en"><title>Streamlit</title></html>')


async def script(request: Request) -> Response:
    return PlainTextResponse("let x = 1;\n" * 1000, media_type="text/javascript")


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


def app() -> Starlette:
    routes = [
        *made_up.ROUTES,
        WebSocketRoute("/_stcore/stream", stream),
        Route("/media/report.html", download),
        Route("/static/index.js", script),
        Route("/{page:path}", index),
    ]
    return Starlette(routes=routes, middleware=shell.MIDDLEWARE)


def client(peer: tuple[str, int] = HERE, base: str = LOCAL) -> TestClient:
    return TestClient(app(), base_url=base, client=peer, follow_redirects=False)
