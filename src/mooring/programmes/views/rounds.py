"""A round as its organiser sees it: read it, lock, swap, solve again, publish, take back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.core.arcs import TeamCounts
from mooring.core.drawing import BoundBar, bound_bar
from mooring.core.round_map import Point, RoundMap, draw, draw_teams
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
        "draft": review.can_publish,
        "waits": found.programme.review == Programme.Review.WAIT,
        "bands": [_shown(band, look) for band in review.bands if band.count],
        "everything": not look.find and not look.locked,
        "nothing_locked": look.locked and not review.locked and not look.find,
        "nothing_found": bool(look.find) and not review.too_many and not any(band.count for band in review.bands),
        "waiting_page": _page("unplaced", review.waiting, look),
        "waiting_more": review.waiting - len(review.unplaced),
        "bar": _bar(review),
        "map": _map(review),
        "find": look.find,
        "row": _totals(found),
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
    given = {key: request.GET.get(key, "") for key in (*queries.BANDS, "unplaced")}
    pages = {key: max(1, int(number)) for key, number in given.items() if number.isdecimal() and len(number) < LONGEST_PAGE}
    return queries.Look(find=request.GET.get("find", ""), locked=request.GET.get("show") == "locked", pages=pages)


def _shown(band: queries.Band, look: queries.Look) -> ShownBand:
    page = _page(band.key, band.count, look)
    return ShownBand(band, 0 if page else band.count - len(band.matches), page)


def _page(key: str, count: int, look: queries.Look) -> Page[int] | None:
    """Which page of so many things under a key is looked at; None where only the first are shown."""
    return Paginator(range(count), queries.A_PAGE).get_page(look.pages[key]) if key in look.pages else None


def _totals(found: Round) -> queries.RoundRow | None:
    return queries.round_in_totals(found) if found.state == Round.State.CLOSED else None


def _bar(review: Review) -> BoundBar | None:
    return bound_bar(review.score, review.bound) if review.bound else None


def _map(review: Review) -> RoundMap | None:
    no_team, others = _("No team"), _("Smaller teams")
    if review.points:
        people = [Point(one.public_id, one.name, one.team) for one in review.points]
        return draw(people, review.groups, no_team=no_team, others=others, ribbon=_ribbon)
    if not review.teams:
        return None
    names = [others if counts["team"] == queries.SMALLER else name or no_team for name, counts in review.teams]
    counts = tuple(TeamCounts(one["people"], one["unplaced"], one["across"], one["within"]) for _name, one in review.teams)
    return _by_team(tuple(names), counts, review.ties, review.count, review.across, review.larger, get_language() or "")


@lru_cache(maxsize=64)
def _by_team(
    names: tuple[str, ...],
    counts: tuple[TeamCounts, ...],
    ties: tuple[tuple[int, int, int], ...],
    matches: int,
    across: int,
    larger: int,
    _language: str,
) -> RoundMap:
    """The map of many people; in one language, for its words are. The same counts give the same map, so it is drawn once."""
    teams: dict[str, TeamCounts] = {}
    for name, one in zip(names, counts, strict=True):
        # A team that is gone, and one whose name is that of people without any, share a place.
        teams[name] = teams.get(name, TeamCounts(0, 0, 0, 0)) + one
    counted: Counter[tuple[str, str]] = Counter()
    for first, second, count in ties:
        counted[names[first], names[second]] += count
    return draw_teams(teams, counted, matches=matches, across=across, larger=larger, ribbon=_ribbon)


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
