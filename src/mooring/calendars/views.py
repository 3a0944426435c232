"""“My calendars”: which of them Mooring may read, when each was last read, and what is kept."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mooring.calendars import access, actions, feeds, queries, subscribed
from mooring.calendars.forms import AccountForm, AddressForm, FeedForm
from mooring.calendars.models import Feed, Source
from mooring.core.limits import limited
from mooring.people.models import Account
from mooring.people.readers import page_for

_FORMS = {one.kind.value: one for one in (AddressForm, AccountForm)}


def calendars(request: HttpRequest) -> HttpResponse:
    """The calendars as they stand, and the ways to add one."""
    return render(request, "calendars/calendars.html", _page(request))


@require_POST
@limited("calendar-read", amount=30, seconds=3600)
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a calendar, and read it at once."""
    form = _FORMS.get(kind, AddressForm)(request.POST)
    if form.is_valid() and queries.sources_of(_me(request)).count() >= actions.MOST_SOURCES:
        form.add_error(None, _("That is as many calendars as can be read for one person. Remove one first."))
    if form.is_valid():
        try:
            source = actions.add(account=_me(request), kind=form.kind, **form.cleaned_data)
        except actions.NotRead as wrong:
            form.add_error("address", str(wrong.problem.label))
        else:
            messages.success(request, _how_it_went(source))
            return redirect("calendars")
    return render(request, "calendars/calendars.html", _page(request, form), status=422)


@require_POST
@limited("calendar-read", amount=30, seconds=3600)
def read(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read a calendar now."""
    source = access.own_source(_me(request), public_id)
    if actions.read(source=source):
        messages.success(request, _how_it_went(source))
    return redirect("calendars")


@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read a calendar no longer."""
    actions.remove(source=access.own_source(_me(request), public_id))
    messages.success(request, _("It is no longer read, and nothing of it is kept."))
    return redirect("calendars")


@never_cache
@require_POST
@limited("calendar-feed", amount=20, seconds=3600)
def open_feed(request: HttpRequest) -> HttpResponse:
    """Make the address of one's feed, shown this once; one made before ends."""
    form = FeedForm(request.POST)
    if not form.is_valid():
        return render(request, "calendars/calendars.html", _page(request, form), status=422)
    address = feeds.FEED.open(_me(request), neutral=form.cleaned_data["shows"] == FeedForm.NEUTRAL)
    shown = {"address": address, "subscribe": f"webcal://{address.partition('://')[2]}"}
    return render(request, "calendars/feed.html", shown)


@require_POST
def close_feed(request: HttpRequest) -> HttpResponse:
    """End one's feed."""
    feeds.FEED.close(_me(request))
    messages.success(request, _("The address is over: whatever subscribed to it reads nothing more."))
    return redirect("calendars")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """A person's feed, for the program that subscribes to it."""
    found = feeds.FEED.by_token(token)
    if found is None:
        raise Http404
    with page_for(found.account):
        body = feeds.written(found)
    return subscribed.answered(request, body)


def _how_it_went(source: Source) -> str:
    taken = source.busy_times.count()
    return ngettext(
        "It was read: you are taken once in the next %(days)s days.",
        "It was read: you are taken %(taken)s times in the next %(days)s days.",
        taken,
    ) % {"taken": taken, "days": actions.AHEAD.days}


def _page(request: HttpRequest, form: forms.Form | None = None) -> dict[str, Any]:
    mine = {kind: form if isinstance(form, made) else made(auto_id=f"id_{kind}_%s") for kind, made in _FORMS.items()}
    return {
        "sources": queries.sources_of(_me(request)),
        "address_form": mine[Source.Kind.ADDRESS.value],
        "account_form": mine[Source.Kind.ACCOUNT.value],
        "open": form.kind if isinstance(form, AddressForm | AccountForm) else "",
        "days": actions.AHEAD.days,
        "feed": Feed.objects.filter(account=_me(request)).first(),
        "feed_form": form if isinstance(form, FeedForm) else FeedForm(auto_id="id_feed_%s"),
    }


def _me(request: HttpRequest) -> Account:
    return cast(Account, request.user)
