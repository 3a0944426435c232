"""Devices that show messages: this one by a press, each removed by another."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mooring.channels.push import actions, sealing
from mooring.channels.push.models import Device
from mooring.core import devices
from mooring.people.models import Account

_WORKER = Path(__file__).parent / "worker.js"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The devices an account has, and the way to add this one."""
    mine = Device.objects.filter(account=cast(Account, request.user))
    return render(request, "channels/push/devices.html", {"devices": mine, "server_key": sealing.server_key()})


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add the device this comes from."""
    said = {name: request.POST.get(name, "") for name in ("address", "public_key", "secret")}
    try:
        actions.add_device(
            account=cast(Account, request.user),
            is_work=request.POST.get("for") == "work",
            words=devices.in_words(request.headers.get("User-Agent", "")),
            **said,
        )
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.success(request, _("This device shows messages from now on, inside your hours."))
    return redirect("push_devices")


@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Remove one of an account's own devices."""
    device = Device.objects.filter(account=cast(Account, request.user), public_id=public_id).select_related("account").first()
    if device is None:
        raise Http404
    actions.remove_device(device=device)
    messages.success(request, _("That device shows nothing any more."))
    return redirect("push_devices")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that a browser keeps to show messages. It lies at the root, so that it may open any page of ours."""
    return HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
