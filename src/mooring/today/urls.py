from __future__ import annotations

from mooring.core.routes import Who, route
from mooring.today import views

urlpatterns = [
    route("", views.home, name="home", who=Who.PUBLIC),
    route("o/<slug:slug>/", views.today, name="today", who=Who.MEMBER),
]
