"""My devices: the passwords with which address book programs read and write my circle."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mooring.circle.actions import devices as actions
from mooring.circle.device_forms import DeviceForm
from mooring.circle.models import Device
from mooring.core.limits import limited
from mooring.people.models import Account


@limited("device", amount=30, seconds=3600, posts_only=True)
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """Every device with its end, and a password for a further one, which is shown once."""
    me = cast(Account, request.user)
    form = DeviceForm(request.POST or None)
    made: Device | None = None
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = actions.make_device(account=me, name=form.cleaned_data["name"])
            form = DeviceForm()
        except actions.TooMany:
            form.add_error("name", _("That is as many as there can be. End one that you no longer use."))
    mine = Device.objects.filter(account=me).order_by("made_at", "pk")
    shown = {"form": form, "devices": mine, "made": made, "secret": secret, "server": settings.PUBLIC_URL, "user": me.email}
    return render(request, "circle/devices.html", shown, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """A device's password works no longer."""
    me = cast(Account, request.user)
    device = Device.objects.filter(account=me, public_id=public_id).first()
    if device is None:
        raise Http404
    actions.drop_device(account=me, device=device)
    messages.success(request, _("%(name)s no longer gets in. What it holds already stays on it.") % {"name": device.name})
    return redirect("circle_devices")
