from __future__ import annotations

from django.conf import settings

from mooring.core import design_page, pages
from mooring.core.routes import Who, route

urlpatterns = [
    route(pages.HELP.lstrip("/"), pages.help_now, name="help", who=Who.PUBLIC),
    route("robots.txt", pages.robots, name="robots", who=Who.PUBLIC),
    route("favicon.ico", pages.favicon, name="favicon", who=Who.PUBLIC),
]
if settings.MODE in {"development", "test"}:
    urlpatterns.append(route("_design/", design_page.design, name="design", who=Who.PUBLIC))
