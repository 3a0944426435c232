"""A member's own introductions: whom they meet, why, when, and the way out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.core.time import now
from mooring.meetings import actions as meetings
from mooring.meetings.afterwards import Word, days_to_ask, private_words
from mooring.meetings.forms import answer_of
from mooring.meetings.models import Attendance, Meeting
from mooring.meetings.queries import as_it_is
from mooring.people.models import Member
from mooring.people.requests import MemberRequest
from mooring.programmes import access, actions, queries
from mooring.programmes.models import Match, Programme, Seat
from mooring.programmes.queries.faces import WITH_FACE
from mooring.programmes.views.clock import shared_day
from mooring.programmes.views.pressing import press, said_yes
from mooring.programmes.waiting import goes_on, is_now


@require_GET
def introductions(request: MemberRequest) -> HttpResponse:
    """The introductions of the reader, what they are asked, and why they were not placed where they were not."""
    member = request.member
    cards = queries.introductions_of(member)
    mine = [one for one in queries.programmes_of(member) if one.enrolment]
    programmes = Programme.objects.filter(organisation=request.organisation, public_id__in=[one.public_id for one in mine])
    context = {
        "open": sorted((card for card in cards if is_now(card)), key=_order),
        "past": [card for card in cards if not is_now(card)],
        "asked": [one for one in queries.asked(member) if not one.answer],
        "repairs": queries.repairs_of(member),
        "unplaced": [why for why in (queries.why_unplaced(member, one) for one in programmes) if why],
        "mine": mine,
    }
    return render(request, "programmes/introductions.html", context)


@require_GET
def introduction(request: MemberRequest, match_id: str) -> HttpResponse:
    """One introduction: who, why you two, times, a way in, and the way out."""
    match = access.match_for(request.member, match_id)
    shown = queries.introduction(match, request.member)
    chat = next((one for one in shown.chats if _waits(one)), shown.chats[-1] if shown.chats else None)
    context: dict[str, Any] = {
        "shown": shown,
        "chat": chat,
        "now": now(),
        "day": None,
        "earlier": [one for one in shown.chats if one is not chat],
        "live": shown.is_open or goes_on(chat),
        "may_change": access.may_change(match),
        "days": days_to_ask(request.member),
        "private": _private(match, chat, request.member),
        "more_to_come": not shown.enough and len(shown.chats) < shown.chats_planned,
    }
    if chat and (chat.times or (chat.begins_at and chat.begins_at > now())):
        seats = match.seats.filter(state=Seat.State.IN).exclude(member=request.member)
        present = [seat.member for seat in seats.select_related(*(f"member__{one}" for one in WITH_FACE))]
        context["day"] = shared_day(request.member, present, chat.begins_at or chat.times[0].begins_at)
    return render(request, "programmes/introduction.html", context)


@require_POST
def introduction_time(request: MemberRequest, match_id: str, number: int) -> HttpResponse:
    """Pick one of the times offered."""
    chat = access.chat_for(request.member, match_id, number)
    offered = chat.meeting.offered_times.filter(public_id=request.POST.get("time", "")).first()
    if offered is None:
        raise Http404
    done = _("It is set. Everyone gets an invitation in their own hours.")
    press(request, actions.pick_time, chat=chat, member=request.member, offered=offered, done=done)
    return _back(request, chat.match)


@require_POST
def introduction_others(request: MemberRequest, match_id: str, number: int) -> HttpResponse:
    """Ask for other times than those offered."""
    chat = access.chat_for(request.member, match_id, number)
    if meetings.offer_others(meeting=chat.meeting, by=request.member):
        messages.success(request, _("Here are others."))
    else:
        messages.info(request, _("There are no others that suit everyone in the days that are left."))
    return _back(request, chat.match)


@require_POST
def introduction_cannot(request: MemberRequest, match_id: str, number: int) -> HttpResponse:
    """Take back a time that was chosen; others are offered."""
    chat = access.chat_for(request.member, match_id, number)
    done = _("That time is off, and everyone’s calendar is told.")
    press(request, meetings.cannot_make_it, meeting=chat.meeting, member=request.member, done=done)
    return _back(request, chat.match)


@require_POST
def introduction_met(request: MemberRequest, match_id: str, number: int) -> HttpResponse:
    """Say whether the meeting happened."""
    chat = access.chat_for(request.member, match_id, number)
    # Today's one button carries its answer in the address it posts to.
    said = answer_of(request.POST if "met" in request.POST else request.GET, as_it_is(chat.meeting))
    if said is None:
        raise Http404
    answer = {"met": said.met, "came": said.came, "ask_on": said.ask_on}
    press(request, actions.answer_met, chat=chat, member=request.member, done=_thanks(said.met), **answer)
    return _back(request, chat.match)


def _thanks(met: Attendance.Met) -> str:
    if met == Attendance.Met.LATER:
        return _("Kept. You are asked again then, and not before.")
    happened = met in Attendance.Met.happened()
    return _("Good. Thank you for saying so.") if happened else _("That happens. Thank you for saying so.")


@require_POST
def introduction_again(request: MemberRequest, match_id: str) -> HttpResponse:
    """Say in private whether one would gladly meet these people again."""
    match = access.match_for(request.member, match_id)
    again = request.POST.get("again") == "yes"
    press(request, actions.answer_again, match=match, member=request.member, again=again, done=_("Kept for you alone."))
    return _back(request, match)


@require_POST
def introduction_enough(request: MemberRequest, match_id: str) -> HttpResponse:
    """Say that no further chat is wanted."""
    match = access.match_for(request.member, match_id)
    done = _("No further chat is offered. Nobody is told who said so.")
    press(request, actions.say_enough, match=match, member=request.member, done=done)
    return _back(request, match)


@require_POST
def introduction_another(request: MemberRequest, match_id: str) -> HttpResponse:
    """Someone else, please: another match is looked for, for each of them."""
    match = access.match_for(request.member, match_id)
    done = _("Others are looked for, for two working days. Nobody is told who asked.")
    if press(request, actions.ask_for_another, match=match, member=request.member, done=done):
        return redirect("introductions", request.organisation.slug)
    return _back(request, match)


@require_http_methods(["GET", "POST"])
def not_comfortable(request: MemberRequest, match_id: str) -> HttpResponse:
    """Not comfortable? One press ends it, for good."""
    match = access.match_for(request.member, match_id)
    if request.method == "POST":
        done = _("It has ended, and you are never introduced again. Whom you can turn to stands below.")
        if press(request, actions.end_match, match=match, member=request.member, done=done):
            return redirect("introduction_ended", request.organisation.slug)
        return _back(request, match)
    return render(request, "programmes/not_comfortable.html", {"shown": queries.introduction(match, request.member)})


@require_GET
def introduction_ended(request: MemberRequest) -> HttpResponse:
    """After an ending: whom one can turn to. It names nobody and keeps nothing."""
    return render(request, "programmes/ended.html", {"contacts": queries.contacts_of(request.member)})


@require_POST
def repair_answer(request: MemberRequest, repair_id: str) -> HttpResponse:
    """Say whether one would be introduced to somebody who lost their partner, or take a third in."""
    repair = access.repair_for(request.member, repair_id)
    yes = said_yes(request, "answer")
    done = _("Thank you. You hear as soon as everyone has said yes.") if yes else _("Not this time, then. Nobody is told.")
    press(request, actions.answer_repair, repair=repair, member=request.member, yes=yes, done=done)
    return redirect("introductions", request.organisation.slug)


def _private(match: Match, chat: queries.ChatView | None, member: Member) -> list[Word]:
    """What the reader may say to themselves of a chat that happened."""
    if chat is None or chat.answer not in Attendance.Met.happened():
        return []
    meeting = as_it_is(match.chats.get(number=chat.number).meeting)
    return [one for one in private_words(meeting, member) if one.name != "again"]


def _order(card: queries.IntroductionCard) -> int:
    """What wants something from the reader comes first."""
    if card.chat is None:
        return 3
    return 0 if card.chat.to_answer else 1 if card.chat.can_pick else 2


def _waits(chat: queries.ChatView) -> bool:
    return chat.can_pick or chat.to_answer or chat.state in {Meeting.State.OFFERED, Meeting.State.AGREED, Meeting.State.LETTERS}


def _back(request: MemberRequest, match: Match) -> HttpResponse:
    return redirect("introduction", request.organisation.slug, match.public_id)
