"""What a person does with their own account."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from typing import Any

import structlog
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from mooring.audit.actions import record
from mooring.circle.book import vault_of
from mooring.core import erased, erasure
from mooring.core.time import now
from mooring.jobs.policy import enqueue
from mooring.notices.at_once import NotSent
from mooring.people import opening
from mooring.people.actions import blank_member, mark_left, refresh_words
from mooring.people.models import Account, Member, MemberTopic, Topic
from mooring.you import letters
from mooring.you.archive import archive_of
from mooring.you.models import Export

log = structlog.get_logger("mooring.you")

FIELDS = frozenset({"name", "call_me", "pronouns", "sort_key", "language", "theme", "meeting_link"})
EXPORT_KEPT = dt.timedelta(days=7)
EXPORT_LOST = dt.timedelta(hours=1)
GRACE = dt.timedelta(days=7)
"""How long one can change one's mind about being erased."""


@transaction.atomic
def change_account(*, account: Account, **fields: Any) -> Account:
    """Change what the account says of its owner: any of FIELDS. The name is kept letter for letter."""
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"An account has no {', '.join(sorted(unknown))} to change.")
    if "name" in fields and not fields["name"].strip():
        raise ValidationError(_("A name is needed. It can be any name you like."))
    for name, value in fields.items():
        setattr(account, name, value)
    account.save(update_fields=list(fields))
    if fields.keys() & {"name", "call_me", "sort_key"}:
        mine = list(Member.objects.here().filter(account=account).select_related("account", "organisation"))
        for member in mine:
            member.sort_key = account.sort_key or account.name
            member.save(update_fields=["sort_key"])
        refresh_words(mine)
    record("account.changed", actor=account, subject_account=account)
    return account


@transaction.atomic
def end_session(*, account: Account, session: UserSession) -> None:
    """End one of the account's own sessions."""
    if session.user_id != account.pk:
        raise ValueError("The session is somebody else's.")
    session.end()
    record("account.session_ended", actor=account, subject_account=account)


@transaction.atomic
def shut_session(*, account: Account, store: SessionBase) -> None:
    """Shut what is the owner's alone in one of the account's own sessions, which stays signed in."""
    if store.get("_auth_user_id") != str(account.pk):
        raise ValueError("The session is somebody else's.")
    opening.shut(store)
    record("account.session_shut", actor=account, subject_account=account)


@transaction.atomic
def leave_organisation(*, member: Member) -> None:
    """Leave an organisation by one's own will. ValidationError where it would be left without an admin."""
    mark_left(member=member, actor=None)
    record("account.left_organisation", actor=member.account, subject_account=member.account, organisation=member.organisation)


# Export


@transaction.atomic
def ask_for_export(*, account: Account) -> Export:
    """Have everything of the account put together, in the background; the one being made where there is one.

    One that has been in the making for an hour was lost on the way, and is begun anew.
    """
    lost = Export.objects.filter(account=account, state=Export.State.MAKING, asked_at__lt=now() - EXPORT_LOST)
    lost.update(state=Export.State.FAILED)
    try:
        with transaction.atomic():
            export = Export.objects.create(account=account)
    except IntegrityError:
        return Export.objects.get(account=account, state=Export.State.MAKING)
    enqueue("you.make_export", export.pk)
    record("account.export_asked", actor=account, subject_account=account, thing=f"export:{export.public_id}")
    return export


def make_export(export_id: int) -> None:
    """Put an export together and say that it is ready. Safe to repeat: it is made and told of once."""
    export = Export.objects.filter(pk=export_id, state=Export.State.MAKING).select_related("account").first()
    if export is None:
        return
    with translation.override(export.account.reads):
        content = archive_of(export.account)
    # It holds the circle, so it lies as the circle does: sealed, and in a backup as unreadable as that.
    sealed = vault_of(export.account).seal(content, _place(export))
    path = _keep(f"exports/{export.public_id}.sealed", sealed)
    done = Export.objects.filter(pk=export.pk, state=Export.State.MAKING).update(state=Export.State.READY, path=path, ready_at=now())
    if done:
        with contextlib.suppress(NotSent):
            # The page says so as well.
            letters.export_ready(export.account)


def content_of(export: Export) -> bytes | None:
    """A finished export, opened; None where its file has gone."""
    if not default_storage.exists(export.path):
        return None
    with default_storage.open(export.path) as file:
        return vault_of(export.account).open(file.read(), _place(export))


def forget_exports() -> int:
    """Throw away exports older than a week, and give up on those that were never made; returns how many."""
    old = list(Export.objects.filter(asked_at__lt=now() - EXPORT_KEPT))
    for export in old:
        _throw_away(export)
    return len(old)


def _place(export: Export) -> str:
    return f"export:{export.public_id}"


def _keep(path: str, content: bytes) -> str:
    if default_storage.exists(path):
        default_storage.delete(path)
    kept = default_storage.save(path, ContentFile(content))
    with contextlib.suppress(NotImplementedError):
        os.chmod(default_storage.path(kept), 0o600)
    return kept


def _throw_away(export: Export) -> None:
    if export.path:
        default_storage.delete(export.path)
    export.delete()


# Erasing


@transaction.atomic
def ask_to_erase(*, account: Account) -> dt.datetime:
    """Begin the seven days after which everything goes; returns when it is final."""
    until = now() + GRACE
    if not Account.objects.filter(pk=account.pk, erase_at=None).update(erase_at=until):
        account.refresh_from_db(fields=["erase_at"])
        return account.erase_at or until
    account.erase_at = until
    record("account.erasure_asked", actor=account, subject_account=account)

    def tell() -> None:
        with contextlib.suppress(NotSent):
            letters.erasure_asked(account, until)

    transaction.on_commit(tell)
    return until


@transaction.atomic
def stay(*, account: Account) -> bool:
    """Change one's mind within the seven days. False when there was nothing to stop."""
    stopped = Account.objects.filter(pk=account.pk, erase_at__isnull=False).update(erase_at=None)
    account.erase_at = None
    if stopped:
        record("account.erasure_stopped", actor=account, subject_account=account)
    return bool(stopped)


def erase_due() -> int:
    """Erase every account whose seven days are over; returns how many."""
    due = list(Account.objects.filter(erase_at__lte=now()).values_list("pk", flat=True))
    return sum(erase_finally(account_id) for account_id in due)


def erase_finally(account_id: int) -> bool:
    """Erase an account whose time has come: all of it, as the declarations say. The name becomes “someone who left”."""
    return _erase(Account.objects.filter(pk=account_id, erase_at__lte=now()))


def erase_again() -> int:
    """Erase whoever was erased before and came back with an older backup; returns how many. Safe to repeat."""
    known = list(erased.read(settings.ERASURES))
    back = [
        account_id
        for begin in range(0, len(known), erasure.BATCH)
        for account_id in Account.objects.filter(public_id__in=known[begin : begin + erasure.BATCH]).values_list("pk", flat=True)
    ]
    return sum(_erase(Account.objects.filter(pk=account_id)) for account_id in back)


def _erase(whom: QuerySet[Account]) -> bool:
    if connection.vendor == "sqlite":
        # Else what was deleted lies in the file until something is written over it, the account's key among it.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")
    with transaction.atomic():
        account = whom.select_for_update().first()
        if account is None:
            return False
        # Noted first: an account on the list that is still there is erased at the next try, one erased but not noted might come back.
        if account.public_id not in erased.read(settings.ERASURES):
            erased.add(settings.ERASURES, account.public_id, now().date())
        members = list(Member.objects.filter(account=account).select_related("organisation"))
        topics = list(MemberTopic.objects.filter(member__in=members).values_list("topic_id", flat=True))
        files = list(Export.objects.filter(account=account).exclude(path="").values_list("path", flat=True))
        _end_all_sessions(account)
        erasure.erase(account)
        for member in members:
            blank_member(member=member)
        # Words that only this person used are theirs too.
        Topic.objects.filter(pk__in=topics, members=None).delete()
    for path in files:
        default_storage.delete(path)
    log.info("account erased")
    return True


def _end_all_sessions(account: Account) -> None:
    for known in UserSession.objects.filter(user=account):
        known.end()
    # A session that was never noted in the list still names the account.
    for session in Session.objects.iterator(chunk_size=500):
        if session.get_decoded().get("_auth_user_id") == str(account.pk):
            session.delete()
