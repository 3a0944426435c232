"""A message to somebody, drafted: to change, to copy, or to send from one's own mail program. It is kept only if its owner keeps it."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mooring.circle import access, drafts, needs, queries
from mooring.circle.actions import drafts as actions
from mooring.circle.actions import people
from mooring.circle.book import read
from mooring.circle.draft_forms import DraftForm
from mooring.circle.things import Contact, Support
from mooring.core.said import done
from mooring.core.time import today
from mooring.people.models import Account


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the draft; keep it with them, or say that it went."""
    me = cast(Account, request.user)
    book = read(me)
    contact = access.own_contact(book, public_id)
    if request.method == "POST":
        form = DraftForm(request.POST, addresses=contact.emails)
        if form.is_valid() and (answer := _kept(request, me, contact, form)):
            return answer
    else:
        need = needs.latest(book)[0]
        about, kind = request.GET.get("about", ""), request.GET.get("kind", "")
        first = drafts.draft(
            contact,
            about if about in drafts.ABOUT else "",
            next((one for one in Support if one.key == kind), None),
            need.would_like if need else {},
        )
        form = DraftForm(addresses=contact.emails, initial={"subject": first.subject, "text": first.text})
    link = drafts.mail_link(str(form["to"].value() or ""), str(form["subject"].value() or ""), str(form["text"].value() or ""))
    context = {"contact": contact, "form": form, "link": link, "long": len(link) > drafts.LONG_LINK, "longest": drafts.LONG_LINK}
    return render(request, "circle/write.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, me: Account, contact: Contact, form: DraftForm) -> HttpResponse | None:
    """What was asked for: to keep it, or that it went. Otherwise the page comes again, with the link to what was typed."""
    if "keep" in request.POST:
        said = form.cleaned_data
        actions.keep_draft(account=me, identity=contact.id, subject=said["subject"], text=said["text"], zone=queries.zone_of(me))
        done(request, _("The draft is kept with your notes on %(name)s.") % {"name": contact.name})
        return redirect("circle_person", contact.id)
    if "sent" in request.POST:
        people.touched(account=me, identity=contact.id, on=today(queries.zone_of(me)), how="wrote")
        done(request, _("Noted. Your line to %(name)s holds.") % {"name": contact.name})
        return redirect("circle_person", contact.id)
    return None
