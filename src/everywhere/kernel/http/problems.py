"""Every error as application/problem+json (RFC 9457), with the catalogue's code, text and remedy."""

from typing import Any

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR

from everywhere.kernel import catalogue
from everywhere.kernel.errors import Malformed, NotFound, Overloaded, Refusal, StorageFull, TooManyRequests

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
BUSY = (
    asyncpg.InsufficientResourcesError,  # too many connections, too little memory
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.CannotConnectNowError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what a connection says whose server died under it
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    TimeoutError,
    ConnectionError,
    FileNotFoundError,  # the socket of an embedded database that is down; nothing here opens files
)
"""The database is gone, has no room for another, or was held for too long: the request may be repeated."""


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What went wrong, for a program (`code`, `path`) and for a person (`title`, `remedy`)."""

    type: str
    title: str
    status: int
    code: str
    remedy: str
    path: str | None = None
    facts: dict[str, Any] | None = None


def problem_of(refusal: Refusal, language: catalogue.Language) -> Problem:
    """The problem that a refusal is, in words of `language`."""
    text = catalogue.errors()[refusal.code]
    return Problem(
        type=f"/api/errors/{refusal.code}",
        title=catalogue.say(text.text, language, refusal.facts),
        status=text.status,
        code=refusal.code,
        remedy=catalogue.say(text.remedy, language, refusal.facts),
        path=refusal.path,
        facts=msgspec.to_builtins(refusal.facts) or None,
    )


def refused(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Problem]:
    """Answer a refusal in the reader's language."""
    language = catalogue.pick_language(request.headers.get("accept-language"))
    problem = problem_of(refusal, language)
    retry_after_s = getattr(refusal, "retry_after_s", None)
    headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
    return Response(problem, status_code=problem.status, media_type=MEDIA_TYPE, headers={**headers, "Content-Language": language})


def invalid(request: Request[Any, Any, Any], error: ValidationException) -> Response[Problem]:
    """Answer a request whose body or parameters do not fit: the first wrong field names itself."""
    first = error.extra[0] if isinstance(error.extra, list) and error.extra else {}
    key = first.get("key") if isinstance(first, dict) else None
    reason = str(first.get("message") if isinstance(first, dict) and first.get("message") else error.detail)
    return refused(request, Malformed(path=None if key is None else str(key), reason=reason))


def http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Answer what the framework refuses: no such route, wrong method, wrong media type, body too large."""
    if error.status_code >= HTTP_500_INTERNAL_SERVER_ERROR:
        return broken(request, error)
    answer = refused(request, _refusal_of(error))
    answer.status_code = error.status_code
    answer.content.status = error.status_code
    answer.headers.update(error.headers or {})
    return answer


def _refusal_of(error: HTTPException) -> Refusal:
    match error.status_code:
        case 404:
            return NotFound()
        case 429:
            return TooManyRequests(retry_after_s=int((error.headers or {}).get("RateLimit-Reset", 60)))
        case _:
            return Malformed(reason=error.detail)


def busy(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Answer that the database has no room or is away."""
    log.warning("busy", path=request.url.path, error=repr(error))
    return refused(request, Overloaded())


def full(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Answer that the disk is full."""
    log.error("storage_full", path=request.url.path, error=repr(error))
    return refused(request, StorageFull())


def too_deep(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Answer a body whose brackets nest deeper than anything reads."""
    log.warning("too_deep", path=request.url.path, error=repr(error))
    return refused(request, Malformed(reason="it is nested too deeply"))


def broken(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Answer a fault of ours, which the log explains and the answer does not."""
    log.error("broken", path=request.url.path, method=request.method, exc_info=error)
    fault = Refusal()
    fault.code = "internal"  # type: ignore[misc]  # the one code without a class: nobody raises it on purpose
    return refused(request, fault)


HANDLERS: dict[Any, Any] = {
    Refusal: refused,
    ValidationException: invalid,
    HTTPException: http_error,
    **dict.fromkeys(BUSY, busy),
    asyncpg.DiskFullError: full,
    RecursionError: too_deep,
    Exception: broken,
}
