"""All addresses. Each app brings its own; a route without a declared audience answers 404 and fails a test."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from mooring import channels
from mooring.config.outside import declare_outside
from mooring.core.health import healthz, readyz
from mooring.core.routes import Who, route

APPS = (
    "core",
    "people",
    "boundaries",
    "notices",
    "calendars",
    "meetings",
    "programmes",
    "reach",
    "circle",
    "today",
    "you",
    "welcome",
    "demo",
)

urlpatterns: list[URLPattern | URLResolver] = [
    route("healthz", healthz, name="healthz", who=Who.PUBLIC),
    route("readyz", readyz, name="readyz", who=Who.PUBLIC),
    path("sign/", include("allauth.urls")),
]
for app in (*APPS, *(f"channels.{name}" for name in channels.names())):
    if find_spec(f"mooring.{app}.urls"):
        urlpatterns += import_module(f"mooring.{app}.urls").urlpatterns

declare_outside(urlpatterns)

handler400 = "mooring.core.errors.bad_request"
handler403 = "mooring.core.errors.forbidden"
handler404 = "mooring.core.errors.not_found"
handler500 = "mooring.core.errors.broken"

__all__ = ["urlpatterns"]
