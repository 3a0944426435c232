"""Addresses for keeping in touch with the people of a circle."""

from __future__ import annotations

from mooring.circle.views import keeping
from mooring.core.routes import Who, route

_PERSON = "circle/people/<str:public_id>/"

urlpatterns = [
    route("circle/keeping", keeping.keeping, name="circle_keeping", who=Who.PRIVATE),
    route("circle/rhythms", keeping.rhythms, name="circle_rhythms", who=Who.PRIVATE),
    route("circle/touches", keeping.several, name="circle_touches", who=Who.PRIVATE),
    route(_PERSON + "rhythm", keeping.rhythm, name="circle_rhythm", who=Who.PRIVATE),
    route(_PERSON + "rest", keeping.rest, name="circle_rest", who=Who.PRIVATE),
    route(_PERSON + "wake", keeping.wake, name="circle_wake", who=Who.PRIVATE),
    route(_PERSON + "snooze", keeping.snooze, name="circle_snooze", who=Who.PRIVATE),
]
