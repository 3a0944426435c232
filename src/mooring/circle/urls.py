"""Addresses of an account's own circle."""

from __future__ import annotations

from mooring.circle.views import needs, people
from mooring.core.routes import Who, route

_PERSON = "circle/people/<str:public_id>/"

urlpatterns = [
    route("circle/needs/", needs.before, name="circle_needs", who=Who.ACCOUNT),
    route("circle/needs/<int:number>", needs.step, name="circle_needs_step", who=Who.ACCOUNT),
    route("circle/needs/done", needs.done, name="circle_needs_done", who=Who.ACCOUNT),
    route("circle/needs/over-time", needs.over_time, name="circle_needs_over_time", who=Who.ACCOUNT),
    route("circle/needs/<str:public_id>/forget", needs.forget, name="circle_needs_forget", who=Who.ACCOUNT),
    route("circle/", people.circle, name="circle", who=Who.ACCOUNT),
    route("circle/new", people.add, name="circle_add", who=Who.ACCOUNT),
    route("circle/away", people.away, name="circle_away", who=Who.ACCOUNT),
    route(_PERSON, people.person, name="circle_person", who=Who.ACCOUNT),
    route(_PERSON + "edit", people.edit, name="circle_edit", who=Who.ACCOUNT),
    route(_PERSON + "touch", people.touch, name="circle_touch", who=Who.ACCOUNT),
    route(_PERSON + "move", people.move, name="circle_move", who=Who.ACCOUNT),
    route(_PERSON + "put-away", people.put_away, name="circle_put_away", who=Who.ACCOUNT),
    route(_PERSON + "take-back", people.take_back, name="circle_take_back", who=Who.ACCOUNT),
    route("circle/touches/<str:public_id>/untouch", people.untouch, name="circle_untouch", who=Who.ACCOUNT),
    route("circle/colleagues/<str:public_id>/keep", people.keep_colleague, name="circle_keep_colleague", who=Who.ACCOUNT),
]
