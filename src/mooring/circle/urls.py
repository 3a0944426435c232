"""Addresses of an account's own circle."""

from __future__ import annotations

from mooring.circle import bringing_urls, dav_urls, keeping_urls
from mooring.circle.views import needs, people, writing
from mooring.core.routes import Who, route

_PERSON = "circle/people/<str:public_id>/"

urlpatterns = [
    route("circle/needs/", needs.before, name="circle_needs", who=Who.PRIVATE),
    route("circle/needs/<int:number>", needs.step, name="circle_needs_step", who=Who.PRIVATE),
    route("circle/needs/done", needs.done, name="circle_needs_done", who=Who.PRIVATE),
    route("circle/needs/over-time", needs.over_time, name="circle_needs_over_time", who=Who.PRIVATE),
    route("circle/needs/<str:public_id>/forget", needs.forget, name="circle_needs_forget", who=Who.PRIVATE),
    route("circle/", people.circle, name="circle", who=Who.PRIVATE),
    route("circle/new", people.add, name="circle_add", who=Who.PRIVATE),
    route("circle/away", people.away, name="circle_away", who=Who.PRIVATE),
    route(_PERSON, people.person, name="circle_person", who=Who.PRIVATE),
    route(_PERSON + "edit", people.edit, name="circle_edit", who=Who.PRIVATE),
    route(_PERSON + "touch", people.touch, name="circle_touch", who=Who.PRIVATE),
    route(_PERSON + "move", people.move, name="circle_move", who=Who.PRIVATE),
    route(_PERSON + "write", writing.write, name="circle_write", who=Who.PRIVATE),
    route(_PERSON + "put-away", people.put_away, name="circle_put_away", who=Who.PRIVATE),
    route(_PERSON + "take-back", people.take_back, name="circle_take_back", who=Who.PRIVATE),
    route("circle/touches/<str:public_id>/untouch", people.untouch, name="circle_untouch", who=Who.PRIVATE),
    route("circle/colleagues/<str:public_id>/keep", people.keep_colleague, name="circle_keep_colleague", who=Who.PRIVATE),
    *keeping_urls.urlpatterns,
    *bringing_urls.urlpatterns,
    *dav_urls.urlpatterns,
]
