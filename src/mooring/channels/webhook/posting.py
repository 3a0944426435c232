"""An event on the wire: a small JSON text with ids, signed as Standard Webhooks says."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from typing import Final

from standardwebhooks import Webhook

from mooring.channels.webhook.events import TEST
from mooring.channels.webhook.models import Delivery
from mooring.core.fetch import FetchFailed, fetch
from mooring.core.time import now, offset

_SECONDS: Final = 10.0
_MOST_BYTES: Final = 64 * 1024


def new_secret() -> str:
    """A secret to sign with, as Standard Webhooks writes them."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def body_of(delivery: Delivery) -> str:
    """What is told: the kind of event, when, and the ids of what it is about."""
    entry, organisation = delivery.entry, delivery.hook.organisation
    about: dict[str, str] = {"organisation": organisation.slug}
    if entry is not None and entry.subject is not None:
        about["member"] = entry.subject.public_id
    elif entry is not None:
        about[entry.verb.partition(".")[0]] = entry.thing
    at = entry.at if entry is not None else delivery.made_at
    told = {"type": entry.verb if entry is not None else TEST, "timestamp": at.isoformat(), "data": about}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def signed(name: str, body: str, secret: str) -> dict[str, str]:
    """The headers of a message of that name: the same name at every try, the time of this one (receivers go by the real clock)."""
    moment = now() - offset()
    return {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(name, moment, body),
    }


def post(delivery: Delivery) -> tuple[bool, str]:
    """Post one event; whether it was taken, and the status or problem."""
    body, hook = body_of(delivery), delivery.hook
    headers: Mapping[str, str] = signed(f"msg_{delivery.public_id}", body, hook.secret)
    try:
        answer = fetch(
            hook.address, method="POST", headers=headers, body=body.encode(), seconds=_SECONDS, most_bytes=_MOST_BYTES, redirects=0
        )
    except FetchFailed as failed:
        return False, failed.problem.value
    return 200 <= answer.status < 300, str(answer.status)
