"""A real server in a process of its own, on a free loopback port, that can be killed and started again."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parent.parent
DEADLINE = 60.0
Result = TypeVar("Result")


def until(true: Callable[[], bool], what: str, deadline: float = DEADLINE) -> None:
    """Ask until it is true; raises TimeoutError naming `what` after `deadline` seconds."""
    end = time.monotonic() + deadline
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {deadline:.0f} s")
        time.sleep(0.02)


def run_apart(main: Coroutine[Any, Any, Result]) -> Result:
    """asyncio.run in a thread of its own: Playwright keeps a loop running in the thread of the tests."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, main).result()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


class Server:
    """`streamlit run` of a script, with a database of its own; `log` holds what it printed over all its lives."""

    def __init__(self, folder: Path, script: str = "app.py", database_url: str = "", *options: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"server-{self.port}.log"
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT), "STREAMLIT_SERVER_PORT": str(self.port)}
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        self.command = [sys.executable, "-m", "streamlit", "run", str(ROOT / script), *options]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        """Start it and wait until it says that it is healthy."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        until(self._healthy, f"{self.command[-1]} on {self.url}")
        return self

    def kill(self) -> None:
        """Pull the plug: no signal handler, no clean end."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def restart(self) -> None:
        """The same port and the same database, in a new process."""
        self.kill()
        self.start()

    def _healthy(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError(f"the server stopped by itself:\n{self.log.read_text()}")
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:  # noqa: S310 - our own server
                return bool(answer.status == 200)
        except OSError:
            return False
