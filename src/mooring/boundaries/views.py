"""“My hours”: the week, the zone and the days off of an account."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mooring.boundaries import access, actions, drawing, queries
from mooring.boundaries.forms import LeaveForm, WeekForm, ZoneForm
from mooring.core.time import now
from mooring.people.models import Account


def hours(request: HttpRequest) -> HttpResponse:
    """The week as it stands, and the ways to change it."""
    return render(request, "boundaries/hours.html", _page(request))


def week(request: HttpRequest) -> HttpResponse:
    """Say one's own week."""
    said = queries.said_of(_me(request))
    form = WeekForm(request.POST or None, week=said.hours.week)
    if request.method == "POST" and form.is_valid():
        actions.set_week(account=_me(request), spans=form.spans)
        messages.success(request, _("Your week is saved."))
        return redirect("hours")
    return render(request, "boundaries/week.html", {"form": form, "said": said}, status=422 if form.errors else 200)


@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """Go back to the record's week."""
    actions.forget_week(account=_me(request))
    messages.success(request, _("Your week is the record’s again."))
    return redirect("hours")


@require_POST
def zone(request: HttpRequest) -> HttpResponse:
    """Say in which zone one lives."""
    form = ZoneForm(request.POST)
    if not form.is_valid():
        return render(request, "boundaries/hours.html", _page(request, zone_form=form), status=422)
    actions.set_zone(account=_me(request), zone=form.cleaned_data["zone"])
    messages.success(request, _("Your clock is saved."))
    return redirect("hours")


@require_POST
def add_leave(request: HttpRequest) -> HttpResponse:
    """Add days off."""
    form = LeaveForm(request.POST)
    if not form.is_valid():
        return render(request, "boundaries/hours.html", _page(request, leave_form=form), status=422)
    actions.add_leave(account=_me(request), first=form.cleaned_data["first"], last=form.cleaned_data["last"])
    messages.success(request, _("Nothing reaches you on those days."))
    return redirect("hours")


@require_POST
def remove_leave(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take days off back."""
    actions.remove_leave(leave=access.own_leave(_me(request), public_id))
    messages.success(request, _("Those days are working days again."))
    return redirect("hours")


@require_POST
def leave_here(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that one is here on days off somebody recorded."""
    actions.be_here_after_all(leave=access.recorded_leave(_me(request), public_id))
    messages.success(request, _("You are here on those days. The record stays as it is, and nobody is told."))
    return redirect("hours")


@require_POST
def leave_away(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let days off on record count again."""
    actions.be_away_after_all(leave=access.recorded_leave(_me(request), public_id))
    messages.success(request, _("Nothing reaches you on those days."))
    return redirect("hours")


def _me(request: HttpRequest) -> Account:
    """Whoever is signed in; the route lets nobody else through."""
    return cast(Account, request.user)


def _page(request: HttpRequest, **forms: Any) -> dict[str, Any]:
    said = queries.said_of(_me(request))
    return {
        "said": said,
        "days": drawing.days(said.hours.week),
        "record_days": [day for day in drawing.days(said.record_week) if day.spans],
        "axis": drawing.axis(),
        "now": now(),
        "zone_form": ZoneForm(initial={"zone": _me(request).timezone}, of_record=said.record_zone),
        "leave_form": LeaveForm(),
        **forms,
    }
