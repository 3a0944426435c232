"""A first draft of a message, to be changed by whoever sends it. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from mooring.circle.things import Contact, Support

ABOUT = ("deepen", "wake", "ask", "meet", "thank", "mentor", "a mentor")
LONG_LINK = 1900
"""Longer addresses are cut short by some mail programs."""


@dataclass(frozen=True)
class Draft:
    """A message before anybody changed it."""

    subject: str
    text: str


def draft(contact: Contact, about: str, kind: Support | None, would_like: Mapping[str, str]) -> Draft:
    """What one might write, with gaps (…) to fill in. ``would_like`` is what the owner said of where they would like somebody."""
    subject, asking = _asking(about, kind, would_like)
    greeting = _("Hello %(name)s,") % {"name": contact.nickname or contact.given or contact.name.split(" ")[0]}
    return Draft(subject, f"{greeting}\n\n{asking}\n\n")


def mail_link(address: str, subject: str, text: str) -> str:
    """A link that opens one's own mail program; empty where the address is none."""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    lines = "\r\n".join(text.splitlines())
    return f"mailto:{quote(address, safe='@')}?subject={quote(' '.join(subject.split()), safe='')}&body={quote(lines, safe='')}"


def _asking(about: str, kind: Support | None, would_like: Mapping[str, str]) -> tuple[str, str]:
    if about == "wake":
        return _("It has been a while"), _(
            "It has been too long, and I thought of you when … How are you? I would like to hear what you are doing now. "
            "Have you half an hour some day for a call, or a walk?"
        )
    if about == "meet":
        return _("Shall we meet?"), _(
            "We talk often and see each other seldom. Shall we meet for once, for a coffee or a walk? I could come to … in the week of …"
        )
    if about == "thank":
        return _("Thank you"), _("I have wanted to say it for a while: thank you for … It helped me because …")
    if about == "ask":
        return _("Do you know somebody?"), _(
            "I am looking for somebody I could talk to about … Do you know anyone? "
            "A name is plenty, and if nobody comes to mind, that is fine too."
        )
    if about in ("mentor", "a mentor"):
        return _for_a_mentor(would_like.get("advice") or "…", of_them=about == "mentor")
    return _for_kind(kind, would_like)


def _for_a_mentor(on: str, *, of_them: bool) -> tuple[str, str]:
    if of_them:
        return _("Would you be my mentor for a while?"), _(
            "I would like to learn from somebody who has done what I am working on: %(on)s\n\n"
            "I thought of you, because … Would you be a mentor to me for a while: an hour a month, until …? "
            "I prepare each hour, and we stop whenever either of us likes. If it does not fit now, a no is perfectly fine."
        ) % {"on": on}
    return _("Do you know a mentor for me?"), _(
        "I would like to learn from somebody who has done what I am working on: %(on)s\n\n"
        "I am looking for a mentor, an hour a month for a while. Does anyone come to mind whom I might ask? A name is plenty."
    ) % {"on": on}


def _for_kind(kind: Support | None, would_like: Mapping[str, str]) -> tuple[str, str]:
    if kind is Support.ADVICE:
        on = would_like.get("advice") or "…"
        return _("May I ask your advice?"), _(
            "I would like your advice on something: %(on)s\n\n"
            "Would you have twenty minutes this week or next? I come with two questions and take notes."
        ) % {"on": on}
    if kind is Support.HAND:
        on = would_like.get("hand") or "…"
        return _("Could you give me a hand?"), _(
            "I could use a hand: %(on)s\n\nWould that be possible some time? A no is perfectly fine."
        ) % {"on": on}
    if kind is Support.ENCOURAGEMENT:
        return _("Would you look at something?"), _(
            "I am working on … and would be glad to hear what you see in it, the good things first. May I send it to you?"
        )
    if kind is Support.BELONGING:
        return _("Shall we do something together?"), _(
            "I would like to see more of you. Shall we … together, perhaps once a month? If others come too, so much the better."
        )
    if kind is Support.COMFORT:
        return _("Do you have half an hour?"), _(
            "It has been a heavy stretch, and I thought of you. Would you have half an hour to talk this week or next? "
            "You need not solve anything."
        )
    return _("How are you?"), _("I thought of you, and wondered how you are. Have you half an hour to talk this week or next?")
