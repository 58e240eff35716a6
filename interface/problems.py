"""What went wrong, as a program is told it: application/problem+json (RFC 9457), in the words of the one table."""

import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assessment.error_words import WORDS
from assessment.errors import AssessmentError, NotFound, StoreError

MEDIA_TYPE = "application/problem+json"
STATUS = {
    "bad_token": 401,
    "not_allowed": 403,
    "no_such_address": 404,
    "read_only": 405,
    "unknown_filter": 400,
    "filter_twice": 400,
    "too_many_requests": 429,
}
log = logging.getLogger("assessment.interface")


class TooMany(AssessmentError):
    """A program has asked too often; it may ask again in `seconds`."""

    def __init__(self, most: int, seconds: int) -> None:
        super().__init__("too_many_requests", most=most, seconds=seconds)
        self.seconds = seconds


def told(app: FastAPI) -> None:
    """Let an application answer so to everything that goes wrong."""
    app.add_exception_handler(AssessmentError, _refused)
    app.add_exception_handler(HTTPException, _not_served)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(Exception, _failed)


def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AssessmentError)  # noqa: S101 - the only kind that comes here
    status = (
        404 if isinstance(error, NotFound) else 503 if isinstance(error, StoreError) else STATUS.get(error.code, 409)
    )
    log.info("refused: %s", error.code)
    headers = {"Cache-Control": "no-store"}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.seconds)
    return _problem(status, error.code, f"{error.what} {error.do}", headers)


def _not_served(request: Request, error: Exception) -> JSONResponse:
    """Another address, or another method than GET: the answer says which there are."""
    assert isinstance(error, HTTPException)  # noqa: S101
    code = "read_only" if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else "no_such_address"
    answer = _refused(request, AssessmentError(code))
    answer.headers.update(error.headers or {})
    return answer


def _not_understood(request: Request, _: Exception) -> JSONResponse:
    """The number of a cycle is the only part of a request that can be no number at all."""
    return _refused(request, NotFound("a released cycle with that number"))


def _failed(_: Request, error: Exception) -> JSONResponse:
    reference = secrets.token_hex(4).upper()
    log.error("reference %s", reference, exc_info=error)
    detail = f"{' '.join(WORDS['unexpected'])} Reference: {reference}"
    return _problem(500, "unexpected", detail, {"Cache-Control": "no-store"})


def _problem(status: int, code: str, detail: str, headers: Mapping[str, str]) -> JSONResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return JSONResponse(body, status, headers, MEDIA_TYPE)
