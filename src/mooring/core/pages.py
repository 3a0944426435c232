"""Pages that belong to no app: help, and what browsers and robots ask for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation

from mooring.core.requests import Request

HELP = "/help/"


def help_now(request: HttpRequest) -> HttpResponse:
    """Help for a hard moment: for anyone. It is drawn without the request, so it cannot know who reads it."""
    return HttpResponse(render_to_string("mooring/help.html"), headers={"Referrer-Policy": "no-referrer"})


class HelpMiddleware:
    """Answers the help page before sessions are opened or anything is noted, so that reading it leaves no trace here."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if request.path != HELP:
            return self.get_response(request)
        request.leaves_no_trace = True
        with translation.override(translation.get_language_from_request(request)):
            return help_now(request)


def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look by habit; the page's own link names the drawing."""
    return HttpResponse(status=302, headers={"Location": static("mooring/favicon.svg")})
