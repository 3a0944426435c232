"""Addresses for address book programs, and the page of their passwords. The password says whose book it is; no address does."""

from __future__ import annotations

from mooring.circle.views import dav, devices
from mooring.core.routes import Who, route

urlpatterns = [
    route(".well-known/carddav", dav.well_known, name="dav_well_known", who=Who.PUBLIC),
    route("dav/", dav.root, name="dav_root", who=Who.PROGRAM),
    route("dav/me/", dav.me, name="dav_me", who=Who.PROGRAM),
    route("dav/books/", dav.home, name="dav_home", who=Who.PROGRAM),
    route("dav/books/circle/", dav.book, name="dav_book", who=Who.PROGRAM),
    route("dav/books/circle/<str:name>", dav.card, name="dav_card", who=Who.PROGRAM),
    route("circle/devices/", devices.devices, name="circle_devices", who=Who.PRIVATE),
    route("circle/devices/<str:public_id>/end", devices.end, name="circle_device_end", who=Who.PRIVATE),
]
