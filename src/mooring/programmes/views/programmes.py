"""What every member sees of programmes: which there are, one of them, and their own yes, pause and no."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mooring.boundaries import load
from mooring.core.dates import in_words
from mooring.core.time import today
from mooring.people.requests import MemberRequest
from mooring.programmes import access, actions, queries
from mooring.programmes.actions.capacity import set_capacity
from mooring.programmes.adapter import policies
from mooring.programmes.forms import CapacityForm, UntilForm
from mooring.programmes.models import Enrolment, Programme, Round, RoundEntry
from mooring.programmes.policy import ALWAYS
from mooring.programmes.views.pressing import press, said_yes


@dataclass(frozen=True)
class Shown:
    """One programme of the list: what it is, how its reader stands to it, and what an organiser may know besides."""

    programme: Programme
    card: queries.ProgrammeCard | None
    run: queries.ProgrammeRow | None
    next_on: dt.date | None


@require_GET
def programmes(request: MemberRequest) -> HttpResponse:
    """The programmes a member may join or is in; for an organiser, all of them."""
    member = request.member
    cards = {one.public_id: one for one in queries.programmes_of(member)}
    runs = {one.public_id: one for one in queries.programmes_run(request.organisation)} if member.is_organiser else {}
    rows = Programme.objects.filter(organisation=request.organisation, public_id__in=cards.keys() | runs.keys())
    found = {one.public_id: one for one in rows.select_related("organisation")}
    starts = queries.next_starts(list(found.values()))
    order = list(runs) or list(cards)
    shown = [Shown(found[key], cards.get(key), runs.get(key), _next(found[key], starts)) for key in order if key in found]
    return render(request, "programmes/list.html", {"shown": shown})


@require_GET
def programme(request: MemberRequest, programme_id: str) -> HttpResponse:
    """One programme: what it is, how the reader stands to it, and what others see."""
    return _programme_page(request, _for_reader(request, programme_id))


@require_POST
def join(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Say yes to a programme."""
    programme = access.programme_for_member(request.member, programme_id)
    press(request, actions.enrol, programme=programme, member=request.member, done=_("You are in. You can pause or leave at any time."))
    return _back(request, programme)


@require_POST
def snooze(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Take no part until a date."""
    programme = access.programme_for_member(request.member, programme_id)
    form = UntilForm(request.POST, zone=request.organisation.timezone)
    enrolment = access.enrolment_for(request.member, programme)
    if not form.is_valid():
        return _programme_page(request, programme, until=form, status=422)
    until = form.cleaned_data["until"]
    done = _("No introductions until %(date)s. Then you are back by yourself.") % {"date": in_words(until, "day")}
    press(request, actions.snooze, enrolment=enrolment, until=until, done=done)
    return _back(request, programme)


@require_POST
def pause(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Take no part until resumed."""
    return _press_own(request, programme_id, "pause", _("Paused. Nobody is told. Come back whenever you like."))


@require_POST
def resume(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Take part again."""
    return _press_own(request, programme_id, "resume", _("You are back in."))


@require_POST
def leave(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Leave a programme."""
    return _press_own(request, programme_id, "leave", _("You have left. Nobody is told, and you can join again at any time."))


@require_POST
def capacity(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Say how many introductions at a time are enough."""
    programme = access.programme_for_member(request.member, programme_id)
    enrolment = access.enrolment_for(request.member, programme)
    form = CapacityForm(request.POST)
    if not form.is_valid():
        return _programme_page(request, programme, capacity=form, status=422)
    press(request, set_capacity, enrolment=enrolment, done=_("Kept."), **form.cleaned_data)
    return _back(request, programme)


@require_POST
def answer_round(request: MemberRequest, round_id: str) -> HttpResponse:
    """Say whether one is in this time."""
    round = access.round_for_member(request.member, round_id)
    coming = said_yes(request, "coming")
    done = _("You are in this time.") if coming else _("Not this time, then. Nobody is told.")
    press(request, actions.answer_round, round=round, member=request.member, coming=coming, done=done)
    return _back(request, round.programme)


def _press_own(request: MemberRequest, programme_id: str, name: str, done: str) -> HttpResponse:
    programme = access.programme_for_member(request.member, programme_id)
    enrolment = access.enrolment_for(request.member, programme)
    press(request, getattr(actions, name), enrolment=enrolment, done=done)
    return _back(request, programme)


def _back(request: MemberRequest, programme: Programme) -> HttpResponse:
    visible = request.member.is_organiser or access.open_to(request.member).filter(pk=programme.pk).exists()
    if not visible:
        return redirect("programmes", request.organisation.slug)
    return redirect("programme", request.organisation.slug, programme.public_id)


def _for_reader(request: MemberRequest, programme_id: str) -> Programme:
    if request.member.is_organiser:
        return access.programme_for_organiser(request.member, programme_id)
    return access.programme_for_member(request.member, programme_id)


def _programme_page(
    request: MemberRequest,
    programme: Programme,
    *,
    until: UntilForm | None = None,
    capacity: CapacityForm | None = None,
    status: int = 200,
) -> HttpResponse:
    member, zone = request.member, request.organisation.timezone
    enrolment = queries.enrolment_of(programme, member)
    round = Round.objects.filter(programme=programme, state__in=queries.COMING).first()
    entry = RoundEntry.objects.filter(round=round, member=member).first() if round and enrolment else None
    room = Enrolment.objects.filter(programme=programme, member=member).values_list("capacity", flat=True).first()
    asks = {one.about for one in policies.questions_of(programme.policy)} if enrolment else set()
    said = queries.stated_by(member, programme) if enrolment else {}
    full = load.full_until(member, today(zone)) if enrolment else None
    asking = round if round and round.state == Round.State.ASKING and enrolment and not enrolment.snoozed_until else None
    context = {
        "programme": programme,
        "enrolment": enrolment,
        "full_until": full,
        "asks_wishes": "wish" in asks,
        "asks_answers": bool(asks - {"wish"} or said),
        "unanswered": len(asks - {"wish"} - said.keys()),
        "may_join": access.may_join(programme, member) and programme.state != Programme.State.ENDED,
        "next_on": _next(programme, queries.next_starts([programme])),
        "asking": None if asking and full and asking.starts_on <= full else asking,
        "answer": entry.answer if entry else "",
        "until": until or UntilForm(zone=zone),
        "capacity": capacity or (CapacityForm(initial={"capacity": room})),
        "always": ALWAYS,
        "fairness": queries.fairness_of(member, programme) if enrolment else None,
    }
    return render(request, "programmes/programme.html", context, status=status)


def _next(programme: Programme, starts: dict[int, dt.date]) -> dt.date | None:
    return starts[programme.pk] if programme.state == Programme.State.RUNNING else None
