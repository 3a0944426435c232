"""“My hours”: the weeks, the zone, the days off and the times of an account's own, each said and saved by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mooring.boundaries import access, actions, drawing, load, queries
from mooring.boundaries.forms import (
    CapForm,
    FullForm,
    HolidaysForm,
    LeaveForm,
    MeetsForm,
    OtherWeekForm,
    OwnTimeForm,
    TravelForm,
    WeekForm,
    YearlyForm,
    ZoneForm,
)
from mooring.boundaries.models import OwnTime
from mooring.core.time import now, today
from mooring.people.requests import account_of


def hours(request: HttpRequest) -> HttpResponse:
    """The week as it stands, and the ways to change it."""
    return render(request, "boundaries/hours.html", _page(request))


def week(request: HttpRequest) -> HttpResponse:
    """Say one's own week."""
    said = queries.said_of(account_of(request))
    form = WeekForm(request.POST or None, week=said.hours.week)
    if request.method == "POST" and form.is_valid():
        actions.set_week(account=account_of(request), spans=form.spans)
        messages.success(request, _("Your week is saved."))
        return redirect("hours")
    return render(request, "boundaries/week.html", {"form": form, "said": said}, status=422 if form.errors else 200)


@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """Go back to the record's week."""
    actions.forget_week(account=account_of(request))
    messages.success(request, _("Your week is the record’s again."))
    return redirect("hours")


def other_week(request: HttpRequest) -> HttpResponse:
    """Say the week that takes turns with the usual one."""
    me = account_of(request)
    said = queries.said_of(me)
    present = today(said.hours.zone)
    monday = present - dt.timedelta(days=present.weekday())
    following = monday + dt.timedelta(days=7)
    holds_next = said.hours.other_from is not None and said.hours.week_of(following) == said.hours.other_week
    form = OtherWeekForm(
        request.POST or None,
        week=said.hours.other_week or said.hours.week,
        monday=monday,
        initial={"monday": (following if holds_next else monday).isoformat()},
    )
    if request.method == "POST" and form.is_valid():
        actions.take_turns(account=me, spans=form.spans, monday=form.cleaned_data["monday"])
        messages.success(request, _("Your two weeks take turns."))
        return _back("turns")
    return render(request, "boundaries/week.html", {"form": form, "said": said, "other": True}, status=422 if form.errors else 200)


@require_POST
def weeks_alike(request: HttpRequest) -> HttpResponse:
    """Let all weeks be alike again."""
    actions.stop_turns(account=account_of(request))
    messages.success(request, _("All your weeks are alike again."))
    return _back("turns")


@require_POST
def zone(request: HttpRequest) -> HttpResponse:
    """Say in which zone one lives."""
    form = ZoneForm(request.POST)
    return _save(
        request, "zone", form, lambda said: actions.set_zone(account=account_of(request), zone=said["zone"]), _("Your clock is saved.")
    )


@require_POST
def add_leave(request: HttpRequest) -> HttpResponse:
    """Add days off."""
    form, me = LeaveForm(request.POST), account_of(request)
    sentence = _("Nothing reaches you on those days.")
    return _save(request, "leave", form, lambda said: actions.add_leave(account=me, first=said["first"], last=said["last"]), sentence)


@require_POST
def add_travel(request: HttpRequest) -> HttpResponse:
    """Add days in another zone."""
    form, me = TravelForm(request.POST), account_of(request)
    return _save(
        request, "travel", form, lambda said: actions.add_travel(account=me, **said), _("On those days your hours are those of there.")
    )


@require_POST
def remove_travel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take days elsewhere back."""
    actions.remove_travel(travel=access.own_travel(account_of(request), public_id))
    messages.success(request, _("You stay by your own clock on those days."))
    return _back("travel")


@require_POST
def holidays(request: HttpRequest) -> HttpResponse:
    """Say whose public holidays one keeps."""
    me = account_of(request)
    form = HolidaysForm(request.POST, of_record=queries.said_of(me).record_holidays)
    return _save(
        request,
        "holidays",
        form,
        lambda said: actions.set_holidays(account=me, region=said["holidays"]),
        _("Your public holidays are saved."),
    )


@require_POST
def yearly(request: HttpRequest) -> HttpResponse:
    """Keep a day of each year as a day off, or no longer."""
    me, off = account_of(request), request.POST.get("off") != "no"
    sentence = _("It is a day off each year.") if off else _("It is a day like others again.")
    return _save(request, "yearly", YearlyForm(request.POST), lambda said: actions.keep_yearly(account=me, off=off, **said), sentence)


@require_POST
def holiday_here(request: HttpRequest) -> HttpResponse:
    """Be here on one holiday all the same, or away after all."""
    me, here, form = account_of(request), request.POST.get("here") != "no", YearlyForm(request.POST)
    if not form.is_valid():
        raise Http404
    actions.work_on_holiday(account=me, here=here, **form.cleaned_data)
    messages.success(request, _("You can be met on that day.") if here else _("It is a day off again."))
    return _back("holidays")


@require_POST
def add_times(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep a time for oneself."""
    if kind not in OwnTime.Kind.values:
        raise Http404
    wanted, me = OwnTime.Kind(kind), account_of(request)
    form = OwnTimeForm(request.POST, kind=wanted)

    def add(said: dict[str, Any]) -> None:
        actions.add_times(account=me, kind=wanted, start=said["start"], end=said["end"], weekdays=said["weekdays"], date=said.get("date"))

    return _save(request, kind, form, add, _("That time is kept."))


@require_POST
def remove_times(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a time back, on all the weekdays it stands beside."""
    me = account_of(request)
    times = access.own_times(me, public_id)
    actions.remove_times(account=me, times=times)
    messages.success(request, _("That time is given back."))
    return _back(times[0].kind)


@require_POST
def meets(request: HttpRequest) -> HttpResponse:
    """Say how one likes to meet."""
    me = account_of(request)
    form = MeetsForm(request.POST)
    sentence = _("Those you are introduced to see it.")
    return _save(request, "meets", form, lambda said: actions.set_meets(account=me, meets=said["meets"]), sentence)


@require_POST
def remove_leave(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take days off back."""
    actions.remove_leave(leave=access.own_leave(account_of(request), public_id))
    messages.success(request, _("Those days are working days again."))
    return _back("leave")


@require_POST
def leave_here(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that one is here on days off somebody recorded."""
    actions.be_here_after_all(leave=access.recorded_leave(account_of(request), public_id))
    messages.success(request, _("You are here on those days. The record stays as it is, and nobody is told."))
    return redirect("hours")


@require_POST
def leave_away(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let days off on record count again."""
    actions.be_away_after_all(leave=access.recorded_leave(account_of(request), public_id))
    messages.success(request, _("Nothing reaches you on those days."))
    return redirect("hours")


@require_POST
def cap(request: HttpRequest) -> HttpResponse:
    """Say how much of a week may be filled."""
    me = account_of(request)
    form = CapForm(request.POST)
    capped = bool(request.POST.get("week_cap"))
    sentence = _("No week of yours is filled further than that.") if capped else _("Your weeks hold any number again.")
    return _save(request, "cap", form, lambda said: actions.cap_weeks(account=me, most=said["week_cap"]), sentence)


@require_POST
def full(request: HttpRequest) -> HttpResponse:
    """Say that one is full just now, and until when."""
    me = account_of(request)
    form = FullForm(request.POST, present=today(queries.said_of(me).hours.zone))
    sentence = _("Nothing new comes to you until then. Nobody is told.")
    return _save(request, "full", form, lambda said: actions.be_full(account=me, until=said["until"]), sentence)


@require_POST
def room(request: HttpRequest) -> HttpResponse:
    """Say that one has room again."""
    actions.be_full(account=account_of(request), until=None)
    messages.success(request, _("You have room again."))
    return _back("load")


def _back(section: str) -> HttpResponse:
    """To the page, where the section that was changed stands open."""
    return redirect(f"{reverse('hours')}?open={section}#{section}")


def _save(request: HttpRequest, section: str, form: forms.Form, act: Callable[[dict[str, Any]], object], sentence: str) -> HttpResponse:
    """Do what a section's form asks and say so, or show the page with what is wrong."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as wrong:
            form.add_error(None, wrong)
    if form.errors:
        return render(request, "boundaries/hours.html", _page(request, section, form), status=422)
    messages.success(request, sentence)
    return _back(section)


@dataclass(frozen=True)
class Kept:
    """Times of one kind that an account keeps, how they are said, and the form for another."""

    kind: str
    title: str
    lede: str
    times: list[tuple[str, OwnTime]]
    form: forms.Form


def _kept(said: queries.Said, kind: OwnTime.Kind, form: forms.Form | None) -> Kept:
    titles = {
        OwnTime.Kind.FOCUS: (_("Focus times"), _("Nothing reaches you in them, and no meeting is offered.")),
        OwnTime.Kind.PERSONAL: (
            _("Personal times"),
            _("You are busy, and nobody learns with what: nothing reaches you, and no meeting is offered."),
        ),
        OwnTime.Kind.QUIET: (_("Quiet times"), _("Nothing that can wait reaches you, at work or not. Meetings may still be offered.")),
        OwnTime.Kind.PRIVATE: (
            _("Times for what is private"),
            _("When reminders of your own may come. While none are named, they come in your working hours."),
        ),
    }
    alike: dict[tuple[dt.date | None, dt.time, int], list[OwnTime]] = {}
    for one in said.times:
        if one.kind == kind:
            alike.setdefault((one.date, one.begins, one.minutes), []).append(one)
    times = [(drawing.own_time(same), same[0]) for same in alike.values()]
    return Kept(kind.value, *titles[kind], times, form or OwnTimeForm(kind=kind))


def _page(request: HttpRequest, section: str = "", wrong: forms.Form | None = None) -> dict[str, Any]:
    """What the page shows; ``wrong`` is a section's form that could not be saved."""
    me = account_of(request)
    said = queries.said_of(me)
    hours, present = said.hours, today(said.hours.zone)
    made: dict[str, forms.Form] = {
        "zone": ZoneForm(initial={"zone": me.timezone}, of_record=said.record_zone),
        "leave": LeaveForm(),
        "travel": TravelForm(),
        "holidays": HolidaysForm(initial={"holidays": said.word.holidays}, of_record=said.record_holidays),
        "yearly": YearlyForm(),
        "meets": MeetsForm(initial={"meets": said.word.meets}),
        "cap": CapForm(initial={"week_cap": said.word.week_cap}),
        "full": FullForm(present=present),
    }
    if wrong is not None and section in made:
        made[section] = wrong
    own = {"quiet": hours.quiet, "private": hours.private, "focus": hours.focus, "own": hours.personal}
    turns = hours.other_from is not None
    return {
        "said": said,
        "open": section or request.GET.get("open", ""),
        "days": drawing.days(hours.week, own),
        "other_days": drawing.days(hours.other_week, own) if turns else [],
        "other_now": turns and hours.week_of(present) == hours.other_week,
        "drawn": [kind for kind, spans in own.items() if spans],
        "record_days": [day for day in drawing.days(said.record_week) if day.spans],
        "axis": drawing.axis(),
        "now": now(),
        "zone_now": hours.zone_at(now()),
        "free_days": queries.next_holidays(said, present),
        "full_until": said.word.full_until if said.word.full_until and said.word.full_until >= present else None,
        "weeks": load.filling(me, hours.zone),
        "kept": [_kept(said, kind, wrong if section == kind else None) for kind in OwnTime.Kind],
        **{f"{name}_form": form for name, form in made.items()},
    }
