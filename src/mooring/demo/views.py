"""Entering the demo, and moving its clock."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mooring.core import time
from mooring.core.links import LinkRefused
from mooring.demo import doors, week
from mooring.demo import week_page as drawn
from mooring.people import opening
from mooring.people.models import Account, SignIn

STEPS = {"hour": dt.timedelta(hours=1), "day": dt.timedelta(days=1), "week": dt.timedelta(weeks=1)}


@require_GET
def doors_page(request: HttpRequest) -> HttpResponse:
    """The ways in, the mailbox and the clock."""
    return render(request, "demo/doors.html", {"doors": doors.doors(), "now": time.now(), "week": week.file().exists()})


@require_GET
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as one of the made-up people."""
    try:
        account = doors.account_behind(token)
    except (LinkRefused, Account.DoesNotExist) as wrong:
        raise Http404 from wrong
    login(request, account, backend="allauth.account.auth_backends.AuthenticationBackend")
    # Whoever sits at this machine walks around in all of it.
    opening.signed_in(request, account, SignIn.How.DEMO)
    opening.open_here(request, SignIn.How.DEMO)
    return redirect("/")


@require_GET
def week_page(request: HttpRequest) -> HttpResponse:
    """Every message of the week that was lived last, beside its receiver's hours."""
    lived = week.kept()
    if lived is None:
        return render(request, "demo/week.html", {"week": None})
    dots = [dot for line in lived.lines for dot in line.dots]
    shown = {
        "week": lived,
        "begins": dt.datetime.fromisoformat(lived.begins),
        "ends": dt.datetime.fromisoformat(lived.ends),
        "outside": lived.outside,
        "held": sum(dot.held for dot in dots),
        "at_once": sum(not dot.held for dot in dots),
        "special": drawn.special(lived),
        "zones": drawn.by_zone(lived),
    }
    return render(request, "demo/week.html", shown)


@require_POST
def clock(request: HttpRequest) -> HttpResponse:
    """Move the demo's clock on by an hour, a day or a week; the worker then does what has fallen due."""
    step = STEPS.get(request.POST.get("by", ""))
    if step is None:
        raise Http404
    time.fast_forward(step)
    messages.success(request, _("The demo’s clock has moved on. What fell due is being done now."))
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "demo")
