"""Addresses that exist only in a database marked as demo, on loopback."""

from __future__ import annotations

from mooring.core.routes import Who, route
from mooring.demo import views

urlpatterns = [
    route("demo/", views.doors_page, name="demo", who=Who.DEMO),
    route("demo/enter/<str:token>", views.enter, name="demo_enter", who=Who.DEMO),
    route("demo/week/", views.week_page, name="demo_week", who=Who.DEMO),
    route("demo/clock", views.clock, name="demo_clock", who=Who.DEMO),
]
