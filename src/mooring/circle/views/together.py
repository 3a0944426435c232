"""Time kept for somebody, and the circle's own calendar."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mooring.boundaries.queries import hours_of_account
from mooring.calendars import subscribed
from mooring.circle import access, feeds, queries
from mooring.circle.actions import together as actions
from mooring.circle.book import read
from mooring.circle.models import CircleFeed
from mooring.circle.things import Together
from mooring.circle.together_forms import CircleFeedForm, TogetherForm
from mooring.core.limits import limited
from mooring.core.said import refused
from mooring.core.time import now, today
from mooring.people import opening
from mooring.people.readers import page_for
from mooring.people.requests import account_of


@require_POST
def keep(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep a time for somebody."""
    me = account_of(request)
    contact = access.own_contact(read(me), public_id)
    form = TogetherForm(request.POST, today=today(queries.zone_of(me)))
    if not form.is_valid():
        refused(request, form)
        return redirect("circle_person", contact.id)
    try:
        actions.keep_time(account=me, identity=contact.id, **form.cleaned_data)
    except ValidationError as full:
        messages.error(request, " ".join(full.messages))
    else:
        messages.success(request, _("The time is kept. Nothing is offered to you then, and nobody sees why."))
    return redirect("circle_person", contact.id)


@require_POST
def hold(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep it among my hours again."""
    me = account_of(request)
    held = access.own_thing(read(me), Together, public_id)
    try:
        actions.hold_again(account=me, time=held)
    except ValidationError as full:
        messages.error(request, " ".join(full.messages))
    else:
        messages.success(request, _("The time is kept. Nothing is offered to you then, and nobody sees why."))
    return redirect("circle_person", held.contact)


@require_POST
def give_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep it no longer."""
    me = account_of(request)
    held = access.own_thing(read(me), Together, public_id)
    actions.give_back(account=me, times=[held])
    messages.success(request, _("The time is free again."))
    return redirect("circle_person", held.contact)


@require_safe
def feed_page(request: HttpRequest) -> HttpResponse:
    """The circle's own calendar: whether it is open, and how to open or end it."""
    return _page(request, CircleFeedForm())


@require_POST
@limited("circle-feed", amount=20, seconds=3600)
def open_feed(request: HttpRequest) -> HttpResponse:
    """Make its address, shown this once; one made before ends."""
    form = CircleFeedForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    address = feeds.FEED.open(account_of(request), **form.cleaned_data)
    return render(request, "circle/feed_address.html", {"address": address, "subscribe": f"webcal://{address.partition('://')[2]}"})


@require_POST
def close_feed(request: HttpRequest) -> HttpResponse:
    """End it."""
    feeds.FEED.close(account_of(request))
    messages.success(request, _("The address is over: whatever subscribed to it reads nothing more."))
    return redirect("circle_feed_page")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar, for the program that subscribes to it."""
    found = feeds.FEED.by_token(token)
    if found is None:
        raise Http404
    zone = hours_of_account(found.account).zone_at(now())
    # Whoever has the address has shown its secret, and need not be signed in.
    with opening.during(None), page_for(found.account, zone):
        body = feeds.written(found, today(zone))
    return subscribed.answered(request, body)


def _page(request: HttpRequest, form: CircleFeedForm) -> HttpResponse:
    feed = CircleFeed.objects.filter(account=account_of(request)).first()
    return render(request, "circle/feed.html", {"feed": feed, "form": form}, status=422 if form.errors else 200)
