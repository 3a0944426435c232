"""Addresses for keeping in touch with the people of a circle."""

from __future__ import annotations

from mooring.circle.views import keeping, remember, together
from mooring.core.routes import Who, route

_PERSON = "circle/people/<str:public_id>/"

urlpatterns = [
    route("circle/keeping", keeping.keeping, name="circle_keeping", who=Who.PRIVATE),
    route("circle/keeping/step", keeping.answer_step, name="circle_step_answer", who=Who.PRIVATE),
    route("circle/rhythms", keeping.rhythms, name="circle_rhythms", who=Who.PRIVATE),
    route("circle/touches", keeping.several, name="circle_touches", who=Who.PRIVATE),
    route(_PERSON + "rhythm", keeping.rhythm, name="circle_rhythm", who=Who.PRIVATE),
    route(_PERSON + "rest", keeping.rest, name="circle_rest", who=Who.PRIVATE),
    route(_PERSON + "wake", keeping.wake, name="circle_wake", who=Who.PRIVATE),
    route(_PERSON + "snooze", keeping.snooze, name="circle_snooze", who=Who.PRIVATE),
    route(_PERSON + "notes", remember.add_note, name="circle_note_add", who=Who.PRIVATE),
    route(_PERSON + "thank", remember.thank, name="circle_thank", who=Who.PRIVATE),
    route(_PERSON + "days", remember.days, name="circle_days", who=Who.PRIVATE),
    route(_PERSON + "through", remember.through, name="circle_through", who=Who.PRIVATE),
    route(_PERSON + "learn", remember.change_model, name="circle_model_edit", who=Who.PRIVATE),
    route("circle/notes/<str:public_id>/", remember.note, name="circle_note", who=Who.PRIVATE),
    route("circle/notes/<str:public_id>/done", remember.note_done, name="circle_note_done", who=Who.PRIVATE),
    route("circle/notes/<str:public_id>/drop", remember.note_drop, name="circle_note_drop", who=Who.PRIVATE),
    route("circle/follow-up", remember.follow_up, name="circle_follow_up", who=Who.PRIVATE),
    route("circle/learning-from", remember.models, name="circle_models", who=Who.PRIVATE),
    route("circle/learning-from/new", remember.add_model, name="circle_model_add", who=Who.PRIVATE),
    route(_PERSON + "times", together.keep, name="circle_time_keep", who=Who.PRIVATE),
    route("circle/times/<str:public_id>/hold", together.hold, name="circle_time_hold", who=Who.PRIVATE),
    route("circle/times/<str:public_id>/give-back", together.give_back, name="circle_time_give_back", who=Who.PRIVATE),
    route("circle/calendar", together.feed_page, name="circle_feed_page", who=Who.PRIVATE),
    route("circle/calendar/open", together.open_feed, name="circle_feed_open", who=Who.PRIVATE),
    route("circle/calendar/close", together.close_feed, name="circle_feed_close", who=Who.PRIVATE),
    route("l/circle/<str:token>/circle.ics", together.feed, name="circle_feed", who=Who.LINK),
]
