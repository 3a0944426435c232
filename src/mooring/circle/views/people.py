"""The people of a circle: all of them, one of them, and what is done with them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.circle import access, needs, queries
from mooring.circle.actions import links, minding
from mooring.circle.actions import people as actions
from mooring.circle.book import read
from mooring.circle.drawn import kept_or_drawn, pictures
from mooring.circle.forms import ContactForm, MoveForm, TouchForm
from mooring.circle.glance import look
from mooring.circle.listed import rows, under
from mooring.circle.missing import SHOWN, missing
from mooring.circle.rhythm import rhythm_of
from mooring.circle.things import Support, Tier, Touch
from mooring.circle.views.person_parts import parts
from mooring.core.said import done
from mooring.core.time import today
from mooring.people.requests import PersonRequest, account_of

A_PAGE = 50


@require_GET
def circle(request: PersonRequest) -> HttpResponse:
    """Who holds me up."""
    me = account_of(request)
    glance = look(me)
    if links.loose_of(me, glance.colleagues):
        links.settle(me)
        glance = look(me)
    day = today(queries.zone_of(me, request.memberships))
    asked, only = _asked(request), request.GET.get("only", "")
    fits = queries.fitting(asked, day)
    found = [line for line in queries.nearest(read(me)) if fits(line)] if fits else queries.Nearest(me, glance)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    levels = needs.levels(glance.need) if glance.need else []
    if fits or not glance.size:
        drawn, listed = pictures(glance.near, glance.size, day, fits), under(rows(page.object_list, day))
    else:
        drawn, listed = kept_or_drawn(me, glance, day, A_PAGE)
        if page.number > 1:
            listed = under(rows(page.object_list, day))
    lacking = missing(me, list(request.memberships), glance.counted, glance.near, levels, day)
    context = {
        "size": glance.size,
        "need": glance.need,
        "levels": levels,
        "steps_at": needs.STEPS_AT,
        "begun": glance.begun,
        "again": needs.is_time_again(glance.need, day),
        "gaps": lacking[:SHOWN],
        "more_gaps": lacking[SHOWN:],
        "slack": glance.slack(day),
        "asked": asked,
        "chips": queries.chips(glance, day, only),
        "only": only,
        "map": drawn,
        "kinds": list(Support),
        "page": page,
        "tiers": listed,
        "put_away": glance.away,
        "is_anything_due": glance.is_anything_due(day),
        "moved": _moved(request, "circle"),
    }
    return render(request, "circle/circle.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Somebody new."""
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = actions.add(account=account_of(request), said=form.cleaned_data)
        messages.success(request, _("%(name)s is in your circle.") % {"name": kept.name})
        return redirect("circle_person", kept.id)
    return render(request, "circle/edit.html", {"form": form, "contact": None}, status=422 if form.errors else 200)


@require_GET
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of my people, and what I remember of them."""
    book = read(account_of(request))
    contact = access.own_contact(book, public_id)
    day = today(queries.zone_of(account_of(request)))
    touches, notes = book.children(contact)
    context = {
        "contact": contact,
        "row": queries.tie_to(book.line(contact.id), day),
        "rhythm": rhythm_of(contact, book.rhythms()),
        "touches": touches,
        "notes": notes,
        "tiers": list(Tier),
        "moved": _moved(request, "person"),
        "form": TouchForm(today=day, initial={"on": day}),
        **parts(book, contact, day),
    }
    return render(request, "circle/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """What I keep of somebody."""
    contact = access.own_contact(read(account_of(request)), public_id)
    form = ContactForm(request.POST or None, contact=contact)
    if request.method == "POST" and form.is_valid():
        actions.change(account=account_of(request), identity=contact.id, said=form.cleaned_data)
        messages.success(request, _("It is kept."))
        return redirect("circle_person", contact.id)
    return render(request, "circle/edit.html", {"form": form, "contact": contact}, status=422 if form.errors else 200)


@require_POST
def touch(request: HttpRequest, public_id: str) -> HttpResponse:
    """We talked."""
    me = account_of(request)
    contact = access.own_contact(read(me), public_id)
    form = TouchForm(request.POST, today=today(queries.zone_of(me)))
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("circle_person", contact.id)
    noted = actions.touched(account=me, identity=contact.id, **form.cleaned_data)
    words = _("Noted. Your line to %(name)s holds.") % {"name": contact.name}
    done(request, words, undo=reverse("circle_untouch", args=[noted.id]))
    return _back(request, contact.id)


@require_POST
def untouch(request: HttpRequest, public_id: str) -> HttpResponse:
    """We did not, after all."""
    me = account_of(request)
    held = access.own_thing(read(me), Touch, public_id)
    actions.untouched(account=me, touch=held)
    messages.success(request, _("It is taken back."))
    return _back(request, held.contact)


@require_POST
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Nearer, or further."""
    me = account_of(request)
    contact = access.own_contact(read(me), public_id)
    form = MoveForm(request.POST)
    if form.is_valid():
        was = actions.move(account=me, identity=contact.id, tier=form.cleaned_data["tier"])
        return _back(request, contact.id, moved=contact.id, was=str(int(was)))
    return _back(request, contact.id)


@require_POST
def put_away(request: HttpRequest, public_id: str) -> HttpResponse:
    """Out of my circle, for a month to be taken back."""
    me = account_of(request)
    contact = access.own_contact(read(me), public_id)
    actions.put_away(account=me, identity=contact.id)
    messages.success(request, _("%(name)s is no longer in your circle. For a month you can take that back.") % {"name": contact.name})
    return redirect("circle")


@require_GET
def away(request: HttpRequest) -> HttpResponse:
    """Whom I put away."""
    return render(request, "circle/away.html", {"people": read(account_of(request)).put_away()})


@require_POST
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """In my circle again."""
    me = account_of(request)
    contact = access.own_contact(read(me), public_id)
    actions.take_back(account=me, identity=contact.id)
    messages.success(request, _("%(name)s is in your circle again.") % {"name": contact.name})
    return redirect("circle_person", contact.id)


@require_POST
def keep_colleague(request: HttpRequest, public_id: str) -> HttpResponse:
    """A colleague into my circle, with one press."""
    kept = actions.keep_colleague(account=account_of(request), member=access.colleague(account_of(request), public_id))
    minding.count_meetings(account_of(request))
    messages.success(request, _("%(name)s is in your circle. Only you see that.") % {"name": kept.name})
    return redirect("circle_person", kept.id)


def _moved(request: HttpRequest, back: str) -> dict[str, Any] | None:
    """Whom one just moved, and from where: the address says it, so that nothing of it is kept in clear anywhere."""
    identity, was = request.GET.get("moved", ""), request.GET.get("was", "")
    if was not in {str(int(tier)) for tier in Tier}:
        return None
    book = read(account_of(request))
    if not book.knows(identity):
        return None
    line = book.line(identity)
    return {"id": line.id, "name": line.name, "tier": line.tier, "was": was, "from": back}


def _asked(request: HttpRequest) -> queries.Asked:
    kinds = {one.key: one for one in Support}
    only = request.GET.get("only", "")
    return queries.Asked(request.GET.get("q", "").strip()[:200], kinds.get(only), only if only in queries.ONLY else "")


def _back(request: HttpRequest, identity: str, **said: str) -> HttpResponse:
    """To the list the button stood in, narrowed as it was, or to the person's own page."""
    if request.POST.get("from") == "keeping":
        return redirect("circle_keeping")
    in_list = request.POST.get("from") == "circle"
    kept = {name: value for name in ("q", "only", "page") if in_list and (value := request.POST.get(name, "")[:200])} | said
    response = redirect("circle") if in_list else redirect("circle_person", identity)
    response["Location"] += f"?{urlencode(kept)}" if kept else ""
    return response
