"""What I would like and have: a page before, a step a kind, an end, and how it was over time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.circle import access, needs, queries
from mooring.circle.actions import needs as actions
from mooring.circle.book import Book, read
from mooring.circle.index import Line
from mooring.circle.instruments import LONELINESS, NEEDS
from mooring.circle.need_forms import AlsoForm, HardForm, KindForm, WouldLikeForm
from mooring.circle.things import Need, Support
from mooring.core.time import today
from mooring.people.requests import account_of

KINDS = len(Support)
HARD, WOULD_LIKE, ALSO = KINDS + 1, KINDS + 2, KINDS + 3
LAST = ALSO
SHOWN = 24
"""So many people are offered to tick; the nearest first."""


@require_GET
def before(request: HttpRequest) -> HttpResponse:
    """Why support matters and what drifting apart looks like. Nothing is asked here."""
    finished, begun = needs.latest(read(account_of(request)))
    shown = {
        "finished": finished,
        "begun": begun,
        "next_step": needs.where_stopped(begun) if begun else 1,
        "notice": NEEDS.notice,
        "kinds": list(Support),
    }
    return render(request, "circle/needs.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, number: int) -> HttpResponse:
    """One step. What it says is kept before the next one; whoever stops goes on there another day."""
    if not 1 <= number <= LAST:
        raise Http404
    account, day = account_of(request), _today(request)
    book = read(account)
    need = needs.latest(book)[1]
    form = _form(request, book, need, number)
    if request.method == "POST" and form.is_valid():
        _keep(request, number, form, day)
        if "stop" in request.POST:
            messages.success(request, _("What you have said so far is kept. Go on whenever you like."))
            return redirect("circle_needs")
        if number < LAST:
            return redirect("circle_needs_step", number + 1)
        actions.finish(account=account, on=day)
        return redirect("circle_needs_done")
    kind = Support(number - 1) if number <= KINDS else None
    shown = {
        "form": form,
        "number": number,
        "before_this": number - 1,
        "last": LAST,
        "kind": kind,
        "asked": needs.ASKED[kind] if kind is not None else None,
        "notice": LONELINESS.notice if number == ALSO else NEEDS.notice,
        "names": [one.words for one in Support] + [_("What is hard"), _("Where you would like someone"), _("One question more")],
        "more_people": max(0, len(book) - SHOWN),
    }
    return render(request, f"circle/needs_{_name(number)}.html", shown, status=422 if form.errors else 200)


@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """What was said, at a glance, and a kind word."""
    finished, _begun = needs.latest(read(account_of(request)))
    if finished is None:
        return redirect("circle_needs")
    levels = needs.levels(finished)
    shown = {
        "need": finished,
        "levels": levels,
        "steps_at": needs.STEPS_AT,
        "missing": [one for one in levels if one.unmet],
        "low": needs.is_low(finished),
        "notice": NEEDS.notice,
    }
    return render(request, "circle/needs_done.html", shown)


@require_GET
def over_time(request: HttpRequest) -> HttpResponse:
    """How it was, each time I answered."""
    found = needs.finished(read(account_of(request)))
    shown = {
        "runs": needs.runs(found),
        "lines_at": needs.LINES_AT,
        "answers": [(one, needs.levels(one), _also(one)) for one in reversed(found)],
        "kinds": list(Support),
        "notice": NEEDS.notice,
        "other_notice": LONELINESS.notice if any(one.also for one in found) else "",
        "hard": needs.HARD,
        "would_like": needs.WOULD_LIKE,
    }
    return render(request, "circle/needs_over_time.html", shown)


@require_POST
def forget(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let answers go."""
    held = access.own_thing(read(account_of(request)), Need, public_id)
    actions.forget(account=account_of(request), identity=held.id)
    messages.success(request, _("Those answers are gone."))
    return redirect("circle_needs_over_time" if held.finished else "circle_needs")


def _form(request: HttpRequest, book: Book, need: Need | None, number: int) -> Any:
    data = request.POST if request.method == "POST" else None
    if number <= KINDS:
        kind = Support(number - 1)
        return KindForm(data, kind=kind, need=need, people=_offered(book, kind))
    return {HARD: HardForm, WOULD_LIKE: WouldLikeForm, ALSO: AlsoForm}[number](data, need=need)


def _keep(request: HttpRequest, number: int, form: Any, day: dt.date) -> None:
    account, said = account_of(request), form.cleaned_data
    if number <= KINDS:
        kind = Support(number - 1)
        shown = [identity for identity, _name in form.fields["who"].choices] if "who" in form.fields else []
        actions.answer_kind(
            account=account, on=day, kind=kind, want=said["want"], have=said["have"], shown=shown, who=set(said.get("who", ()))
        )
    elif number == HARD:
        actions.answer_hard(account=account, on=day, hard=said["hard"], words=said["words"].strip())
    elif number == WOULD_LIKE:
        actions.answer_would_like(account=account, on=day, would_like={key: words.strip() for key, words in said.items()})
    else:
        actions.answer_also(account=account, on=day, answers=form.answers())


def _offered(book: Book, kind: Support) -> list[Line]:
    """Whom to ask about: those who are said to give it, and the nearest."""
    lines = sorted(book.lines(), key=lambda one: (not one.gives >> kind & 1, one.tier))
    return sorted(lines[:SHOWN], key=lambda one: (one.tier, one.name.casefold()))


def _also(need: Need) -> list[tuple[Any, Any]]:
    """The answers to questions that are not ours, in words."""
    return [
        (question.words, next(choice.words for choice in question.choices if choice.value == need.also[question.key]))
        for question in LONELINESS.questions
        if question.key in need.also
    ]


def _name(number: int) -> str:
    return {HARD: "hard", WOULD_LIKE: "would_like", ALSO: "also"}.get(number, "kind")


def _today(request: HttpRequest) -> dt.date:
    return today(queries.zone_of(account_of(request)))
