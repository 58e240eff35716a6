"""Signing in as a made-up person: two addresses and a signed cookie, for a demonstration without sign-in."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from assessment.errors import AssessmentError, NotAllowed, NotFound
from ui.shell import plain_page, sign_in_configured

COOKIE = "made_up_person"
KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
PAGE = re.compile(r"/[A-Za-z0-9_-]{0,60}(\?[A-Za-z0-9_.%+&=-]+)?")


def sign(person: str, secret: str) -> str:
    """The value of the cookie: the person's key, a full stop, and an HMAC-SHA256 of it in hexadecimal."""
    digest = hmac.new(secret.encode(), f"{COOKIE}:{person}".encode(), hashlib.sha256).hexdigest()
    return f"{person}.{digest}"


def made_up_person(cookie_value: str | None, secret: str) -> str | None:
    """The key of the person a cookie names, or None if it is missing or was not signed with `secret`."""
    person = (cookie_value or "").partition(".")[0]
    if not secret or not KEY.fullmatch(person):
        return None
    genuine = hmac.compare_digest(sign(person, secret).encode(), (cookie_value or "").encode())
    return person if genuine else None


def local_page(address: str | None) -> str:
    """`address` if it is a path of ours with or without a query, such as /question?at=5; otherwise the start page."""
    return address if address and PAGE.fullmatch(address) else "/"


def page_address(path: str, query: Mapping[str, Sequence[str]]) -> str:
    """The address of the page at `path`, such as question, with all of its query, as `local_page` accepts it."""
    encoded = urlencode(query, doseq=True).replace("~", "%7E")  # the one other sign that urlencode leaves alone
    return local_page(f"/{path}?{encoded}" if encoded else f"/{path}")


def sign_in(request: Request) -> Response:
    """GET /made-up/{key}?next=/page: be that made-up person."""
    from assessment.service import identity  # as below

    key = request.path_params["key"]
    try:
        secret = _demonstration_secret()
        if not KEY.fullmatch(key) or identity.made_up_viewer(key) is None:
            raise NotFound("that made-up person")
    except AssessmentError as error:
        return _refusal(error)
    response = RedirectResponse(local_page(request.query_params.get("next")), 303)
    response.set_cookie(COOKIE, sign(key, secret), httponly=True, samesite="strict", path="/")
    return response


def sign_out(request: Request) -> Response:
    """GET /made-up/sign-out?next=/page: be nobody again."""
    try:
        _demonstration_secret()
    except AssessmentError as error:
        return _refusal(error)
    response = RedirectResponse(local_page(request.query_params.get("next")), 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", path="/")
    return response


def _demonstration_secret() -> str:
    """What cookies are signed with; raises NotAllowed where made-up people may not sign in."""
    from assessment.service import identity  # brings the database with it: not before the first request

    if sign_in_configured() or not identity.made_up_allowed():
        raise NotAllowed("not_a_demonstration")
    return identity.cookie_secret()


def _refusal(error: AssessmentError) -> Response:
    return plain_page(error, {NotAllowed: 403, NotFound: 404}.get(type(error), 503))


ROUTES = [Route("/made-up/sign-out", sign_out), Route("/made-up/{key}", sign_in)]
