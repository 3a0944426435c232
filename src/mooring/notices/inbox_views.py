"""The inbox: what reached me, to read here."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mooring.boundaries.queries import hours_of_account
from mooring.core import personal
from mooring.core.time import now
from mooring.notices import actions, inbox, register
from mooring.notices.models import Notice, Switch
from mooring.people.models import Account

PAGE: Final = 30


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All of it, by day."""
    me = _me(request)
    zone = hours_of_account(me).zone_at(now())
    page = Paginator(inbox.of(me).select_related("organisation"), PAGE).get_page(request.GET.get("page"))

    def day(notice: Notice) -> dt.date:
        return cast(dt.datetime, notice.shown_at).astimezone(ZoneInfo(zone)).date()

    days = [(date, [(one, inbox.title(one)) for one in some]) for date, some in groupby(page, day)]
    shown: dict[str, Any] = {
        "page": page,
        "days": days,
        "zone": zone,
        "new": inbox.unread(me),
        "kept_days": personal.declaration_of(Notice).keep_days,
    }
    return render(request, "notices/inbox.html", shown)


@require_safe
def message(request: HttpRequest, public_id: str) -> HttpResponse:
    """One notice as it reads now, why it came, and the switch of its kind."""
    me = _me(request)
    notice = _own(me, public_id)
    kind = register.find(notice.kind)
    off = kind is not None and Switch.objects.filter(account=me, kind=kind.name).exists()
    zone = hours_of_account(me).zone_at(now())
    with timezone.override(ZoneInfo(zone)):
        letter = inbox.letter(notice)
    shown = {"notice": notice, "kind": kind, "title": inbox.title(notice), "letter": letter, "off": off, "zone": zone}
    return render(request, "notices/inbox_message.html", shown)


@require_POST
def read(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note that one was opened: by the page itself, or by a press where there is no script."""
    me = _me(request)
    inbox.read(account=me, public_id=_own(me, public_id).public_id)
    return HttpResponse(status=204) if "HX-Request" in request.headers else redirect("inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that all of them were read."""
    inbox.read(account=_me(request))
    return redirect("inbox")


@require_POST
def switch(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop the kind a notice is of, or let it come again."""
    me = _me(request)
    notice = _own(me, public_id)
    kind = register.find(notice.kind)
    if kind is None or not kind.switchable:
        raise Http404
    on = request.POST.get("on") == "yes"
    actions.set_switch(account=me, kind=kind.name, on=on)
    messages.success(request, _("Messages of this kind come again.") if on else _("Messages of this kind have stopped."))
    return redirect("inbox_message", public_id=notice.public_id)


def _own(account: Account, public_id: str) -> Notice:
    """One of an account's own notices; 404 for anybody else's."""
    found = inbox.of(account).filter(public_id=public_id).select_related("organisation", "member__organisation", "member__account").first()
    if found is None:
        raise Http404
    return found


def _me(request: HttpRequest) -> Account:
    return cast(Account, request.user)
