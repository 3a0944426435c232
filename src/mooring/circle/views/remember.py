"""Remembering people: notes and promises, days, thanks, who introduced whom, those met at an event, those one learns from."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.circle import access, queries
from mooring.circle.actions import people as people_actions
from mooring.circle.actions import remember as actions
from mooring.circle.book import read
from mooring.circle.remember_forms import DaysForm, FollowUpForm, ModelForm, NoteForm, ThroughForm
from mooring.circle.things import Note
from mooring.core.said import done, refused
from mooring.core.time import today
from mooring.people.requests import account_of

DAYS_TO_WRITE = 2


@require_POST
def add_note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Something to remember of somebody."""
    me = account_of(request)
    contact = access.own_contact(read(me), public_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.add_note(account=me, identity=contact.id, **form.cleaned_data)
        messages.success(request, _("It is kept."))
    else:
        refused(request, form)
    return redirect("circle_person", contact.id)


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Remember it otherwise."""
    me = account_of(request)
    book = read(me)
    held = access.own_thing(book, Note, public_id)
    form = NoteForm(request.POST or None, note=held)
    if request.method == "POST" and form.is_valid():
        actions.change_note(account=me, note=held, **form.cleaned_data)
        messages.success(request, _("It is kept."))
        return redirect("circle_person", held.contact)
    context = {"form": form, "note": held, "contact": access.own_contact(book, held.contact)}
    return render(request, "circle/note.html", context, status=422 if form.errors else 200)


@require_POST
def note_done(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is done; or it is not, after all."""
    me = account_of(request)
    held = access.own_thing(read(me), Note, public_id)
    is_done = request.POST.get("done") != "no"
    actions.done_note(account=me, note=held, done=is_done)
    words = _("It is done.") if is_done else _("It is open again.")
    messages.success(request, words)
    return redirect("circle_keeping") if request.POST.get("from") == "keeping" else redirect("circle_person", held.contact)


@require_POST
def note_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Forget it."""
    me = account_of(request)
    held = access.own_thing(read(me), Note, public_id)
    actions.drop_note(account=me, note=held)
    messages.success(request, _("It is forgotten."))
    return redirect("circle_person", held.contact)


@require_POST
def thank(request: HttpRequest, public_id: str) -> HttpResponse:
    """I thanked them; or, with a day in the address, that day stands again (``none`` for not at all)."""
    me = account_of(request)
    contact = access.own_contact(read(me), public_id)
    back = request.GET.get("back", "")
    if back:
        actions.thank(account=me, identity=contact.id, on=_day(back))
        messages.success(request, _("It is taken back."))
    else:
        before = actions.thank(account=me, identity=contact.id, on=today(queries.zone_of(me)))
        undo = reverse("circle_thank", args=[contact.id]) + f"?back={before.isoformat() if before else 'none'}"
        done(request, _("Noted that you thanked %(name)s.") % {"name": contact.name}, undo=undo)
    return redirect("circle_person", contact.id)


@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest, public_id: str) -> HttpResponse:
    """Days of the year that matter of somebody."""
    me = account_of(request)
    contact = access.own_contact(read(me), public_id)
    form = DaysForm(contact, request.POST or None)
    sent = request.method == "POST"
    if sent and form.is_valid():
        actions.set_days(account=me, identity=contact.id, **form.said)
        messages.success(request, _("It is kept."))
        return redirect("circle_person", contact.id)
    return render(request, "circle/days.html", {"form": form, "contact": contact}, status=422 if sent else 200)


@require_POST
def through(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who introduced somebody."""
    me = account_of(request)
    book = read(me)
    contact = access.own_contact(book, public_id)
    form = ThroughForm(request.POST, book=book, contact=contact)
    if form.is_valid():
        actions.set_through(account=me, identity=contact.id, **form.cleaned_data["said"])
        messages.success(request, _("It is kept."))
    else:
        refused(request, form)
    return redirect("circle_person", contact.id)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest) -> HttpResponse:
    """Whom I met at an event, each to be written to."""
    me = account_of(request)
    book, day = read(me), today(queries.zone_of(me))
    initial = {"on": day, "due": day + dt.timedelta(days=DAYS_TO_WRITE)}
    form = FollowUpForm(request.POST or None, book=book, today=day, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("names", "known", "event", "on", "how", "tier", "due")}
        text = _("Write to them after %(event)s") % {"event": said["event"]}
        kept = actions.follow_up(account=me, text=text, **said)
        words = ngettext(
            "%(count)s person is in your circle, with a reminder to write to them.",
            "%(count)s people are in your circle, each with a reminder to write to them.",
            len(kept),
        )
        messages.success(request, words % {"count": len(kept)})
        return redirect("circle_keeping")
    context = {"form": form, "asks": bool(form.is_bound and form.clashes)}
    return render(request, "circle/follow_up.html", context, status=422 if form.errors else 200)


@require_GET
def models(request: HttpRequest) -> HttpResponse:
    """The people I learn from."""
    return render(request, "circle/models.html", {"people": read(account_of(request)).models()})


@require_http_methods(["GET", "HEAD", "POST"])
def add_model(request: HttpRequest) -> HttpResponse:
    """Somebody I learn from."""
    me = account_of(request)
    form = ModelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = actions.add_model(account=me, said=form.cleaned_data)
        return redirect("circle_person", kept.id)
    return render(request, "circle/model.html", {"form": form, "contact": None}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change_model(request: HttpRequest, public_id: str) -> HttpResponse:
    """What I want to learn from somebody."""
    me = account_of(request)
    contact = access.own_contact(read(me), public_id)
    if not contact.is_model:
        raise Http404
    form = ModelForm(request.POST or None, contact=contact)
    if request.method == "POST" and form.is_valid():
        people_actions.change(account=me, identity=contact.id, said=form.cleaned_data)
        messages.success(request, _("It is kept."))
        return redirect("circle_person", contact.id)
    return render(request, "circle/model.html", {"form": form, "contact": contact}, status=422 if form.errors else 200)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
