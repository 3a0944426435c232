"""What an organiser does to a programme: begin it, change it, rest it, end it, ask people in, start a round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.core.dates import in_words
from mooring.core.time import today
from mooring.people.requests import MemberRequest
from mooring.programmes import access, actions, queries
from mooring.programmes.asking import teams_to_ask, who_could_join
from mooring.programmes.dates import on_weekday
from mooring.programmes.errors import Refused
from mooring.programmes.forms import InviteForm, ProgrammeForm, SettingsForm, StartForm, initial_of, initial_of_template
from mooring.programmes.models import Programme, Round
from mooring.programmes.policy import ALWAYS, TEMPLATES, template_policy
from mooring.programmes.views.over_time import over_time
from mooring.programmes.views.pressing import press

FIRST_AFTER = dt.timedelta(days=7)
ROUNDS_AT_FIRST = 12


@require_http_methods(["GET", "POST"])
def programme_new(request: MemberRequest) -> HttpResponse:
    """Begin a programme from a template, on one page."""
    template = TEMPLATES.get(request.GET.get("from", ""), TEMPLATES["coffee"])
    form = ProgrammeForm(
        request.POST if request.method == "POST" else None,
        organisation=request.organisation,
        initial=initial_of_template(template),
        policy=template_policy(template),
    )
    look_only = "look" in request.POST
    if request.method == "POST" and form.is_valid() and not look_only:
        made = _create(request, form)
        if made is not None:
            return redirect("organise", request.organisation.slug, made.public_id)
    first = _first_round(request, form)
    if request.htmx:
        return render(request, "programmes/part/first_round.html", first)
    context = {"form": form, "templates": TEMPLATES.values(), "chosen": template, "always": ALWAYS, **first}
    return render(request, "programmes/new.html", context, status=_status(form, look_only))


@require_http_methods(["GET", "POST"])
def programme_edit(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Change a programme; rounds already opened keep the rules they began with."""
    programme = access.programme_for_organiser(request.member, programme_id)
    form = SettingsForm(
        request.POST if request.method == "POST" else None, organisation=request.organisation, initial=initial_of(programme)
    )
    if request.method == "POST" and form.is_valid():
        done = _("Kept. Rounds opened from now on follow it.")
        if press(request, actions.change_programme, programme=programme, actor=request.member, done=done, **form.values()):
            return redirect("organise", request.organisation.slug, programme.public_id)
    return render(request, "programmes/edit.html", {"form": form, "programme": programme}, status=_status(form))


@require_GET
def organise(request: MemberRequest, programme_id: str) -> HttpResponse:
    """An organiser's page of a programme: what comes next, and rounds over time."""
    return _organise_page(request, access.programme_for_organiser(request.member, programme_id))


@require_POST
def programme_rest(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Open no new rounds until resumed."""
    return _turn(request, programme_id, "pause_programme", _("It rests. Rounds already opened go on."))


@require_POST
def programme_go_on(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Go on with a resting programme."""
    return _turn(request, programme_id, "resume_programme", _("It goes on at its next date."))


@require_http_methods(["GET", "POST"])
def programme_end(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Ask once more, then end a programme for good."""
    if request.method == "POST":
        return _turn(request, programme_id, "end_programme", _("It has ended. Introductions already made stay as they are."))
    programme = access.programme_for_organiser(request.member, programme_id)
    return render(request, "programmes/end.html", {"programme": programme})


@require_POST
def round_start(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Open a round for an earlier day than the programme's own next one."""
    programme = access.programme_for_organiser(request.member, programme_id)
    form = StartForm(request.POST, zone=request.organisation.timezone)
    if not form.is_valid():
        return _organise_page(request, programme, start=form, status=422)
    done = _("The round is open: those who are in are told. You see the draft before it goes out.")
    press(request, actions.open_round, programme=programme, actor=request.member, starts_on=form.cleaned_data["starts_on"], done=done)
    return redirect("organise", request.organisation.slug, programme.public_id)


@require_http_methods(["GET", "POST"])
def programme_invite(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Ask people who are not in yet; one mail, one reminder, then silence."""
    programme = access.programme_for_organiser(request.member, programme_id)
    form = InviteForm(request.POST if request.method == "POST" else None, teams=teams_to_ask(programme))
    if request.method == "POST" and form.is_valid():
        members = form.chosen()
        done = _("Asked: whoever is not in and was not asked before gets one mail, in their own hours.")
        if press(request, actions.invite_to_programme, programme=programme, members=members, actor=request.member, done=done):
            return redirect("organise", request.organisation.slug, programme.public_id)
    return render(request, "programmes/invite.html", {"programme": programme, "form": form}, status=_status(form))


def _organise_page(request: MemberRequest, programme: Programme, *, start: StartForm | None = None, status: int = 200) -> HttpResponse:
    making = Round.objects.filter(programme=programme, state__in=[*queries.COMING, Round.State.FAILED]).first()
    rounds = queries.rounds_over_time(programme)
    context = {
        "programme": programme,
        "making": making,
        "next_on": queries.next_starts([programme])[programme.pk] if programme.state == Programme.State.RUNNING else None,
        "rounds": rounds if "all" in request.GET else rounds[:ROUNDS_AT_FIRST],
        "all_rounds": len(rounds),
        "series": over_time(rounds),
        "people_in": queries.people_in(programme),
        "could_join": who_could_join(programme.organisation_id, _keys(programme.teams.all()), _keys(programme.sites.all())),
        "start": start or StartForm(zone=request.organisation.timezone),
    }
    return render(request, "programmes/organise.html", context, status=status)


def _create(request: MemberRequest, form: ProgrammeForm) -> Programme | None:
    try:
        return actions.create_programme(organisation=request.organisation, actor=request.member, **form.values())
    except Refused as why:
        form.add_error(None, str(why))
        return None


def _turn(request: MemberRequest, programme_id: str, name: str, done: str) -> HttpResponse:
    programme = access.programme_for_organiser(request.member, programme_id)
    press(request, getattr(actions, name), programme=programme, actor=request.member, done=done)
    return redirect("organise", request.organisation.slug, programme.public_id)


def _status(form: Any, look_only: bool = False) -> int:
    return 422 if form.is_bound and form.errors and not look_only else 200


def _first_round(request: MemberRequest, form: ProgrammeForm) -> dict[str, Any]:
    """When the first introductions would go out, and how many could be in."""
    if form.is_bound:
        form.is_valid()
    data = form.cleaned_data if form.is_bound else form.initial
    weekday = data.get("weekday", form.initial["weekday"])
    day = on_weekday(today(request.organisation.timezone) + FIRST_AFTER, int(weekday))
    return {
        "first_on": in_words(day, "day"),
        "could_join": who_could_join(request.organisation.pk, _keys(data.get("teams")), _keys(data.get("sites"))),
    }


def _keys(rows: Iterable[Any] | None) -> list[int]:
    return [one.pk for one in rows or ()]
