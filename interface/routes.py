"""What can be asked over HTTP, and who may ask: a token per program, so many requests a minute, read-only."""

import hashlib
import json
import time
from collections.abc import Callable
from math import ceil
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from pydantic import BaseModel
from starlette.routing import Mount

from assessment.errors import AssessmentError, NotAllowed
from assessment.model import MEASURES, VIEWS, Viewer
from assessment.service import consuming
from assessment.service.consuming import Filters, ReleaseView
from interface import problems, shapes, words

PATH = "/api/v1"
A_MINUTE = RateLimitItemPerMinute(60)
"""Requests of one program, in each process that serves."""
CSV = "text/csv; charset=utf-8"
token = HTTPBearer(auto_error=False, description="The token that an administrator made for your program")
router = APIRouter()


# ---- who asks, and for what --------------------------------------------------------------------------


def reader(request: Request, sent: Annotated[HTTPAuthorizationCredentials | None, Depends(token)]) -> Viewer:
    """Whose token it is, if they have not asked too often."""
    if sent is None:
        raise NotAllowed("bad_token")
    viewer = consuming.reader(sent.credentials)
    limiter: MovingWindowRateLimiter = request.app.state.limiter
    if not limiter.hit(A_MINUTE, viewer.account):
        again = limiter.get_window_stats(A_MINUTE, viewer.account).reset_time
        raise problems.TooMany(A_MINUTE.amount, max(1, ceil(again - time.time())))
    return viewer


def only(*known: str) -> Callable[[Request], None]:
    """Refuses filters that are not `known`, or given twice: to leave them aside would answer another question."""

    def check(request: Request) -> None:
        names = [name for name, _ in request.query_params.multi_items()]
        for name in names:
            if name not in known:
                raise AssessmentError(
                    "unknown_filter", filter="filter", value=name[:60], known=", ".join(known) or "none"
                )
            if names.count(name) > 1:
                raise AssessmentError("filter_twice", filter=name)

    return check


def narrowed(
    view: Annotated[
        str | None, Query(description=words.FILTERS["view"], json_schema_extra={"enum": list(VIEWS)})
    ] = None,
    measure: Annotated[
        str | None, Query(description=words.FILTERS["measure"], json_schema_extra={"enum": list(MEASURES)})
    ] = None,
    domain: Annotated[str | None, Query(description=words.FILTERS["domain"])] = None,
    organisation: Annotated[str | None, Query(description=words.FILTERS["organisation"])] = None,
) -> Filters:
    return Filters(view, measure, domain, organisation)


Reader = Annotated[Viewer, Depends(reader)]
Narrowed = Annotated[Filters, Depends(narrowed)]


# ---- answers -----------------------------------------------------------------------------------------


Described = dict[int | str, dict[str, Any]]


def described(shape: type[BaseModel] | None, *statuses: int) -> Described:
    """What a route may answer, for its description."""
    fine: dict[str, Any] = {"model": shape} if shape else {"content": {"text/csv": {"schema": {"type": "string"}}}}
    wrong = {"content": {problems.MEDIA_TYPE: {"schema": shapes.ProblemShape.model_json_schema()}}}
    found: Described = {200: fine | {"description": words.FINE}, "default": {"description": words.ELSE} | wrong}
    found |= {status: {"description": words.STATUSES[status]} | wrong for status in statuses}
    return found | {304: {"description": words.STATUSES[304]}}


@router.get(
    "/cycles",
    summary=words.CYCLES,
    response_class=Response,
    responses=described(shapes.CyclesShape, 400, 401, 429),
    dependencies=[Depends(only())],
)
def cycles(request: Request, viewer: Reader) -> Response:
    found = [shapes.cycle(one) for one in consuming.cycles(viewer)]
    body = json.dumps({"version": shapes.VERSION, "cycles": found}, ensure_ascii=False)
    return kept(request, (body,), body.encode, "application/json")


@router.get(
    "/cycles/{number}/release",
    summary=words.RELEASE,
    response_class=Response,
    responses=described(shapes.ReleaseShape, 400, 401, 404, 429),
    dependencies=[Depends(only(*words.FILTERS))],
)
def release(request: Request, viewer: Reader, number: int, filters: Narrowed) -> Response:
    return of_release(request, viewer, number, filters, shapes.as_json, "application/json")


@router.get(
    "/cycles/{number}/release.csv",
    summary=words.RELEASE_CSV,
    response_class=Response,
    responses=described(None, 400, 401, 404, 429),
    dependencies=[Depends(only(*words.FILTERS))],
)
def release_csv(request: Request, viewer: Reader, number: int, filters: Narrowed) -> Response:
    return of_release(request, viewer, number, filters, shapes.as_csv, CSV)


def of_release(
    request: Request,
    viewer: Viewer,
    number: int,
    filters: Filters,
    laid_out: Callable[[ReleaseView], bytes],
    kind: str,
) -> Response:
    """A release is known by its cycle and number, so that one which the program holds is not laid out again."""
    found = consuming.released(viewer, number)
    about = (shapes.VERSION, repr(found), repr(filters), viewer.organisation, kind)
    return kept(request, about, lambda: laid_out(consuming.release(viewer, number, filters)), kind)


def kept(request: Request, about: tuple[str, ...], body: Callable[[], bytes], kind: str) -> Response:
    """An answer that may be kept, if it is asked for again each time: 304 for whoever holds it.

    `about` is all that the answer depends on.
    """
    tag = f'W/"{hashlib.sha256(repr(about).encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    held = {one.strip() for one in request.headers.get("if-none-match", "").split(",")}
    if held & {tag, tag.removeprefix("W/"), "*"}:
        return Response(status_code=304, headers=headers)
    return Response(body(), headers=headers, media_type=kind)


# ---- the application ---------------------------------------------------------------------------------


def create() -> FastAPI:
    """The application; each counts requests for itself."""
    app = FastAPI(
        title=words.TITLE,
        version=shapes.VERSION,
        description=words.DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        servers=[{"url": PATH}],
        root_path_in_servers=False,
    )
    app.state.limiter = MovingWindowRateLimiter(MemoryStorage())
    app.include_router(router)
    problems.told(app)
    return app


ROUTES = [Mount(PATH, create())]
