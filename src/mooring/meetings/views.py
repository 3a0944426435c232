"""A meeting's page for its people, and the pages behind the links in their mails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mooring.boundaries.hours import zone_at
from mooring.boundaries.queries import clock_of, hours_of, travels_of
from mooring.core.dates import in_words
from mooring.core.links import Link, LinkRefused
from mooring.core.time import now, today
from mooring.meetings import access, actions, afterwards, calendar, forms, guides, links, purposes, queries
from mooring.meetings.models import Attendance, Meeting, OfferedTime, Proposal
from mooring.people.models import Member
from mooring.people.readers import page_for
from mooring.people.requests import MemberRequest

OUT = Attendance.State.OUT


@require_safe
def guides_page(request: HttpRequest) -> HttpResponse:
    """What is worth reading before a conversation, for whoever comes by."""
    return render(request, "meetings/guides.html", {"guides": guides.GUIDES.values()})


def meeting(request: MemberRequest, public_id: str) -> HttpResponse:
    """The meeting, for one of its people."""
    member = request.member
    found = access.meeting_for(member, public_id)
    return render(request, "meetings/meeting.html", _page(found, member))


@require_POST
def choose(request: MemberRequest, public_id: str) -> HttpResponse:
    """Take one of the offered times."""
    member = request.member
    found = access.meeting_for(member, public_id)
    offered = _offered(found, request.POST.get("time", ""))
    if offered is None:
        return _again(request, found, member, _("Choose one of the times first."))
    if not actions.choose(meeting=found, offered=offered, member=member):
        return _again(request, access.meeting_for(member, public_id), member, _too_late(access.meeting_for(member, public_id)))
    return _back(request, found)


@require_POST
def cannot(request: MemberRequest, public_id: str) -> HttpResponse:
    """Give the chosen time back."""
    member = request.member
    found = access.meeting_for(member, public_id)
    actions.cannot_make_it(meeting=found, member=member)
    return _back(request, found)


@require_POST
def come(request: MemberRequest, public_id: str) -> HttpResponse:
    """Be there though the time does not suit one's hours."""
    member = request.member
    found = access.meeting_for(member, public_id)
    actions.come_after_all(meeting=found, member=member)
    return _back(request, found)


@require_POST
def letters(request: MemberRequest, public_id: str) -> HttpResponse:
    """Write to each other in turns, in place of meeting; or say that one has written."""
    member = request.member
    found = access.meeting_for(member, public_id)
    _write(found, member)
    return _back(request, found)


def _write(meeting: Meeting, member: Member) -> None:
    """What the one button about letters does, as it stands: begin, or note that one has written."""
    if meeting.state == Meeting.State.LETTERS:
        actions.note_written(meeting=meeting, member=member)
    else:
        actions.begin_letters(meeting=meeting, member=member)


@require_POST
def others(request: MemberRequest, public_id: str) -> HttpResponse:
    """Look for other times, where those offered no longer suit."""
    member = request.member
    found = access.meeting_for(member, public_id)
    if not _times(found, member):
        actions.offer_others(meeting=found, by=member)
    return _back(request, found)


@require_POST
def cancel(request: MemberRequest, public_id: str) -> HttpResponse:
    """Call the whole meeting off."""
    member = request.member
    found = access.meeting_for(member, public_id)
    actions.cancel(meeting=found)
    return _back(request, found)


@require_POST
def met(request: MemberRequest, public_id: str) -> HttpResponse:
    """Answer “did you meet?”."""
    member = request.member
    found = access.meeting_for(member, public_id)
    said = forms.answer_of(request.POST, found)
    if said is not None:
        actions.answer(meeting=found, member=member, met=said.met, came=said.came, ask_on=said.ask_on)
    return _back(request, found)


@require_POST
def said(request: MemberRequest, public_id: str) -> HttpResponse:
    """Say something of a meeting to oneself; from the page it belongs to, back there."""
    member = request.member
    found = access.meeting_for(member, public_id)
    _say_privately(request, found, member)
    home = purposes.of(found).home(found, member) if request.POST.get("back") == "home" else ""
    return redirect(home) if home else _back(request, found)


@require_POST
def proposal(request: MemberRequest, public_id: str) -> HttpResponse:
    """Take another time that somebody proposed, or keep the one that stands."""
    member = request.member
    found = access.meeting_for(member, public_id)
    about = next((one for one in queries.proposals(found) if one.public_id == request.POST.get("proposal")), None)
    if about is None or not _answer_proposal(about, member, request.POST.get("answer", "")):
        present = access.meeting_for(member, public_id)
        return _again(request, present, member, _("This proposal can no longer be answered. This is how it stands now."))
    return _back(request, found)


def file(request: MemberRequest, public_id: str) -> HttpResponse:
    """The meeting as a calendar file to keep."""
    member = request.member
    found = access.meeting_for(member, public_id)
    if found.state not in {Meeting.State.AGREED, Meeting.State.OVER}:
        raise Http404
    response = HttpResponse(calendar.invitation(found, member, calendar.PUBLISH), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{calendar.file_name(found)}"'
    return response


LinkPage = Callable[[HttpRequest, Meeting, Member, Link], HttpResponse]
LinkView = Callable[[HttpRequest, str], HttpResponse]


def _by_link(purpose: str) -> Callable[[LinkPage], LinkView]:
    """A view behind a signed link, in its person's language and on their clock. The link itself is what allows the press."""

    def decorate(page: LinkPage) -> LinkView:
        def view(request: HttpRequest, token: str) -> HttpResponse:
            try:
                found, member, link = access.by_link(token, purpose)
            except (LinkRefused, Http404):
                return render(request, "meetings/link_over.html", status=404)
            member.here = clock_of(member.account_id, member.zone)
            with page_for(member.account, member.clock):
                return page(request, found, member, link)

        return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(wraps(page)(view)))

    return decorate


@_by_link(links.PICK)
def pick_by_link(request: HttpRequest, meeting: Meeting, member: Member, link: Link) -> HttpResponse:
    """Take one of the offered times, the one of the link chosen already."""
    problem, looked = "", False
    if request.method == "POST" and "others" in request.POST:
        if not _times(meeting, member):
            looked = not actions.offer_others(meeting=meeting, by=member)
            meeting = access.meeting_for(member, meeting.public_id)
    elif request.method == "POST":
        offered = _offered(meeting, request.POST.get("time", ""))
        if offered is None:
            problem = _("Choose one of the times first.")
        elif actions.choose(meeting=meeting, offered=offered, member=member):
            return redirect(request.path)
        else:
            meeting = access.meeting_for(member, meeting.public_id)
            problem = _too_late(meeting)
    context = {
        "meeting": meeting,
        "times": _times(meeting, member),
        "leaves_out": any(one.left_out.all() for one in meeting.offered_times.all()),
        "chosen": link.answer,
        "agreed": meeting.state == Meeting.State.AGREED,
        "open": meeting.state == Meeting.State.OFFERED,
        "looked": looked,
        "problem": problem,
    }
    return render(request, "meetings/link_pick.html", context)


@_by_link(links.CANNOT)
def cannot_by_link(request: HttpRequest, meeting: Meeting, member: Member, link: Link) -> HttpResponse:
    """Give the chosen time back."""
    if request.method == "POST":
        actions.cannot_make_it(meeting=meeting, member=member)
        return redirect(request.path)
    agreed = meeting.state == Meeting.State.AGREED and meeting.begins_at is not None and meeting.begins_at > now()
    return render(request, "meetings/link_cannot.html", {"meeting": meeting, "agreed": agreed, "times": _times(meeting, member)})


@_by_link(links.LETTERS)
def letters_by_link(request: HttpRequest, meeting: Meeting, member: Member, link: Link) -> HttpResponse:
    """Write to each other in turns, in place of meeting; or say that one has written."""
    turn = queries.current_turn(meeting)
    if request.method == "POST":
        if (link.answer == "written") == (turn is not None):
            _write(meeting, member)
        return redirect(request.path)
    begins = not link.answer and meeting.state == Meeting.State.OFFERED and not _times(meeting, member)
    context = {"meeting": meeting, "turn": turn, "mine": turn is not None and turn.member == member, "begins": begins}
    return render(request, "meetings/link_letters.html", context)


@_by_link(links.COME)
def come_by_link(request: HttpRequest, meeting: Meeting, member: Member, link: Link) -> HttpResponse:
    """Be there though the time does not suit one's hours."""
    if request.method == "POST":
        actions.come_after_all(meeting=meeting, member=member)
        return redirect(request.path)
    upcoming = meeting.state == Meeting.State.AGREED and meeting.begins_at is not None and meeting.begins_at > now()
    return render(request, "meetings/link_come.html", {"meeting": meeting, "upcoming": upcoming, "own": _own(meeting, member)})


@_by_link(links.PROPOSAL)
def proposal_by_link(request: HttpRequest, meeting: Meeting, member: Member, link: Link) -> HttpResponse:
    """Take another time that somebody proposed, or keep the one that stands."""
    public_id, _space, chosen = link.answer.partition(" ")
    about = next((one for one in queries.proposals(meeting) if one.public_id == public_id and one.member_id != member.pk), None)
    if request.method == "POST":
        if about is not None:
            _answer_proposal(about, member, request.POST.get("answer", ""))
        return redirect(request.path)
    upcoming = meeting.state == Meeting.State.AGREED and meeting.begins_at is not None and meeting.begins_at > now()
    context = {"meeting": meeting, "about": about, "chosen": chosen, "upcoming": upcoming}
    return render(request, "meetings/link_proposal.html", context)


def _answer_proposal(about: Proposal, member: Member, answer: str) -> bool:
    """Take it or keep what stands, as the button says; False where neither was done."""
    if answer == "take":
        return actions.take_proposal(proposal=about, member=member)
    return answer == "keep" and actions.refuse_proposal(proposal=about, member=member)


@_by_link(links.MET)
def met_by_link(request: HttpRequest, meeting: Meeting, member: Member, link: Link) -> HttpResponse:
    """Answer “did you meet?”, the answer of the link chosen already."""
    if request.method == "POST":
        said = forms.answer_of(request.POST, meeting)
        if said is not None:
            actions.answer(meeting=meeting, member=member, met=said.met, came=said.came)
        _say_privately(request, meeting, member)
        return redirect(request.path)
    # What was answered is the person's alone, and a link may lie open to others: the page says only that there is an answer.
    context = {
        "meeting": meeting,
        "said": bool(_own(meeting, member).met),
        "choices": _answers(meeting, link.answer),
        "private": afterwards.private_words(meeting, member, hidden=True),
    }
    return render(request, "meetings/link_met.html", context)


def _say_privately(request: HttpRequest, meeting: Meeting, member: Member) -> None:
    """Keep what one pressed button says; each carries the name of what it is about."""
    for about in actions.PRIVATE:
        if request.POST.get(about) in {"yes", "no"}:
            actions.say_privately(meeting=meeting, member=member, about=about, yes=request.POST[about] == "yes")


def _answers(meeting: Meeting, chosen: str) -> list[tuple[str, str, bool]]:
    """The answers to “did you meet?” as their values, their words and whether each is the one chosen already; the first where none is."""
    met = Attendance.Met
    some = [(met.SOME, _("Some of us met"))] if len(queries.people_of(meeting)) > queries.PAIR else []
    known = [(met.YES, _("We met")), *some, (met.LATER, _("Not yet, ask me in a week")), (met.NO, _("We did not"))]
    first = chosen if chosen in {value for value, _words in known} else met.YES
    return [(value.value, words, value == first) for value, words in known]


def _page(meeting: Meeting, member: Member, problem: str = "") -> dict[str, Any]:
    purpose, own, turn = purposes.of(meeting), _own(meeting, member), queries.current_turn(meeting)
    begins = meeting.begins_at
    about, *openers = purpose.describe(meeting, member).splitlines() or [""]
    return {
        "meeting": meeting,
        "title": purpose.title(meeting, member),
        "about": about,
        "openers": openers,
        "home": purpose.home(meeting, member),
        "people": [
            Person(one.member, one.reply, one.without) for one in meeting.attendances.all() if one.state != OUT and one.member != member
        ],
        "faces": [one for one in queries.people_of(meeting) if one != member],
        "proposals": [(one, one.member_id == member.pk) for one in queries.proposals(meeting)],
        "leaves_out": any(one.left_out.all() for one in meeting.offered_times.all()),
        "times": _with_others(_times(meeting, member), meeting, member),
        "offered": meeting.state == Meeting.State.OFFERED,
        "agreed": meeting.state == Meeting.State.AGREED and begins is not None and begins > now(),
        "begun": meeting.state in {Meeting.State.AGREED, Meeting.State.OVER} and begins is not None and begins <= now(),
        "cancelled": meeting.state == Meeting.State.CANCELLED,
        "guide": guides.GUIDES.get(purpose.guide(meeting)),
        "where": calendar.where(meeting),
        "turns": list(meeting.turns.select_related("member__account")) if meeting.state == Meeting.State.LETTERS else [],
        "turn": turn,
        "my_turn": turn is not None and turn.member == member,
        "own": own,
        "asked": own.is_asked(today(member.clock)),
        "came": afterwards.came(meeting, member) if own.met == Attendance.Met.SOME else [],
        "days": afterwards.days_to_ask(member),
        "private": afterwards.private_words(meeting, member),
        "problem": problem,
    }


def _times(meeting: Meeting, member: Member) -> list[OfferedTime]:
    if meeting.state != Meeting.State.OFFERED:
        return []
    return queries.still_possible(meeting, hours_of(queries.people_of(meeting)), member)


@dataclass(frozen=True)
class Person:
    """One of the others, with what their calendar answered to the time that stands."""

    member: Member
    reply: str
    without: bool


@dataclass(frozen=True)
class Choice:
    """An offered time, with what the clocks of the others then show where theirs differ from the reader's."""

    public_id: str
    begins_at: dt.datetime
    others: list[str]
    without: list[str]


def _with_others(times: list[OfferedTime], meeting: Meeting, member: Member) -> list[Choice]:
    people = queries.people_of(meeting)
    travels = travels_of(people)

    def clock(other: Member, time: OfferedTime, style: str) -> str:
        return in_words(time.begins_at, style, zone_at(other.zone, travels.get(other.pk, ()), time.begins_at))

    def others(time: OfferedTime) -> list[str]:
        mine = in_words(time.begins_at, "short", member.clock)
        apart = [other for other in people if clock(other, time, "short") != mine]
        return [_("%(time)s for %(name)s") % {"time": clock(one, time, "time"), "name": one.short_name} for one in apart if one != member]

    def left_out(time: OfferedTime) -> list[str]:
        return [_("you") if one.member == member else one.member.short_name for one in time.left_out.all()]

    return [Choice(one.public_id, one.begins_at, others(one), left_out(one)) for one in times]


def _own(meeting: Meeting, member: Member) -> Attendance:
    return next(one for one in meeting.attendances.all() if one.member_id == member.pk)


def _offered(meeting: Meeting, public_id: str) -> OfferedTime | None:
    return next((one for one in meeting.offered_times.all() if one.public_id == public_id), None)


def _too_late(meeting: Meeting) -> str:
    if meeting.state == Meeting.State.AGREED:
        return _("Somebody was a moment faster: another time is chosen already.")
    return _("This time can no longer be chosen. Take another one.")


def _again(request: HttpRequest, meeting: Meeting, member: Member, problem: str) -> HttpResponse:
    return render(request, "meetings/meeting.html", _page(meeting, member, problem), status=409)


def _back(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    return redirect("meeting", slug=request.organisation.slug, public_id=meeting.public_id)
