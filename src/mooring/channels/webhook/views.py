"""Webhooks of an organisation, for its admins: where events go, how they are signed, and what became of each."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mooring.channels.webhook import access, actions, events
from mooring.channels.webhook.forms import EventsForm, HookForm
from mooring.channels.webhook.models import Delivery, Hook
from mooring.core.fetch import Problem
from mooring.people.requests import MemberRequest

PAGE = 30


@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """All of them."""
    hooks = [(one, _host(one), len(one.events)) for one in Hook.objects.filter(organisation=request.organisation)]
    return render(request, "channels/webhook/hooks.html", {"hooks": hooks})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Name one."""
    form = HookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hook = actions.add_hook(actor=request.member, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error("address", wrong)
        else:
            messages.success(request, _("Events are posted there from now on."))
            return redirect("webhook", slug=request.organisation.slug, public_id=hook.public_id)
    return render(request, "channels/webhook/add.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def hook(request: MemberRequest, public_id: str) -> HttpResponse:
    """One of them: its events, its secret, and what became of what it was told."""
    found = access.own_hook(request.organisation, public_id)
    form = EventsForm(request.POST or None, hook=found)
    if request.method == "POST" and form.is_valid():
        actions.change_hook(actor=request.member, hook=found, **form.cleaned_data)
        messages.success(request, _("Kept. It counts from now on."))
        return redirect("webhook", slug=request.organisation.slug, public_id=public_id)
    page = Paginator(found.deliveries.select_related("entry"), PAGE).get_page(request.GET.get("page"))
    rows = [(one, events.label(one.entry.verb if one.entry else events.TEST), _answer(one)) for one in page]
    shown = {"hook": found, "host": _host(found), "form": form, "page": page, "rows": rows}
    return render(request, "channels/webhook/hook.html", shown, status=422 if form.errors else 200)


@require_POST
def remove(request: MemberRequest, public_id: str) -> HttpResponse:
    """Tell it nothing any more."""
    actions.remove_hook(actor=request.member, hook=access.own_hook(request.organisation, public_id))
    messages.success(request, _("That address is told nothing any more."))
    return redirect("webhooks", slug=request.organisation.slug)


@require_POST
def secret(request: MemberRequest, public_id: str) -> HttpResponse:
    """Sign with a new secret."""
    actions.replace_secret(actor=request.member, hook=access.own_hook(request.organisation, public_id))
    messages.success(request, _("Events are signed with a new secret from now on."))
    return redirect("webhook", slug=request.organisation.slug, public_id=public_id)


@require_POST
def test(request: MemberRequest, public_id: str) -> HttpResponse:
    """Post a test."""
    actions.send_test(actor=request.member, hook=access.own_hook(request.organisation, public_id))
    messages.success(request, _("A test is on its way. What became of it stands below within a minute."))
    return redirect("webhook", slug=request.organisation.slug, public_id=public_id)


@require_POST
def again(request: MemberRequest, public_id: str) -> HttpResponse:
    """Try one event anew."""
    delivery = access.own_delivery(request.organisation, public_id)
    if actions.send_again(actor=request.member, delivery=delivery):
        messages.success(request, _("It is tried again."))
    return redirect("webhook", slug=request.organisation.slug, public_id=delivery.hook.public_id)


def _host(hook: Hook) -> str:
    return urlsplit(hook.address).netloc


def _answer(delivery: Delivery) -> str:
    """What was answered, in words."""
    problems = {
        Problem.SILENT: _("no answer"),
        Problem.SLOW: _("too slow"),
        Problem.CLOSED: _("a closed network"),
        Problem.CERTIFICATE: _("its certificate is not trusted"),
        Problem.LARGE: _("too long an answer"),
        Problem.ROUNDABOUT: _("sends elsewhere"),
        Problem.ADDRESS: _("no address to post to"),
    }
    if delivery.answer.isdigit():
        return _("answer %(status)s") % {"status": delivery.answer}
    return next((said for problem, said in problems.items() if problem.value == delivery.answer), "")
