"""The first run: a link good for one use leads through the setting up."""

from __future__ import annotations

from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mooring.people.models import Account
from mooring.welcome import actions
from mooring.welcome.errors import SetUpOver
from mooring.welcome.forms import OrganisationForm, PersonForm

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """For an organisation, or just for me."""
    _holds(token)
    return render(request, "welcome/setup.html", {"token": token})


@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest, token: str) -> HttpResponse:
    """The organisation and its first admin; the rest follows, signed in."""
    _holds(token)
    form = OrganisationForm(request.POST or None, initial={"language": request.LANGUAGE_CODE, "zone": "UTC"})
    if request.method == "POST" and form.is_valid():
        try:
            member = actions.set_up_organisation(token=token, **form.cleaned_data)
        except SetUpOver as over:
            raise Http404 from over
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            _sign_in(request, member.account)
            return redirect("setup_mail", member.organisation.slug)
    return render(request, "welcome/setup_organisation.html", {"token": token, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def alone(request: HttpRequest, token: str) -> HttpResponse:
    """One account, and no organisation at all."""
    _holds(token)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.set_up_alone(token=token, **form.cleaned_data)
        except SetUpOver as over:
            raise Http404 from over
        _sign_in(request, account)
        return redirect("home")
    return render(request, "welcome/setup_alone.html", {"token": token, "form": form})


def _holds(token: str) -> None:
    if not actions.may_set_up(token):
        raise Http404


def _sign_in(request: HttpRequest, account: Account | None) -> None:
    # Whoever holds the console has shown more than a code could.
    assert account is not None
    login(request, account, backend=BACKEND)
