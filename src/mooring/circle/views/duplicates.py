"""Pages of those who may be here twice."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mooring.circle import access
from mooring.circle.actions import duplicates as actions
from mooring.circle.book import read
from mooring.circle.duplicates import merges, pairs
from mooring.circle.things import Merge
from mooring.people.requests import account_of


@require_GET
def circle_duplicates(request: HttpRequest) -> HttpResponse:
    """Who may be one person, and who was found to be."""
    book = read(account_of(request))
    return render(request, "circle/duplicates.html", {"pairs": pairs(book), "merges": merges(book)})


@require_POST
def circle_merge(request: HttpRequest, public_id: str, other: str) -> HttpResponse:
    """They are one person."""
    me = account_of(request)
    book = read(me)
    one, two = access.own_contact(book, public_id), access.own_contact(book, other)
    if one.removed_on or two.removed_on:
        raise Http404
    try:
        actions.merge(account=me, keep=one.id, other=two.id)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return redirect("circle_duplicates")
    messages.success(request, _("%(one)s and %(other)s are one now.") % {"one": one.name, "other": two.name})
    return redirect("circle_duplicates")


@require_POST
def circle_keep_apart(request: HttpRequest, public_id: str, other: str) -> HttpResponse:
    """They are two people."""
    me = account_of(request)
    book = read(me)
    one, two = access.own_contact(book, public_id), access.own_contact(book, other)
    actions.keep_apart(account=me, one=one.id, other=two.id)
    messages.success(request, _("They stay two, and you are not asked again."))
    return redirect("circle_duplicates")


@require_POST
def circle_unmerge(request: HttpRequest, public_id: str) -> HttpResponse:
    """They are two people after all."""
    me = account_of(request)
    held = access.own_thing(read(me), Merge, public_id)
    back = actions.unmerge(account=me, identity=held.id)
    messages.success(request, _("%(name)s is here by themselves again.") % {"name": back.name})
    return redirect("circle_duplicates")
