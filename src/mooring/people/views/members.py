"""The organisation's records of people, their roles, and asking them to join."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.core.time import now
from mooring.people import access, actions, queries
from mooring.people.actions.members import UNDO_DAYS
from mooring.people.forms import MemberForm, RolesForm
from mooring.people.models import Invitation, Member
from mooring.people.requests import MemberRequest
from mooring.people.search import search

A_PAGE = 25


@require_GET
def members(request: MemberRequest) -> HttpResponse:
    """Everyone on record: here, with a role, not joined, or gone within the last days."""
    here, show, text = request.organisation, request.GET.get("show", ""), request.GET.get("q", "").strip()[:200]
    found = search(here, text)
    if show == "roles":
        found = found.filter(Q(is_admin=True) | Q(is_organiser=True))
    elif show == "waiting":
        found = found.filter(account=None)
    elif show == "left":
        since = now() - dt.timedelta(days=UNDO_DAYS)
        found = Member.objects.filter(organisation=here, left_at__gt=since).order_by("-left_at")
    sent = Invitation.objects.filter(member=OuterRef("pk")).exclude(state=Invitation.State.WITHDRAWN)
    rows = found.select_related("account", "team", "site").annotate(was_asked=Exists(sent))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/members.html", {"page": page, "show": show, "text": text})


@require_http_methods(["GET", "POST"])
def member_new(request: MemberRequest) -> HttpResponse:
    """Add one person by hand."""
    form = MemberForm(request.POST if request.method == "POST" else None, organisation=request.organisation)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            made = actions.make_member(organisation=request.organisation, actor=request.member, **fields)
            messages.success(request, _("%(name)s is on record.") % {"name": made.name})
            return redirect("members", slug=request.organisation.slug)
        except ValidationError as wrong:
            form.add_error(None, wrong)
    return render(request, "people/member.html", {"form": form, "person": None}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def member_edit(request: MemberRequest, public_id: str) -> HttpResponse:
    """Change the record of a person."""
    found = access.any_member_of(request.member, public_id)
    actions.note_look(member=found, actor=request.member)
    initial = MemberForm.initial_of(found)
    form = MemberForm(request.POST if request.method == "POST" else None, organisation=request.organisation, member=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_member(member=found, actor=request.member, **form.cleaned_data)
            messages.success(request, _("Kept."))
            return redirect("member", slug=request.organisation.slug, public_id=found.public_id)
        except ValidationError as wrong:
            found.refresh_from_db()
            form.add_error(None, wrong)
    return _record(request, found, form)


def _record(request: MemberRequest, found: Member, form: MemberForm) -> HttpResponse:
    roles = RolesForm(initial={"is_admin": found.is_admin, "is_organiser": found.is_organiser})
    back = found.left_at is not None and found.left_at > now() - dt.timedelta(days=UNDO_DAYS)
    context = {"form": form, "person": found, "roles": roles, "can_come_back": back}
    return render(request, "people/member.html", context, status=422 if form.errors else 200)


@require_POST
def member_roles(request: MemberRequest, public_id: str) -> HttpResponse:
    """Give or take the roles."""
    found = access.any_member_of(request.member, public_id)
    form = RolesForm(request.POST)
    form.is_valid()
    return _act(request, found, lambda: actions.set_roles(member=found, actor=request.member, **form.cleaned_data), _("Kept."))


@require_POST
def member_left(request: MemberRequest, public_id: str) -> HttpResponse:
    """Note that the person left."""
    found = access.any_member_of(request.member, public_id)
    said = _("%(name)s has left. For 14 days you can take it back here.") % {"name": found.shown_name}
    return _act(request, found, lambda: actions.mark_left(member=found, actor=request.member), said)


@require_POST
def member_back(request: MemberRequest, public_id: str) -> HttpResponse:
    """Take it back."""
    found = access.any_member_of(request.member, public_id)
    said = _("%(name)s is here again.") % {"name": found.shown_name}
    return _act(request, found, lambda: actions.come_back(member=found, actor=request.member), said)


def _act(request: MemberRequest, found: Member, act: object, said: str) -> HttpResponse:
    assert callable(act)
    try:
        act()
        messages.success(request, said)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    if found.pk == request.member.pk and not Member.objects.here().filter(pk=found.pk, is_admin=True).exists():
        return redirect("home")
    return redirect("member", slug=request.organisation.slug, public_id=found.public_id)


@require_http_methods(["GET", "POST"])
def invitations(request: MemberRequest) -> HttpResponse:
    """Ask people to join: all, a team, or some. Who said no is nobody's business."""
    here = request.organisation
    team = here.teams.filter(public_id=request.GET.get("team", "")).first()
    waiting = queries.to_invite(here).select_related("team")
    if team is not None:
        waiting = waiting.filter(team=team)
    if request.method == "POST":
        if request.POST.get("all") != "yes":
            waiting = waiting.filter(public_id__in=request.POST.getlist("member"))
        sent = 0
        for start in range(0, len(everyone := list(waiting)), 200):
            sent += len(actions.invite(members=everyone[start : start + 200], actor=request.member))
        if sent:
            said = ngettext("%(count)d person is being asked.", "%(count)d people are being asked.", sent) % {"count": sent}
            messages.success(request, said)
        else:
            messages.info(request, _("Nobody was chosen."))
        return redirect("invitations", slug=here.slug)
    page = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "team": team,
        "teams": queries.teams_to_invite(here),
        "asked": queries.asked(here).count(),
        "joined": Member.objects.joined().filter(organisation=here).count(),
        "unreachable": queries.unreachable(here).count(),
    }
    return render(request, "people/invitations.html", context)
