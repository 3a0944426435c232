"""Web push: a short word on a device, without names and without what it is about. Twice after a crash, it shows once: it has a tag."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mooring.channels.push import sealing
from mooring.channels.push.models import Device
from mooring.core.fetch import FetchFailed, Problem, fetch
from mooring.core.time import now
from mooring.notices.channels import Channel, HandOver, Once, Page, Parcel, register
from mooring.notices.models import Notice, Topic
from mooring.notices.receivers import Receiver

_SECONDS: Final = 10.0
_MOST_BYTES: Final = 64 * 1024
_GONE: Final = frozenset({401, 403, 404, 410})  # unsubscribed, or subscribed with a key we no longer have
_LONGEST_WAIT: Final = dt.timedelta(days=2)


class PushRefused(Exception):
    """A push service would not take a message."""


class PushSilent(Exception):
    """A push service did not answer, or may not be written to."""


class Push(Channel):
    """Messages on the devices an account named, each for work or for what is its own."""

    name = "push"
    label = gettext_lazy("push")
    once = Once.REPEATS
    page = Page(
        "push_devices",
        gettext_lazy("Devices that show messages"),
        gettext_lazy("a short word on a phone or computer, without names"),
        gettext_lazy("Push needs a device: one for work, one that is your own, or both."),
        gettext_lazy("Let this device show messages"),
    )

    def ends(self, receivers: Sequence[Receiver], scope: Notice.Scope) -> Mapping[int, Sequence[str]]:
        places: dict[int, list[int]] = {}
        for place, one in enumerate(receivers):
            if one.account is not None:
                places.setdefault(one.account.pk, []).append(place)
        found: dict[int, list[str]] = {}
        devices = Device.objects.filter(account__in=places, is_work=scope == Notice.Scope.ORGANISATION)
        for account, key in devices.values_list("account", "pk"):
            for place in places[account]:
                found.setdefault(place, []).append(str(key))
        return found

    @contextmanager
    def open(self) -> Iterator[HandOver]:
        yield hand_over

    def reason(self, error: str) -> str:
        known = {
            "PushRefused": _("The browser maker’s push service refused the message."),
            "PushSilent": _("The browser maker’s push service did not answer, or lies in a closed network."),
        }
        return known.get(error, "")


def hand_over(parcel: Parcel) -> None:
    """Post to each device; one that is gone is forgotten. It has come when one device took it; else PushRefused or PushSilent."""
    message = json.dumps(_word(parcel), ensure_ascii=False).encode()[: sealing.LONGEST]
    trouble: Exception | None = None
    taken = False
    for device in Device.objects.filter(pk__in=[int(end) for end in parcel.ends]):
        try:
            taken = _post(device, message, parcel) or taken
        except (PushRefused, PushSilent) as error:
            trouble = error
    if trouble is not None and not taken:
        raise trouble


def _post(device: Device, message: bytes, parcel: Parcel) -> bool:
    """Post to one device; whether it took it, or False where it is gone and was forgotten."""
    headers = {
        "Authorization": sealing.authorization(device.address),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(_may_wait(parcel).total_seconds())),
        "Topic": parcel.name,  # while it waits for the device, a repeat takes its place
        "Urgency": "high" if parcel.items[0].kind.topic is Topic.URGENT else "normal",
    }
    body = sealing.sealed(message, device.public_key, device.secret)
    try:
        answer = fetch(device.address, method="POST", headers=headers, body=body, seconds=_SECONDS, most_bytes=_MOST_BYTES, redirects=0)
    except FetchFailed as failed:
        raise (PushRefused if failed.problem in {Problem.LARGE, Problem.ROUNDABOUT} else PushSilent) from failed
    if answer.status in _GONE:
        device.delete()
        return False
    if not 200 <= answer.status < 300:
        raise PushRefused
    Device.objects.filter(pk=device.pk).update(took_at=now())
    return True


def _may_wait(parcel: Parcel) -> dt.timedelta:
    """How long a push service may keep it for a device that is off: while it is of use, and its receiver's hours are open."""
    present, notice = now(), parcel.items[0].notice
    limit = min(notice.expires_at, present + _LONGEST_WAIT)
    opened = parcel.receiver.hours.reachable(present, limit, notice.matter)
    return opened[0][1] - present if opened and opened[0][0] <= present else dt.timedelta()


def _word(parcel: Parcel) -> dict[str, str]:
    """What is shown, also on a locked screen: the kind of message and the organisation, nothing else."""
    first, count = parcel.items[0], len(parcel.items)
    notice = first.notice
    if count > 1:
        title = ngettext("%(count)s thing for you", "%(count)s things for you", count) % {"count": count}
    elif notice.scope == Notice.Scope.PRIVATE:
        title = _("Something you asked to be reminded of")
    else:
        title = str(first.kind.title)
    member = parcel.receiver.member
    about = member.organisation.name if member is not None else ""
    address = reverse("inbox") if count > 1 else reverse("inbox_message", args=[notice.public_id])
    return {"title": title, "body": about, "tag": parcel.name, "address": address}


register(Push())
