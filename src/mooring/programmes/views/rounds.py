"""A round as its organiser sees it: read it, lock, swap, solve again, publish, take back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.core.drawing import BoundBar, bound_bar
from mooring.core.round_map import Point, RoundMap, draw
from mooring.core.text import fold
from mooring.people.requests import MemberRequest
from mooring.programmes import access, actions, queries
from mooring.programmes.models import Programme, Round
from mooring.programmes.queries import Review, ReviewMatch
from mooring.programmes.views.pressing import press

AT_FIRST: Final = 25
"""So many matches of a band are shown until one asks for the rest."""


@dataclass(frozen=True)
class ShownBand:
    """The matches of a band on the page, and how many more there are."""

    key: str
    label: str
    count: int
    matches: tuple[ReviewMatch, ...]
    more: int


@require_GET
def round(request: MemberRequest, round_id: str) -> HttpResponse:
    """The page of a round, in whatever state it is."""
    found = access.round_for_organiser(request.member, round_id)
    if request.htmx:
        return _progress(request, found)
    review = queries.review(found, request.member)
    find, locked = request.GET.get("find", ""), request.GET.get("show") == "locked"
    bands = _bands(review, show=request.GET.get("band", ""), locked=locked, find=find)
    context = {
        "round": found,
        "review": review,
        "waits": found.programme.review == Programme.Review.WAIT,
        "bands": bands,
        "everything": not find and not locked,
        "nothing_found": bool(find) and not any(band.count for band in bands),
        "locked": sum(match.locked for match in review.matches),
        "bar": _bar(review),
        "map": _map(review),
        "find": find,
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
    return redirect(f"{_address(request, match.round)}#match-{match.public_id}")


def _bands(review: Review, *, show: str, locked: bool, find: str) -> list[ShownBand]:
    wanted = fold(find.strip())
    made = []
    for band in review.bands:
        rows = tuple(
            match
            for match in band.matches
            if (match.locked or not locked) and (not wanted or any(wanted in fold(one.name) for one in match.people))
        )
        cut = rows if show == band.key or wanted or locked else rows[:AT_FIRST]
        made.append(ShownBand(band.key, band.label, len(rows), cut, len(rows) - len(cut)))
    return made


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
    groups = [[one.public_id for one in match.people] for match in review.matches]
    return draw(people, groups, no_team=_("No team"), others=_("Smaller teams"), ribbon=_ribbon)


def _ribbon(first: str, second: str, count: int) -> str:
    known: dict[str, Any] = {"first": first, "second": second, "count": count}
    if first == second:
        return ngettext("%(count)d match inside %(first)s", "%(count)d matches inside %(first)s", count) % known
    return ngettext("%(count)d match between %(first)s and %(second)s", "%(count)d matches between %(first)s and %(second)s", count) % known


def _progress(request: MemberRequest, found: Round) -> HttpResponse:
    """What the page asks for while it waits: the same words, or that it is time to load the page anew."""
    if found.state == Round.State.SOLVING:
        return render(request, "programmes/part/solving.html", {"round": found})
    return HttpResponse(headers={"HX-Refresh": "true"})


def _address(request: MemberRequest, found: Round) -> str:
    return redirect("round", request.organisation.slug, found.public_id).headers["Location"]


def _back(request: MemberRequest, found: Round) -> HttpResponse:
    return redirect(_address(request, found))
