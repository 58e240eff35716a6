"""GOV.UK Notify, through its official client: a message is handed over, and what came of it is said in our words.

What Notify answers: docs.notifications.service.gov.uk/python.html (errors, statuses of e-mails). A time-out, a broken
connection and a fault of the server do not say whether a message was taken: its outcome is unknown.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

log = logging.getLogger(__name__)

TIMEOUT = 30.0
"""Seconds to wait for an answer."""
ENDED = {
    "delivered": ("delivered", ""),
    "permanent-failure": ("failed", "permanent"),
    "temporary-failure": ("failed", "temporary"),
    "technical-failure": ("failed", "technical"),
}
"""Notify's status of an e-mail -> ours and the code of the problem; any other status is still on its way."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing a message over.

    accepted: Notify has it, as `notify_id`. refused: not this message to this person. limited: not now, not sent.
    stopped: Notify takes nothing from us as we are set up, not sent. unknown: it may have been taken.
    """

    kind: Literal["accepted", "refused", "limited", "stopped", "unknown"]
    problem: str = ""
    notify_id: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A message that Notify has. `status` is ours: accepted, delivered or failed, then with the code of a `problem`."""

    notify_id: str
    reference: str
    status: str
    problem: str

    @property
    def has_ended(self) -> bool:
        return self.status != "accepted"


class Unanswered(Exception):
    """A question to Notify had no answer; `outcome` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.problem)
        self.outcome = outcome


class Notify:
    """One connection, for one thread. Raises nothing but `Unanswered`, and only where that is said."""

    def __init__(self, key: str, url: str, timeout: float = TIMEOUT) -> None:
        from notifications_python_client.notifications import NotificationsAPIClient  # slow to import

        self._client: Any = NotificationsAPIClient(key, base_url=url, timeout=timeout)  # type: ignore[no-untyped-call]

    def send(self, address: str, template: str, personal: dict[str, str], reference: str) -> Outcome:
        """Hand one message over, once: nothing here tries again."""
        try:
            answer = _ask(
                lambda: self._client.send_email_notification(
                    address, template, personalisation=personal, reference=reference
                )
            )
            return Outcome("accepted", notify_id=str(answer["id"]))
        except Unanswered as refused:
            return refused.outcome
        except (KeyError, TypeError):
            return Outcome("unknown", "unreachable")

    def find(self, reference: str) -> Found | None:
        """The message of that reference, None if Notify has none; raises Unanswered."""
        answer = _ask(lambda: self._client.get_all_notifications(reference=reference))
        return next((found for found in _read(answer) if found.reference == reference), None)

    def latest(self) -> Iterator[Found]:
        """All messages of the last days, the latest first, a page at a time; raises Unanswered."""
        older_than = None
        while page := list(_read(_ask(lambda: self._client.get_all_notifications(older_than=older_than)))):  # noqa: B023
            yield from page
            older_than = page[-1].notify_id

    def close(self) -> None:
        self._client.request_session.close()


def _ask(question: Callable[[], T]) -> T:
    """What Notify answers; raises Unanswered with the reason in our words. Its own words stay out: they may name
    people."""
    from notifications_python_client.errors import APIError

    try:
        return question()
    except APIError as error:
        status = error.response.status_code if error.response is not None else 0
        outcome = _outcome(status, error.message)
    log.warning("GOV.UK Notify answered %s: %s, %s", status, outcome.kind, outcome.problem)
    raise Unanswered(outcome)


def _read(answer: Any) -> Iterator[Found]:
    try:
        for one in answer["notifications"]:
            status, problem = ENDED.get(one["status"], ("accepted", ""))
            yield Found(str(one["id"]), str(one["reference"] or ""), status, problem)
    except (KeyError, TypeError):
        raise Unanswered(Outcome("unknown", "unreachable")) from None


REFUSALS = (
    ("team-only api key", "refused", "team_only"),
    ("trial mode", "refused", "trial_mode"),
    ("email_address", "refused", "bad_address"),
    ("not allowed to send", "stopped", "key_refused"),
    ("missing personalisation", "stopped", "template"),
    ("template", "stopped", "template"),
)
"""Words in a refusal (400, in small letters) -> what came of it and the code of the problem."""


def _outcome(status: int, message: object) -> Outcome:
    said = str(message).lower()
    if status == 429:
        return Outcome("limited", "daily_limit" if "toomanyrequests" in said else "rate_limit")
    if status in (401, 403):
        return Outcome("stopped", "clock" if "clock" in said else "key_refused")
    if status == 400:
        for words, kind, problem in REFUSALS:
            if words in said:
                return Outcome(kind, problem)  # type: ignore[arg-type]
        return Outcome("refused", "refused")
    if 300 <= status < 500:
        return Outcome("stopped", "not_notify")
    return Outcome("unknown", "unreachable")
