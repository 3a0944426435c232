"""A new member's first visit: three short steps, each of which can be skipped, and one kind question."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mooring.boundaries.actions import set_week, set_zone
from mooring.boundaries.queries import week_of
from mooring.people.actions import change_own_profile
from mooring.people.models import Member, MemberTopic
from mooring.people.requests import MemberRequest
from mooring.welcome import actions
from mooring.welcome.actions import STEPS
from mooring.welcome.forms import CallMeForm, HoursForm, TopicsForm


@require_safe
def welcome(request: MemberRequest) -> HttpResponse:
    """Go on where the steps were left."""
    member = request.member
    assert member.account is not None
    return redirect("welcome_step", member.organisation.slug, min(member.account.onboarding_step + 1, STEPS))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: MemberRequest, number: int) -> HttpResponse:
    """One step: keep what is typed, or skip it."""
    member = request.member
    if not 1 <= number <= STEPS:
        raise Http404
    form = _form(request, member, number)
    if request.method == "POST" and (request.POST.get("skip") or _kept(form, member, number)):
        return _on(member, number)
    page = {"form": form, "number": number, "steps": [_("How to call you"), _("Your hours"), _("What you know")]}
    return render(request, f"welcome/step_{number}.html", page)


@require_safe
def stays_yours(request: HttpRequest) -> HttpResponse:
    """The one question for a private address or a passkey, “so that this stays yours”."""
    return render(request, "welcome/stays_yours.html")


def _on(member: Member, number: int) -> HttpResponse:
    account = member.account
    assert account is not None
    actions.step_done(account=account, step=number)
    if number < STEPS:
        return redirect("welcome_step", member.organisation.slug, number + 1)
    if actions.asked_for_private_address(account=account):
        return redirect("stays_yours", member.organisation.slug)
    return redirect("today", member.organisation.slug)


def _form(request: HttpRequest, member: Member, number: int) -> Form:
    given = request.POST if request.method == "POST" and not request.POST.get("skip") else None
    if number == 1:
        assert member.account is not None
        return CallMeForm(given, initial={"call_me": member.account.call_me, "pronouns": member.account.pronouns or member.pronouns})
    if number == 2:
        return HoursForm(given, initial=_week(member))
    return TopicsForm(given, initial={kind: _labels(member, kind) for kind in ("help", "learn")})


def _kept(form: Form, member: Member, number: int) -> bool:
    if not form.is_valid():
        return False
    assert member.account is not None
    try:
        if isinstance(form, CallMeForm):
            change_own_profile(member=member, **form.cleaned_data)
        elif isinstance(form, HoursForm):
            set_zone(account=member.account, zone=form.cleaned_data["zone"])
            if {"days", "begins", "ends"} & set(form.changed_data):
                set_week(account=member.account, spans=form.spans())
        elif isinstance(form, TopicsForm):
            change_own_profile(member=member, topics={kind: form.labels(kind) for kind in ("help", "learn")})
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return False
    return True


def _week(member: Member) -> dict[str, Any]:
    spans = week_of(member)
    first = spans[0] if spans else None
    return {
        "zone": member.zone,
        "days": sorted({span.weekday for span in spans}),
        "begins": _clock(first.start) if first else dt.time(9),
        "ends": _clock(first.end) if first else dt.time(17),
    }


def _clock(minutes: int) -> dt.time:
    return dt.time(minutes // 60 % 24, minutes % 60)


def _labels(member: Member, kind: str) -> str:
    return ", ".join(MemberTopic.objects.filter(member=member, kind=kind).order_by("pk").values_list("topic__label", flat=True))
