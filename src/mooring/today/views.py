"""The first page after signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mooring.people.models import Account, Installation, Organisation
from mooring.people.requests import MemberRequest
from mooring.suggestions import today as register
from mooring.today import queries

ONBOARDED = 3
"""A new member's first visit has three steps; until they are taken or skipped, coming in leads there."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Whoever comes in is led to where they belong."""
    if not request.user.is_authenticated:
        return redirect("account_login") if _is_set_up() else render(request, "today/not_set_up.html")
    mine = queries.memberships(request.user)
    if not mine:
        return _alone(request, request.user)
    first_visit = request.user.onboarding_step < ONBOARDED
    return redirect("welcome" if first_visit else "today", mine[0].organisation.slug)


@require_safe
def today(request: MemberRequest) -> HttpResponse:
    """At most five things, each with one button; then it lets you go."""
    member = request.member
    items = register.items_for(member)
    day = queries.day_of(member)
    coming = None if items else register.next_for(member)
    page = {"items": items, "coming": coming, "day": day, "minutes": _about(sum(item.minutes for item in items))}
    others = [other for other in queries.memberships(request.user) if other.pk != member.pk]
    return render(request, "today/today.html", {**page, "others": others})


def _alone(request: HttpRequest, me: Account) -> HttpResponse:
    """The first page of an account that belongs to no organisation: what is its own."""
    items = register.own_items(me)
    page = {"items": items, "minutes": _about(sum(item.minutes for item in items)), "way_back": queries.has_a_way_back(me)}
    return render(request, "today/alone.html", page)


def _is_set_up() -> bool:
    return Organisation.objects.exists() or Account.objects.exists() or Installation.objects.filter(set_up_at__isnull=False).exists()


def _about(minutes: int) -> int:
    """Minutes as one would say them: past ten in fives."""
    return minutes if minutes <= 10 else -(-minutes // 5) * 5
