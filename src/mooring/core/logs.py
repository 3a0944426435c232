"""Structured logs without private data: route names, never addresses, tokens, names or values."""

from __future__ import annotations

import logging
import logging.config
import sys
import time
from collections.abc import Callable

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

log = structlog.get_logger("mooring.request")


def configure(*, level: str, human: bool) -> None:
    """Send all logging through structlog: JSON lines, or readable lines on a terminal."""
    renderer = structlog.dev.ConsoleRenderer(colors=False) if human else structlog.processors.JSONRenderer()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _drop_values,
    ]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "lines": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {
                "mooring": {"level": level},
                # Django's own request log names addresses; ours names routes.
                "django.request": {"level": "CRITICAL"},
                "django.server": {"level": "CRITICAL"},
                "django_tasks": {"level": "ERROR"},
            },
        }
    )
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _drop_values(logger: object, name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Keep of an exception its type and place: its message may quote what somebody typed."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    elif isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple) and info[0] is not None:
        event["error"] = info[0].__name__
        trace = info[2]
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if trace is not None:
            event["at"] = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
    return event


class RequestLogMiddleware:
    """One line a request: method, route name, status, milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        if getattr(request, "leaves_no_trace", False):
            return response
        match = request.resolver_match
        log.info(
            "request",
            method=request.method,
            route=match.view_name if match else "none",
            status=response.status_code,
            ms=round((time.perf_counter() - begun) * 1000),
        )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Note where a request failed, without what it carried. “Not there” and “not yours” are answers, not failures."""
        if isinstance(exception, Http404 | PermissionDenied):
            return
        match = request.resolver_match
        log.error("request failed", route=match.view_name if match else "none", exc_info=exception)
