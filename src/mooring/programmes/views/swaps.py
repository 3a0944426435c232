"""Somebody else for a person of a draft: one of at most eight alternatives the solver offers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mooring.people.models import Member
from mooring.people.requests import MemberRequest
from mooring.programmes import access, actions, queries, swaps
from mooring.programmes.models import Match, Round
from mooring.programmes.queries.faces import WITH_FACE
from mooring.programmes.views.pressing import press
from mooring.programmes.views.rounds import address_of


@require_http_methods(["GET", "POST"])
def round_swap(request: MemberRequest, round_id: str, member_id: str) -> HttpResponse:
    """Somebody else for a person of a draft: one of at most eight alternatives the solver offers."""
    found = access.round_for_organiser(request.member, round_id)
    person = _placed(found, member_id)
    if request.method == "POST":
        choice = request.POST.get("choice", "")
        done = _("Swapped, and locked. Solve again keeps it.")
        if choice and press(request, actions.swap, round=found, actor=request.member, member=person, choice=choice, done=done):
            return redirect(address_of(request, found, "m-t"))
        if not choice:
            messages.error(request, _("Choose one of them first."))
    match, *_others = Match.objects.filter(round=found, state=Match.State.DRAFT, seats__member=person).order_by("pk")
    context = {
        "round": found,
        "person": queries.Face.of(person),
        "alternatives": swaps.alternatives(found, person),
        "back": address_of(request, found, f"match-{match.public_id}"),
    }
    return render(request, "programmes/swap.html", context)


def _placed(round: Round, member_id: str) -> Member:
    """Somebody placed in a draft; anyone else is not there."""
    seated = Member.objects.filter(seats__match__round=round, seats__match__state=Match.State.DRAFT, public_id=member_id)
    found = seated.select_related(*WITH_FACE).first()
    if found is None or round.state != Round.State.DRAFT:
        raise Http404
    return found
