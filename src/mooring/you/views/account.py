"""Name, looks, mails, sessions, and who looked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mooring.audit import queries as record
from mooring.audit import words
from mooring.core.devices import in_words
from mooring.notices import actions as notices
from mooring.notices.queries import switchable_kinds
from mooring.people import opening
from mooring.people.models import Account, SignIn
from mooring.people.requests import MemberRequest
from mooring.you import actions, queries
from mooring.you import seen as seen_by
from mooring.you.forms import LooksForm, NameForm

PAGE = 50


@require_safe
def you(request: HttpRequest) -> HttpResponse:
    """All that is mine on one page."""
    account = _account(request)
    return render(
        request,
        "you/you.html",
        {
            "ways": queries.ways_in(account),
            "mine": queries.memberships(account),
            "export": queries.latest_export(account),
            "moving": queries.moving_out(account),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """How I am called."""
    return _change(request, NameForm, "you/name.html")


@require_http_methods(["GET", "HEAD", "POST"])
def looks(request: HttpRequest) -> HttpResponse:
    """Language, light or dark, meeting link."""
    return _change(request, LooksForm, "you/looks.html")


@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: HttpRequest) -> HttpResponse:
    """Which kinds of message reach me."""
    account = _account(request)
    kinds = switchable_kinds(account)
    if request.method == "POST":
        wanted = set(request.POST.getlist("on"))
        for kind in kinds:
            if kind.on != (kind.name in wanted):
                notices.set_switch(account=account, kind=kind.name, on=kind.name in wanted)
        messages.success(request, _("Kept. It counts from the next message on."))
        return redirect("you_mails")
    return render(request, "you/mails.html", {"kinds": kinds})


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in, each with its end."""
    account = _account(request)
    if request.method == "POST":
        session = queries.own_session(account, request.POST.get("session", ""))
        if session is None:
            raise Http404
        if request.POST.get("do") == "shut":
            # The one of this very request is changed as it is held here, or it would be written over.
            here = session.session_key == request.session.session_key
            actions.shut_session(account=account, store=request.session if here else SessionStore(session.session_key))
            messages.success(request, _("What is yours alone is shut there."))
        else:
            actions.end_session(account=account, session=session)
            messages.success(request, _("That session is ended."))
        return redirect("you_sessions")
    came = Paginator(queries.came_in(account), PAGE).get_page(request.GET.get("page"))
    shown = {"sessions": queries.sessions_of(account, request.session.session_key), "page": came, "came": _came(came)}
    return render(request, "you/sessions.html", shown)


@require_safe
def seen(request: HttpRequest) -> HttpResponse:
    """What my organisation sees of me, and what nobody does."""
    account = _account(request)
    shown = {
        "organisations": [one.organisation.name for one in queries.memberships(account)],
        "parts": seen_by.by_audience(),
        "mine": seen_by.mine_alone(),
        "others": opening.others_hold(account),
        "factors": opening.factors(account),
    }
    return render(request, "you/seen.html", shown)


@require_safe
def looked(request: HttpRequest) -> HttpResponse:
    """Who looked at what is kept about me, and what others did with it."""
    account = _account(request)
    page = Paginator(record.looks_at(account), PAGE).get_page(request.GET.get("page"))
    done = [(words.name_of(entry), words.say(entry), entry) for entry in record.done_to(account)[:PAGE]]
    return render(request, "you/looked.html", {"page": page, "rows": _rows(page), "done": done})


@require_safe
def admins(request: MemberRequest) -> HttpResponse:
    """What admins did in this organisation; every member may read it."""
    page = Paginator(record.done_by_admins(request.organisation), PAGE).get_page(request.GET.get("page"))
    return render(request, "you/record.html", {"page": page, "rows": _rows(page)})


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Change my mind about being erased."""
    if actions.stay(account=_account(request)):
        messages.success(request, _("Good. Everything stays as it is."))
    return redirect("you")


def _came(page: Any) -> list[tuple[SignIn, str]]:
    return [(one, in_words(one.user_agent)) for one in page]


def _rows(page: Any) -> list[tuple[Any, Any, Any]]:
    return [(words.name_of(entry), words.say(entry), entry) for entry in page]


def _change(request: HttpRequest, form_class: type[ModelForm[Account]], template: str) -> HttpResponse:
    account = _account(request)
    form = form_class(request.POST or None, instance=Account.objects.get(pk=account.pk))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_account(account=account, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, _("Kept."))
            return redirect("you")
    return render(request, template, {"form": form})


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user
