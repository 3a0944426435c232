"""What admins decide for their organisation: its settings, teams, sites and named contacts."""

from __future__ import annotations

from django import forms
from django.conf import settings as installation
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.people import actions, queries
from mooring.people.forms import ContactForm, OrganisationForm, PlaceForm, SiteForm
from mooring.people.models import Site, Team
from mooring.people.requests import MemberRequest


@require_GET
def settings(request: MemberRequest) -> HttpResponse:
    """Everything an admin sets, with what is missing."""
    here = request.organisation
    context = {
        "size": queries.size(here),
        "to_invite": queries.to_invite(here).count(),
        "teams": here.teams.count(),
        "sites": here.sites.count(),
        "contacts": here.help_contacts.count(),
    }
    return render(request, "people/settings.html", context)


@require_http_methods(["GET", "POST"])
def organisation(request: MemberRequest) -> HttpResponse:
    """Name, zone, language, usual hours, video."""
    known = [pair for pair in installation.LANGUAGES if pair[0] != installation.PSEUDO_LANGUAGE]
    form = OrganisationForm(request.POST if request.method == "POST" else None, instance=request.organisation, known=known)
    if request.method == "POST" and form.is_valid():
        request.organisation.refresh_from_db()
        if _done(form, lambda: actions.change_organisation(organisation=request.organisation, actor=request.member, **form.cleaned_data)):
            messages.success(request, _("Kept."))
            return redirect("organisation", slug=request.organisation.slug)
    if form.errors:
        request.organisation.refresh_from_db()
    return render(request, "people/organisation.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def contacts(request: MemberRequest) -> HttpResponse:
    """Whom members can turn to when an introduction does not feel right."""
    here = request.organisation
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.add_help_contact(organisation=here, actor=request.member, **form.cleaned_data)
        return redirect("contacts", slug=here.slug)
    context = {"form": form, "contacts": here.help_contacts.all()}
    return render(request, "people/contacts.html", context, status=422 if form.errors else 200)


@require_POST
def contact_remove(request: MemberRequest, public_id: str) -> HttpResponse:
    """Take a contact off the list."""
    contact = request.organisation.help_contacts.filter(public_id=public_id).first()
    if contact is None:
        raise Http404
    actions.remove_help_contact(contact=contact, actor=request.member)
    messages.success(request, _("%(name)s is off the list.") % {"name": contact.name})
    return redirect("contacts", slug=request.organisation.slug)


@require_http_methods(["GET", "POST"])
def places(request: MemberRequest) -> HttpResponse:
    """Teams and sites."""
    here = request.organisation
    posted = request.POST if request.method == "POST" else None
    kind = request.POST.get("kind", "")
    team, site = PlaceForm(posted if kind == "team" else None, prefix="team"), SiteForm(posted if kind == "site" else None, prefix="site")
    form: forms.Form = site if kind == "site" else team
    if posted is not None and form.is_valid():
        add = actions.add_site if kind == "site" else actions.add_team
        if _done(form, lambda: add(organisation=here, actor=request.member, **form.cleaned_data)):
            return redirect("places", slug=here.slug)
    context = {"team_form": team, "site_form": site, "teams": queries.teams(here), "sites": queries.sites(here)}
    return render(request, "people/places.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def team(request: MemberRequest, public_id: str) -> HttpResponse:
    """Rename a team, or remove one nobody is in."""
    found = request.organisation.teams.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    form = PlaceForm(request.POST if request.method == "POST" else None, initial={"name": found.name})
    return _place(request, found, form)


@require_http_methods(["GET", "POST"])
def site(request: MemberRequest, public_id: str) -> HttpResponse:
    """Rename a site, set its zone and its holidays, or remove one where nobody is."""
    found = request.organisation.sites.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    form = SiteForm(
        request.POST if request.method == "POST" else None,
        initial={"name": found.name, "timezone": found.timezone, "holidays": found.holidays},
    )
    return _place(request, found, form)


def _place(request: MemberRequest, found: Team | Site, form: PlaceForm) -> HttpResponse:
    name = found.name
    if request.method == "POST":
        if request.POST.get("act") == "remove":
            form = type(form)(initial=form.initial)
            form.full_clean()
            try:
                _remove(request, found)
                messages.success(request, _("“%(name)s” is removed.") % {"name": name})
                return redirect("places", slug=request.organisation.slug)
            except ValidationError as wrong:
                messages.error(request, " ".join(wrong.messages))
        elif form.is_valid() and _done(form, lambda: _change(request, found, form)):
            return redirect("places", slug=request.organisation.slug)
    context = {"form": form, "name": name, "count": found.members.here().count()}
    return render(request, "people/place.html", context, status=422 if form.errors else 200)


def _change(request: MemberRequest, found: Team | Site, form: PlaceForm) -> None:
    if isinstance(found, Team):
        actions.change_team(team=found, actor=request.member, **form.cleaned_data)
    else:
        actions.change_site(site=found, actor=request.member, **form.cleaned_data)


def _remove(request: MemberRequest, found: Team | Site) -> None:
    if isinstance(found, Team):
        actions.remove_team(team=found, actor=request.member)
    else:
        actions.remove_site(site=found, actor=request.member)


def _done(form: forms.BaseForm, act: object) -> bool:
    """Run an action; what it refuses is said on the form."""
    assert callable(act)
    try:
        act()
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return False
    return True
