"""Keeping in touch: who is slipping away, how often, and not now."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.circle import access, keeping_queries, queries, reminding, towards
from mooring.circle.actions import keeping as actions
from mooring.circle.book import Book, read
from mooring.circle.glance import look
from mooring.circle.keeping_forms import OFFERED, RhythmForm, SeveralForm, SnoozeForm, TagForm
from mooring.circle.missing import Shown, steps_of
from mooring.circle.things import Contact, Tier
from mooring.core.dates import in_words
from mooring.core.said import done, refused
from mooring.core.time import now, today
from mooring.people.requests import PersonRequest, account_of
from mooring.suggestions.models import Pushed

A_PAGE = 12
DAYS_AHEAD = 30
SHOWN = 50


@require_GET
def keeping(request: PersonRequest) -> HttpResponse:
    """What my circle asks of me now, and whom I am losing touch with."""
    me = account_of(request)
    book, day = read(me), today(queries.zone_of(me))
    towards_more, losing = _towards(request, day), reminding.losing(book, day)
    asked = reminding.suggested(book, day) or reminding.in_order(losing)
    step = None if towards_more else next(reminding.suiting(asked, me, now()), None)
    losing = [one for one in losing if one != step]
    page = Paginator(losing, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "size": len(book),
        "today": day,
        "step": step,
        "towards": towards_more,
        "page": page,
        "coming": keeping_queries.what_comes(book, day, DAYS_AHEAD, SHOWN),
        "put_off": [(line, reminding.day(line.due)) for line in reminding.put_off(book, day)[:SHOWN]],
        "resting": reminding.resting(book)[:SHOWN],
    }
    return render(request, "circle/keeping.html", context)


@require_POST
def answer_step(request: PersonRequest) -> HttpResponse:
    """Take the step that came for something I would like more of, or not now."""
    me = account_of(request)
    glance, day = look(me), today(queries.zone_of(me))
    gap = towards.named(towards.wished(glance, day), request.POST.get("gap", ""))
    if gap is None:
        return redirect("circle_keeping")
    if "not_now" in request.POST:
        towards.answered(me, gap, Pushed.Answer.NOT_NOW)
        done(request, _("Not now. It stays on your circle’s page, and is not brought up for some weeks."))
        return redirect("circle_keeping")
    (shown,) = steps_of(me, list(request.memberships), [gap], glance.near, day)
    ways = [shown.step, *shown.others] if shown.step else []
    step = next((one for one in ways if one.key == request.POST.get("step")), None)
    if step is None:
        return redirect("circle_keeping")
    towards.answered(me, gap, Pushed.Answer.TAKEN)
    return redirect(step.address)


@require_http_methods(["GET", "HEAD", "POST"])
def rhythms(request: HttpRequest) -> HttpResponse:
    """How often, by how near they are and by tag."""
    me = account_of(request)
    book = read(me)
    tag = request.POST.get("tag", "")
    form = TagForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid() and tag in keeping_queries.tags(book):
        actions.set_tag(account=me, tag=tag, **form.cleaned_data)
        done(request, _("It is kept."))
        return redirect("circle_rhythms")
    tags = keeping_queries.tags(book)
    forms = [(one, count, _tag_form(book, one, number, form if one == tag else None)) for number, (one, count) in enumerate(tags.items())]
    context = {"tiers": list(Tier), "tags": forms}
    return render(request, "circle/rhythms.html", context, status=422 if form is not None else 200)


@require_POST
def rhythm(request: HttpRequest, public_id: str) -> HttpResponse:
    """How often I would like to be in touch with somebody."""
    me = account_of(request)
    contact = access.own_contact(read(me), public_id)
    form = RhythmForm(request.POST)
    if form.is_valid():
        actions.set_rhythm(account=me, identity=contact.id, **form.cleaned_data)
        done(request, _("It is kept."))
    else:
        refused(request, form)
    return redirect("circle_person", contact.id)


@require_POST
def rest(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a tie rest."""
    me = account_of(request)
    contact = access.own_contact(read(me), public_id)
    actions.let_rest(account=me, identity=contact.id)
    words = _("Your line to %(name)s rests. It asks for nothing until you wake it.") % {"name": contact.name}
    done(request, words, undo=reverse("circle_wake", args=[contact.id]))
    return _back(request, contact)


@require_POST
def wake(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a tie count again."""
    me = account_of(request)
    contact = access.own_contact(read(me), public_id)
    actions.wake(account=me, identity=contact.id)
    done(request, _("Your line to %(name)s counts again.") % {"name": contact.name})
    return _back(request, contact)


@require_POST
def snooze(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not now."""
    me = account_of(request)
    contact = access.own_contact(read(me), public_id)
    form = SnoozeForm(request.POST, today=today(queries.zone_of(me)))
    if form.is_valid():
        until = form.cleaned_data["until"]
        actions.snooze(account=me, identity=contact.id, until=until)
        words = _("Put off until %(day)s.") % {"day": in_words(until, "date")}
        done(request, words, undo=reverse("circle_wake", args=[contact.id]))
    else:
        refused(request, form)
    return _back(request, contact)


@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest) -> HttpResponse:
    """We met, several of us."""
    me = account_of(request)
    book, day = read(me), today(queries.zone_of(me))
    offered = sorted(book.lines(), key=lambda line: line.tier)
    form = SeveralForm(request.POST or None, book=book, offered=offered[:OFFERED], today=day, initial={"on": day})
    if len(offered) <= OFFERED:
        del form.fields["names"]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = actions.touched_several(account=me, identities=said["identities"], on=said["on"], how=said["how"], text=said["text"])
        words = ngettext("Noted for %(count)s person.", "Noted for %(count)s people.", len(made)) % {"count": len(made)}
        done(request, words)
        return redirect("circle_keeping")
    context = {"form": form, "size": len(book), "more": len(offered) > OFFERED}
    return render(request, "circle/several.html", context, status=422 if form.errors else 200)


def _towards(request: PersonRequest, day: dt.date) -> Shown | None:
    """The step for something I would like more of that came lately, where there still is one."""
    me = account_of(request)
    gap = towards.waiting(me, day)
    if gap is None:
        return None
    (shown,) = steps_of(me, list(request.memberships), [gap], look(me).near, day)
    return shown if shown.step else None


def _tag_form(book: Book, tag: str, number: int, sent: TagForm | None) -> TagForm:
    if sent is not None:
        return sent
    ideal, latest = book.rhythms().get(tag, (0, 0))
    initial = {"ideal": ideal or None, "latest": latest or None, "scope": book.scopes().get(tag, "")}
    return TagForm(initial=initial, auto_id=f"id_tag{number}_%s")


def _back(request: HttpRequest, contact: Contact) -> HttpResponse:
    return redirect("circle_keeping") if request.POST.get("from") == "keeping" else redirect("circle_person", contact.id)
