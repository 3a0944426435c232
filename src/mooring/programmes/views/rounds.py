"""A round as its organiser sees it: read it, lock, swap, solve again, publish, take back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.core.drawing import BoundBar, bound_bar
from mooring.core.round_map import Point, RoundMap, draw
from mooring.people.requests import MemberRequest
from mooring.programmes import access, actions, queries
from mooring.programmes.models import Programme, Round
from mooring.programmes.queries import Review
from mooring.programmes.queries.review import solver_step
from mooring.programmes.views.pressing import press

LONGEST_PAGE: Final = 6
"""Letters in the number of a page from which on it is none."""


@dataclass(frozen=True)
class ShownBand:
    """A band on the page: how many more of its matches there are, or which page of them this is."""

    band: queries.Band
    more: int
    page: Page[int] | None


@require_GET
def round(request: MemberRequest, round_id: str) -> HttpResponse:
    """The page of a round, in whatever state it is."""
    found = access.round_for_organiser(request.member, round_id)
    if request.htmx:
        return _progress(request, found)
    look = _look(request)
    review = queries.review(found, request.member, look)
    context = {
        "round": found,
        "review": review,
        "waits": found.programme.review == Programme.Review.WAIT,
        "bands": [_shown(band, look) for band in review.bands if band.count],
        "everything": not look.find and not look.locked,
        "nothing_locked": look.locked and not review.locked and not look.find,
        "nothing_found": bool(look.find) and not any(band.count for band in review.bands),
        "bar": _bar(review),
        "map": _map(review),
        "find": look.find,
        "row": _totals(found),
        "never_placed_twice": not {one.person.public_id for one in review.unplaced} & {one.public_id for one in review.left_out_last_time},
    }
    return render(request, "programmes/round.html", context)


@require_POST
def round_solve(request: MemberRequest, round_id: str) -> HttpResponse:
    """Make a draft, or another one around the locks."""
    found = access.round_for_organiser(request.member, round_id)
    action = actions.solve_again if found.state == Round.State.DRAFT else actions.start_solving
    press(request, action, round=found, actor=request.member)
    return _back(request, found)


@require_POST
def round_stop(request: MemberRequest, round_id: str) -> HttpResponse:
    """Stop the matching."""
    found = access.round_for_organiser(request.member, round_id)
    press(request, actions.stop_solving, round=found, actor=request.member, done=_("Stopped. Nothing has been sent."))
    return _back(request, found)


@require_POST
def round_publish(request: MemberRequest, round_id: str) -> HttpResponse:
    """Publish a draft."""
    found = access.round_for_organiser(request.member, round_id)
    done = _("Published. Introductions go out, each in its reader’s own hours.")
    press(request, actions.publish, round=found, actor=request.member, done=done)
    return _back(request, found)


@require_POST
def round_take_back(request: MemberRequest, round_id: str) -> HttpResponse:
    """Take a published round back before the first introduction has gone."""
    found = access.round_for_organiser(request.member, round_id)
    press(request, actions.take_back, round=found, actor=request.member, done=_("Taken back. Nothing has been sent; it is a draft again."))
    return _back(request, found)


@require_http_methods(["GET", "POST"])
def round_cancel(request: MemberRequest, round_id: str) -> HttpResponse:
    """Ask once more, then cancel a round in the making."""
    found = access.round_for_organiser(request.member, round_id)
    if request.method == "POST":
        press(request, actions.cancel_round, round=found, actor=request.member, done=_("Cancelled. Nothing was sent."))
        return redirect("organise", request.organisation.slug, found.programme.public_id)
    if found.state not in {Round.State.ASKING, Round.State.SOLVING, Round.State.DRAFT, Round.State.FAILED}:
        raise Http404
    return render(request, "programmes/cancel_round.html", {"round": found})


@require_POST
def match_lock(request: MemberRequest, match_id: str) -> HttpResponse:
    """Keep a match of a draft as it is, or let it go."""
    match = access.draft_match(request.member, match_id)
    locked = request.POST.get("locked") == "yes"
    done = _("Locked: it stays when you solve again.") if locked else _("Let go: it may change when you solve again.")
    press(request, actions.lock_match, match=match, actor=request.member, locked=locked, done=done)
    return redirect(address_of(request, match.round, f"match-{match.public_id}"))


def _look(request: MemberRequest) -> queries.Look:
    given = {band: request.GET.get(band, "") for band in queries.BANDS}
    pages = {band: max(1, int(number)) for band, number in given.items() if number.isdecimal() and len(number) < LONGEST_PAGE}
    return queries.Look(find=request.GET.get("find", ""), locked=request.GET.get("show") == "locked", pages=pages)


def _shown(band: queries.Band, look: queries.Look) -> ShownBand:
    if band.key not in look.pages:
        return ShownBand(band, band.count - len(band.matches), None)
    return ShownBand(band, 0, Paginator(range(1, band.count + 1), queries.A_PAGE).get_page(look.pages[band.key]))


def _totals(found: Round) -> queries.RoundRow | None:
    if found.state != Round.State.CLOSED:
        return None
    return next(row for row in queries.rounds_over_time(found.programme) if row.public_id == found.public_id)


def _bar(review: Review) -> BoundBar | None:
    return bound_bar(review.score, review.bound) if review.bound else None


def _map(review: Review) -> RoundMap | None:
    if not review.points:
        return None
    people = [Point(one.public_id, one.name, one.team) for one in review.points]
    return draw(people, review.groups, no_team=_("No team"), others=_("Smaller teams"), ribbon=_ribbon)


def _ribbon(first: str, second: str, count: int) -> str:
    known: dict[str, Any] = {"first": first, "second": second, "count": count}
    if first == second:
        return ngettext("%(count)d match inside %(first)s", "%(count)d matches inside %(first)s", count) % known
    return ngettext("%(count)d match between %(first)s and %(second)s", "%(count)d matches between %(first)s and %(second)s", count) % known


def _progress(request: MemberRequest, found: Round) -> HttpResponse:
    """What the page asks for while it waits: the same words, or that it is time to load the page anew."""
    if found.state == Round.State.SOLVING:
        return render(request, "programmes/part/solving.html", {"step": solver_step(found.progress)})
    return HttpResponse(headers={"HX-Refresh": "true"})


def address_of(request: MemberRequest, found: Round, place: str) -> str:
    """A place on the round's page, with the same of its matches shown as where the request comes from."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return f"{reverse('round', args=[request.organisation.slug, found.public_id])}{query}#{place}"


def _back(request: MemberRequest, found: Round) -> HttpResponse:
    return redirect("round", request.organisation.slug, found.public_id)
