"""The mail of a parcel: one notice, or a digest of several, with what mail programs need to thread it and to stop it."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooring.core import links
from mooring.notices import mails
from mooring.notices.channels import Item, Parcel
from mooring.notices.models import Notice
from mooring.notices.register import Letter, Section


def mail_of(parcel: Parcel) -> EmailMultiAlternatives:
    """The mail of a parcel; the same Message-ID however often it is made."""
    account = parcel.receiver.account
    kinds = {one.kind.name: one.kind for one in parcel.items}.values()
    stops = {one.name: mails.stop_link(account, [one.name]) for one in kinds if one.switchable and account is not None}
    reasons = [mails.Reason(str(one.because), stops.get(one.name, "")) for one in kinds]
    headers = {"Message-ID": f"<{parcel.name}@{mails.host()}>", **_thread(parcel)}
    if account is not None and stops:
        headers["List-Unsubscribe"] = f"<{mails.stop_link(account, list(stops))}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mails.compose(_letter(parcel.items), to=parcel.ends[0], headers=headers, reasons=reasons)


def _thread(parcel: Parcel) -> dict[str, str]:
    """What keeps mails about one thing together; a digest, and what is private, belongs to no thread."""
    first = parcel.items[0].notice
    if parcel.daily or first.scope == Notice.Scope.PRIVATE:
        return {}
    return {"References": f"<about.{first.thing}@{mails.host()}>"}


def _letter(items: Sequence[Item]) -> Letter:
    if items[0].notice.scope == Notice.Scope.PRIVATE:
        return _without_content(items)
    return items[0].letter if len(items) == 1 else _digest(items)


def _without_content(items: Sequence[Item]) -> Letter:
    """Mail of what is private says neither who nor what, to anyone."""
    button = items[0].letter.button if len(items) == 1 else None
    return Letter(
        subject=_("Something you asked to be reminded of"),
        paragraphs=[_("It stands on your own page. Nothing of it is written here.")],
        button=(_("Open my page"), button[1] if button else links.absolute("inbox")),
    )


def _digest(items: Sequence[Item]) -> Letter:
    count = len(items)
    return Letter(
        subject=ngettext("%(count)s thing for you today", "%(count)s things for you today", count) % {"count": count},
        paragraphs=[_("What could wait, all at once. Nothing here needs you this minute.")],
        sections=[section for item in items for section in _sections(item.letter)],
        links=[(_("All messages, and how they reach you"), links.absolute("inbox"))],
    )


def _sections(letter: Letter) -> list[Section]:
    """A letter as parts of another: its subject as a heading, its button and links beside its choices."""
    opening = Section(heading=letter.subject, lines=letter.paragraphs)
    rest = list(letter.sections)
    ways = [*([letter.button] if letter.button else []), *letter.links]
    return [opening, *rest, *([Section(choices=ways)] if ways else [])]
