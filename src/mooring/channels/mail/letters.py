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
    account, kinds = parcel.receiver.account, {one.kind.name: one for one in parcel.items}
    stoppable = {name: one for name, one in kinds.items() if one.kind.switchable and account is not None}
    private = parcel.items[0].notice.scope == Notice.Scope.PRIVATE
    # An address is read by more than its reader: what is private is named in it by the notice, never by its kind.
    named = {name: one.notice.public_id if private else name for name, one in stoppable.items()}
    headers = {"Message-ID": f"<{parcel.name}@{mails.host()}>", **_thread(parcel)}
    stop = mails.stop_link(account, list(named.values())) if account is not None and named else ""
    if stop:
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if private:
        reasons = [mails.Reason(_("You get this because you asked Mooring to remind you."), stop)]
    else:
        stops = {name: mails.stop_link(account, [name]) for name in stoppable if account is not None}
        page = links.absolute("reach") if account is not None else ""
        reasons = [mails.Reason(str(one.kind.because), stops.get(name, ""), page) for name, one in kinds.items()]
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
    """Mail of what is private says neither who nor what, to anyone, also not in the address of a page."""
    page = links.absolute("inbox_message", public_id=items[0].notice.public_id) if len(items) == 1 else links.absolute("inbox")
    return Letter(
        subject=_("Something you asked to be reminded of"),
        paragraphs=[_("It stands on your own page. Nothing of it is written here.")],
        button=(_("Open my page"), page),
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
