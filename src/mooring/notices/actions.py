"""Putting notices into the outbox, taking them out, and switching kinds off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.audit.models import Entry
from mooring.core.time import now
from mooring.notices import at_once, mails, mailserver, outbox, queries, register
from mooring.notices.kinds import TEST_MAIL
from mooring.notices.models import DailyTime, MailServer, Notice, Switch, Topic, Wish
from mooring.people.models import Account, Member

AT_MOST = 2000
"""How many notices one run sends before it makes way for other jobs; putting off is quick and not counted."""


def put(
    kind: str,
    *,
    thing: str,
    key: str,
    member: Member | None = None,
    account: Account | None = None,
    detail: str = "",
    not_before: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
) -> Notice | None:
    """Put a notice of a registered kind into the outbox, in the caller's transaction; None when its key is there already.

    ``thing`` is the public id of what it is about, ``key`` names the one event it tells of to this one person.
    """
    fields = _fields(kind, thing, member, account, not_before, expires_at)
    notice, made = Notice.objects.get_or_create(key=key, defaults={**fields, "detail": detail})
    return notice if made else None


def put_for_each(
    kind: str, *, members: Iterable[Member], thing: str, key: Callable[[Member], str], expires_at: dt.datetime | None = None
) -> None:
    """Put a notice of the same thing for many members, under a key each, in a few statements. A key that is there already is passed over.

    For whole rounds: thousands put one by one would keep everyone else from writing for as long as that takes.
    """
    fields = ((one, _fields(kind, thing, one, None, None, expires_at)) for one in members)
    Notice.objects.bulk_create((Notice(key=key(one), **more) for one, more in fields), batch_size=500, ignore_conflicts=True)


def _fields(
    kind: str, thing: str, member: Member | None, account: Account | None, not_before: dt.datetime | None, expires_at: dt.datetime | None
) -> dict[str, Any]:
    known = register.find(kind)
    if known is None:
        raise ValueError(f"No kind of notice is called {kind}.")
    if (member is None) == (account is None):
        raise ValueError("A notice goes to a member or to an account.")
    if (known.scope is Notice.Scope.PRIVATE) != (account is not None):
        raise ValueError(f"{kind}: what is private goes to the account, what is the organisation's to its member.")
    begins = max(not_before or now(), now())
    return {
        "kind": kind,
        "member": member,
        "account": account,
        "organisation": member.organisation if member else None,
        "urgency": known.urgency,
        "scope": known.scope,
        "thing": thing,
        "not_before": begins,
        "expires_at": expires_at or begins + known.expires,
    }


def cancel(*, kind: str, thing: str, besides: str = "") -> int:
    """Take out what waits of a kind about a thing, but for the notice under a key; returns how many."""
    waiting = Notice.objects.filter(kind=kind, thing=thing, state=Notice.State.WAITING).exclude(key=besides)
    return waiting.update(state=Notice.State.DROPPED)


def send_due() -> int:
    """Send whatever is due now; returns how many notices went out."""
    outbox.take_back()
    outbox.drop_expired()
    sent = handled = 0
    while handled < AT_MOST:
        batch = outbox.send_batch()
        handled += batch.handled
        sent += batch.sent
        if not batch.looked_at or batch.away:
            return sent
    return sent


@transaction.atomic
def set_switch(*, account: Account, kind: str, on: bool) -> None:
    """Let a kind of notice reach an account, or not; ValueError for a kind that cannot be switched off."""
    known = register.find(kind)
    if known is None or not known.switchable:
        raise ValueError(f"{kind} cannot be switched off.")
    if on:
        Switch.objects.filter(account=account, kind=kind).delete()
    else:
        Switch.objects.get_or_create(account=account, kind=kind)
    record("notices.switched_on" if on else "notices.switched_off", actor=account, subject_account=account, thing=kind)


@transaction.atomic
def say_wishes(*, account: Account, wishes: Mapping[Topic, tuple[bool, Sequence[str]]], daily_at: dt.time | None) -> None:
    """Say for each topic whether it comes once a day and which channels it leaves out; and from when the daily digest may come."""
    for topic, (daily, without) in wishes.items():
        Wish.objects.update_or_create(account=account, topic=topic, defaults={"daily": daily, "without": list(without)})
    if daily_at is None:
        DailyTime.objects.filter(account=account).delete()
    else:
        DailyTime.objects.update_or_create(account=account, defaults={"at": daily_at})
    record("notices.wishes_said", actor=account, subject_account=account)


@transaction.atomic
def send_again(*, actor: Member, channel: str, error: str) -> int:
    """Let what was given up for one kind of error on one channel be tried anew; returns how many. What is of no use any more stays."""
    found = queries.last_tries(actor.organisation).filter(channel=channel, error=error, notice__expires_at__gt=now())
    keys = list(found.values_list("notice_id", flat=True))
    again = Notice.objects.filter(pk__in=keys, state=Notice.State.FAILED).update(state=Notice.State.WAITING, tries=0, not_before=now())
    if again:
        record("notices.sent_again", actor=actor.account, organisation=actor.organisation, acting_as=Entry.As.ADMIN)
    return again


@transaction.atomic
def name_mail_server(*, actor: Account | None, server: MailServer) -> MailServer:
    """Name the installation's mail server (the row as a form made it), in place of the one before."""
    MailServer.objects.all().delete()
    server.pk = 1
    server.save(force_insert=True)
    record("notices.mail_server_named", actor=actor, acting_as=Entry.As.ADMIN)
    return server


def send_test_mail(*, to: str, server: MailServer | None = None) -> None:
    """Send a test mail now, in the language that is active; NotSent says in one sentence what went wrong.

    ``server`` is tried in place of the one in use, saved or not; in demo and development the mail lies in the mailbox.
    """
    letter = register.Letter(
        subject=_("A test mail from Mooring"),
        paragraphs=[
            _("This mail server works: Mooring at %(host)s can send mail.") % {"host": mails.host()},
            _("Nothing is left for you to do."),
        ],
    )
    tried = mailserver.from_set_up(server) if server is not None and not settings.MAILBOX else None
    at_once.send(TEST_MAIL, to=to, letter=letter, server=tried)
    if server is not None and server.pk:
        MailServer.objects.filter(pk=server.pk).update(tested_at=now())
