"""The first run: a link good for one use leads through the setting up."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mooring.people import opening
from mooring.people.models import Account, SignIn
from mooring.welcome import actions
from mooring.welcome.errors import SetUpOver
from mooring.welcome.forms import OrganisationForm, PersonForm

View = Callable[[HttpRequest, str], HttpResponse]

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _while_it_holds(view: View) -> View:
    """The view, for whoever has the link that leads through the setting up; a page that says so where it is over."""

    @wraps(view)
    def held(request: HttpRequest, token: str) -> HttpResponse:
        if actions.may_set_up(token):
            try:
                return view(request, token)
            except SetUpOver:
                pass  # Somebody else pressed a moment sooner.
        return render(request, "welcome/setup_over.html", status=404)

    return held


@require_safe
@_while_it_holds
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """For an organisation, or just for me."""
    return render(request, "welcome/setup.html", {"token": token})


@require_http_methods(["GET", "HEAD", "POST"])
@_while_it_holds
def organisation(request: HttpRequest, token: str) -> HttpResponse:
    """The organisation and its first admin; the rest follows, signed in."""
    form = OrganisationForm(request.POST or None, initial={"language": request.LANGUAGE_CODE, "zone": ""})
    if request.method == "POST" and form.is_valid():
        try:
            member = actions.set_up_organisation(token=token, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            _sign_in(request, member.account)
            return redirect("setup_mail", member.organisation.slug)
    return render(request, "welcome/setup_organisation.html", {"token": token, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@_while_it_holds
def alone(request: HttpRequest, token: str) -> HttpResponse:
    """One account, and no organisation at all."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _sign_in(request, actions.set_up_alone(token=token, **form.cleaned_data))
        return redirect("home")
    return render(request, "welcome/setup_alone.html", {"token": token, "form": form})


def _sign_in(request: HttpRequest, account: Account | None) -> None:
    # Whoever holds the console has shown more than a code could.
    assert account is not None
    login(request, account, backend=BACKEND)
    opening.signed_in(request, account, SignIn.How.CONSOLE)
