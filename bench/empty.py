"""The addresses of the program, and one page more: everything a signed-in page has around it, and nothing in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mooring.config.urls import urlpatterns as ours
from mooring.core.routes import Who, route


def empty(request: HttpRequest) -> HttpResponse:
    """The base template alone."""
    return render(request, "mooring/base.html")


def empty_here(request: HttpRequest) -> HttpResponse:
    """The same inside an organisation."""
    return render(request, "mooring/base.html")


def empty_private(request: HttpRequest) -> HttpResponse:
    """The same in the private half."""
    return render(request, "mooring/base.html")


urlpatterns = [
    *ours,
    route("empty/", empty, name="empty", who=Who.ACCOUNT),
    route("empty/private/", empty_private, name="empty_private", who=Who.PRIVATE),
    route("o/<slug:slug>/empty/", empty_here, name="empty_here", who=Who.MEMBER),
]
