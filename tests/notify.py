"""A stand-in that speaks GOV.UK Notify's HTTP interface: what it checks, what it answers, and a record of its own.

`fault` says what happens to a request to send: "" nothing, "lost" taken but never answered, "reset" the connection
breaks before it is taken, or a key of REFUSED. `broken` is an outage: nothing is taken and nothing answered.
"""

import json
import re
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import TokenError

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"learning-team-{SERVICE}-{SECRET}"
PAGE = 250
REFUSED = {
    "team_only": (400, "BadRequestError", "Can't send to this recipient using a team-only API key"),
    "trial_mode": (
        400,
        "BadRequestError",
        "Can't send to this recipient when service is in trial mode - see "
        "https://www.notifications.service.gov.uk/trial-mode",
    ),
    "bad_address": (400, "ValidationError", "email_address Not a valid email address"),
    "rate_limit": (429, "RateLimitError", "Exceeded rate limit for key type NORMAL of 3000 requests per 60 seconds"),
    "daily_limit": (429, "TooManyRequestsError", "Exceeded send limits (50) for today"),
    "500": (500, "Exception", "Internal server error"),
    "503": (503, "Exception", "Service unavailable"),
    "not_found": (404, "NotFound", "The requested URL was not found on the server."),
    "key_refused": (403, "AuthError", "Invalid token: API key not found"),
}
"""What Notify answers instead of taking a message, by a word of ours."""


@dataclass
class Taken:
    """An e-mail that the stand-in took: it will reach the person."""

    id: str
    reference: str
    address: str
    template: str
    personal: dict[str, str]
    subject: str
    status: str = "created"


@dataclass
class Notify:
    """`templates` are (subject, body) by id. `fault` says what happens to a request to send, by its address."""

    url: str
    templates: dict[str, tuple[str, str]]
    fault: Callable[[str], str] = lambda _: ""
    broken: bool = False
    taken: list[Taken] = field(default_factory=list)
    asked: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, template: str) -> list[Taken]:
        return [one for one in self.taken if one.template == template]


def _error(status: int, kind: str, message: str) -> tuple[int, dict[str, Any]]:
    return status, {"status_code": status, "errors": [{"error": kind, "message": message}]}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    notify: Notify

    def log_message(self, *_: object) -> None:
        """Nothing is logged: addresses stand in requests."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        notify = self.notify
        refused = self._stranger()
        fault = "" if refused else "reset" if notify.broken else notify.fault(body.get("email_address", ""))
        with notify.lock:
            notify.asked += 1
        if fault == "reset":
            self._break()
            return
        if fault in REFUSED:
            refused = _error(*REFUSED[fault])
        self._answer(*(refused or self._take(body)), lost=fault == "lost")

    def _take(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if urlsplit(self.path).path != "/v2/notifications/email":
            return _error(*REFUSED["not_found"])
        if set(body) - {"email_address", "template_id", "personalisation", "reference"}:
            return _error(400, "ValidationError", "Additional properties are not allowed")
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", body["email_address"]):
            return _error(*REFUSED["bad_address"])
        if body["template_id"] not in self.notify.templates:
            return _error(400, "BadRequestError", "Template not found")
        subject, text = self.notify.templates[body["template_id"]]
        personal = body.get("personalisation", {})
        names = dict.fromkeys(re.findall(r"\(\((.*?)\)\)", subject + text))
        if missing := [name for name in names if name not in personal]:
            return _error(400, "BadRequestError", f"Missing personalisation: {', '.join(missing)}")
        filled = re.sub(r"\(\((.*?)\)\)", lambda found: personal[found[1]], subject)
        one = Taken(
            str(uuid.uuid4()), body.get("reference", ""), body["email_address"], body["template_id"], personal, filled
        )
        with self.notify.lock:
            self.notify.taken.append(one)
        content = {"subject": filled, "body": text, "from_email": "learning@notifications.service.gov.uk"}
        return 201, {"id": one.id, "reference": one.reference, "content": content, "uri": "", "template": {}}

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if self.notify.broken:
            self._break()
            return
        with self.notify.lock:
            every = self.notify.taken[::-1]
        if refused := self._stranger():
            self._answer(*refused)
        elif path == "/v2/notifications":
            self._answer(200, self._page(every, query))
        else:
            found = [one for one in every if one.id == path.rpartition("/")[2]]
            self._answer(*((200, _told(found[0])) if found else _error(404, "NoResultFound", "No result found")))

    def _page(self, every: list[Taken], query: dict[str, list[str]]) -> dict[str, Any]:
        if "reference" in query:
            every = [one for one in every if one.reference == query["reference"][0]]
        if "older_than" in query:
            ids = [one.id for one in every]
            every = every[ids.index(query["older_than"][0]) + 1 :]
        page = every[:PAGE]
        links = {"current": self.path} | ({"next": f"/v2/notifications?older_than={page[-1].id}"} if page else {})
        return {"notifications": [_told(one) for one in page], "links": links}

    def _stranger(self) -> tuple[int, dict[str, Any]] | None:
        """What Notify says to a token that the key did not sign."""
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            known = get_token_issuer(token) == SERVICE and decode_jwt_token(token, SECRET)
        except TokenError:
            known = False
        return None if known else _error(*REFUSED["key_refused"])

    def _break(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, status: int, body: dict[str, Any], lost: bool = False) -> None:
        if lost:  # taken, but the answer never arrives
            self._break()
            return
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _told(one: Taken) -> dict[str, Any]:
    return {
        "id": one.id,
        "reference": one.reference,
        "email_address": one.address,
        "type": "email",
        "status": one.status,
        "template": {"id": one.template, "version": 1, "uri": ""},
        "created_at": datetime.now(UTC).isoformat(),
    }


@contextmanager
def serving(templates: dict[str, tuple[str, str]]) -> Iterator[Notify]:
    """The stand-in on a free port of this computer, for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {}))
    server.daemon_threads = True
    notify = Notify(f"http://127.0.0.1:{server.server_address[1]}", templates)
    server.RequestHandlerClass.notify = notify  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield notify
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
