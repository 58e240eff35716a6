"""Starting the program: which addresses are safe, and what the committed configuration says."""

import asyncio
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import streamlit as st
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.app_discovery import discover_asgi_app
from websockets.typing import Origin, Subprotocol

from assessment.errors import Fault, InputError
from tests.servers import ROOT, Server, run_apart
from ui import shell

EVERYWHERE = "0.0.0.0"  # noqa: S104 - the address that must be refused


@pytest.mark.parametrize("address", [EVERYWHERE, "::", ""])
def test_without_sign_in_the_program_refuses_to_serve_other_computers(address):
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", address, "--server.port", "0"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 1
    assert f"Sign-in is not configured, so the app refuses to serve on {address or 'every address'}." in result.stderr
    assert "Configure sign-in (see docs/running.md) or bind 127.0.0.1." in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "example.gov.uk", "unix:///tmp/socket", "127.0.0.1.evil.example", None]
)
def test_any_other_address_stops_the_program_with_two_sentences(address, monkeypatch, capsys):
    monkeypatch.setattr(shell, "sign_in_configured", lambda: False)
    monkeypatch.setattr(st, "get_option", {"server.address": address}.get)
    with pytest.raises(SystemExit) as stopped:
        shell.start(shell.refuse_unsafe_address)
    assert stopped.value.code == 1
    assert capsys.readouterr().err.startswith("Sign-in is not configured, so the app refuses to serve on ")


def test_a_bank_that_cannot_be_used_stops_the_program_with_every_fault(capsys):
    def check():
        raise InputError("question_bank/2027.3", [Fault("usr.toml", "item USR-S1", "its key has no reason", "Add it")])

    with pytest.raises(SystemExit):
        shell.start(check)
    assert capsys.readouterr().err.splitlines() == [
        "question_bank/2027.3 cannot be used: 1 fault was found.",
        "usr.toml: item USR-S1: its key has no reason. Add it.",
        "Correct what is listed and try again; nothing was changed.",
    ]


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_loopback_addresses_are_safe(address, monkeypatch):
    monkeypatch.setattr(shell, "sign_in_configured", lambda: False)
    monkeypatch.setattr(st, "get_option", {"server.address": address}.get)
    shell.refuse_unsafe_address()


def test_with_sign_in_every_address_is_safe(monkeypatch):
    monkeypatch.setattr(shell, "sign_in_configured", lambda: True)
    monkeypatch.setattr(st, "get_option", {"server.address": EVERYWHERE}.get)
    shell.refuse_unsafe_address()


def test_the_committed_configuration_binds_this_computer_and_tells_nobody():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["port"] == 8501
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
    assert "baseRadius" in config["theme"]


async def texts_of_runs(url: str, runs: int) -> list[str]:
    """What a script that shows one text shows on each of its runs in one session."""
    shown: list[str] = []
    stream = url.replace("http", "ws") + "/_stcore/stream"
    async with websockets.connect(stream, subprotocols=[Subprotocol("streamlit")], origin=Origin(url)) as socket:
        for _ in range(runs):
            message = BackMsg()
            message.rerun_script.query_string = ""
            await socket.send(message.SerializeToString())
            answer = ForwardMsg()
            while answer.WhichOneof("type") != "script_finished":
                answer.ParseFromString(await asyncio.wait_for(socket.recv(), 20))  # type: ignore[arg-type]
                if answer.delta.new_element.WhichOneof("type") == "text":
                    shown.append(answer.delta.new_element.text.body)
    return shown


def full_collections_during_runs(folder: Path, *options: str) -> int:
    server = Server(folder, "tests/apps/collections_seen.py", "", *options).start()
    try:
        counts = [int(text.split()[0]) for text in run_apart(texts_of_runs(server.url, 6))]
    finally:
        server.kill()
    assert len(counts) == 6
    return counts[-1] - counts[0]


def test_the_installed_streamlit_honours_the_hidden_option_that_stops_garbage_collection(tmp_path):
    # one after each run, though a busy machine may still be at the last one or two when the next run counts
    assert 1 <= full_collections_during_runs(tmp_path, "--runner.postScriptGC", "true") <= 5
    assert full_collections_during_runs(tmp_path) == 0  # as committed


def test_the_composition_root_is_short_and_is_found_by_streamlit_run():
    assert len((ROOT / "app.py").read_text().splitlines()) <= 40
    assert discover_asgi_app(ROOT / "app.py").is_asgi_app
