"""The door to a meeting's video room, for whoever holds its link: the room is made when somebody comes."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mooring.boundaries.queries import clock_of
from mooring.core.limits import limited
from mooring.core.links import LinkRefused
from mooring.core.time import now
from mooring.meetings import access, places
from mooring.meetings.bigbluebutton import NoRoom
from mooring.meetings.models import Meeting
from mooring.people.models import Member
from mooring.people.readers import page_for

EARLY = dt.timedelta(minutes=30)
LATE = dt.timedelta(hours=3)
LONGEST_NAME = 80


# The link itself is what allows the press, as it does for the other links of mails and calendars.
@csrf_exempt
@never_cache
@limited("meetings.video", amount=30, seconds=600, posts_only=True)
@require_http_methods(["GET", "HEAD", "POST"])
def video_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Come in, under the name one wants to be seen by. Looking at the page makes nothing."""
    try:
        meeting = access.behind_video_link(token)
    except LinkRefused:
        return render(request, "meetings/link_over.html", status=404)
    if meeting.begins_at is None:
        return render(request, "meetings/link_over.html", status=404)
    me = _member(request, meeting)
    with page_for(me.account if me else None, clock_of(me.account_id, me.zone) if me else meeting.organisation.timezone):
        opens, present = meeting.begins_at - EARLY, now()
        shown = {"meeting": meeting, "opens": opens, "early": present < opens, "late": present > meeting.begins_at + meeting.length + LATE}
        shown["name"] = name = request.POST.get("name", me.shown_name if me else "").strip()[:LONGEST_NAME]
        if request.method != "POST" or shown["early"] or shown["late"]:
            return render(request, "meetings/link_video.html", shown)
        if not name:
            return render(
                request, "meetings/link_video.html", shown | {"problem": _("Write the name by which the others see you.")}, status=422
            )
        try:
            shown["way_in"] = places.way_in(meeting, name)
        except NoRoom:
            problem = _("The video server does not answer just now. Try again in a minute, or call each other.")
            return render(request, "meetings/link_video.html", shown | {"problem": problem}, status=503)
        return render(request, "meetings/link_video.html", shown)


def _member(request: HttpRequest, meeting: Meeting) -> Member | None:
    """Whoever is signed in, where they are of this meeting."""
    if not request.user.is_authenticated:
        return None
    return next((one.member for one in meeting.attendances.all() if one.member.account_id == request.user.pk), None)
