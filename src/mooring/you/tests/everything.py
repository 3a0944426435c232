"""Something of every declared kind for one person, and markers in every declared text of theirs."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection, models

from mooring.audit.actions import record
from mooring.boundaries.models import HereAfterAll, Leave, OwnTime, OwnWord, Travel, WorkSpan
from mooring.calendars.models import BusyTime, Feed, Source
from mooring.channels.mail.models import Mark
from mooring.channels.push.models import Device
from mooring.circle.editing import editing
from mooring.circle.models import Change, Circle, CircleFeed, Import, ImportPart, IndexPart
from mooring.circle.models import Device as CircleDevice
from mooring.circle.things import Contact
from mooring.core import personal
from mooring.core.crypto import EncryptedTextField
from mooring.core.ids import new_public_id
from mooring.core.personal import Declaration, Erase
from mooring.core.time import now
from mooring.meetings.models import Attendance, Came, LeftOut, Meeting, OfferedTime, Proposal, Turn
from mooring.notices.models import Attempt, DailyTime, Digest, Notice, Switch, Wish
from mooring.people.actions import refresh_words
from mooring.people.models import (
    ImportRow,
    ImportRun,
    Invitation,
    KnownAddress,
    Member,
    MemberLanguage,
    MemberTopic,
    SignIn,
    Team,
    Topic,
)
from mooring.programmes.models import (
    AgainWish,
    Block,
    Chat,
    Enrolment,
    Match,
    MeetWish,
    Programme,
    Repair,
    RepairSeat,
    Round,
    RoundEntry,
    Seat,
    Stated,
)
from mooring.reach.models import Acceptance, Agreement, Card
from mooring.suggestions.models import Pushed
from mooring.you.models import Export, Leaving

TODAY = dt.date(2026, 11, 12)
_numbers = itertools.count(100)


def give_everything(member: Member, other: Member) -> None:
    """At least one row of every declared model for a member; what is shared is shared with ``other``."""
    organisation, account = member.organisation, member.account
    assert account is not None
    number = next(_numbers)
    refresh_words([member])
    EmailAddress.objects.create(user=account, email=f"private{number}@example.net", verified=True)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "x"})
    SignIn.objects.create(account=account, what=SignIn.What.SIGNED_IN, how=SignIn.How.CODE, address=f"private{number}@example.net")
    CircleDevice.objects.create(account=account, name="Phone", secret_hash=f"{number:064}")
    Change.objects.create(account=account, thing=f"{number:020}")
    Leaving.objects.create(account=account, member=member)
    KnownAddress.objects.create(account=account, address=f"private{number}@example.net", own=True)
    UserSession.objects.create(user=account, ip="192.0.2.7", session_key=f"s{number}", user_agent="Firefox")
    record("member.changed", actor=other.account, organisation=organisation, subject=member, subject_account=account)
    Leave.objects.create(account=account, first=TODAY, last=TODAY)
    HereAfterAll.objects.create(member=member, first=TODAY, last=TODAY)
    WorkSpan.objects.create(account=account, weekday=0, begins="09:00", minutes=60)
    OwnWord.objects.create(account=account, holidays="PT", meets=OwnWord.Meets.ONLINE)
    OwnTime.objects.create(account=account, kind=OwnTime.Kind.PERSONAL, date=TODAY, begins="09:00", minutes=60)
    Travel.objects.create(account=account, first=TODAY, last=TODAY, zone="Asia/Tokyo")
    notice = Notice.objects.create(
        member=member, organisation=organisation, kind="x", urgency="held", scope="organisation", thing="x", key=f"k{number}",
        not_before=now(), expires_at=now(),
    )  # fmt: skip
    Attempt.objects.create(notice=notice, channel="mail", succeeded=True)
    Switch.objects.create(account=account, kind="meetings.reminder")
    source = Source.objects.create(account=account, kind=Source.Kind.ADDRESS, name="Mine", address="https://example.org/x.ics")
    BusyTime.objects.create(source=source, begins_at=now(), ends_at=now() + dt.timedelta(hours=1))
    Digest.objects.create(member=member, date=TODAY)
    Wish.objects.create(account=account, topic="social", daily=True, without=["mail"])
    DailyTime.objects.create(account=account, at="09:00")
    Mark.objects.create(account=account, address=f"private{number}@example.net", is_work=True)
    Device.objects.create(account=account, is_work=True, words="Firefox on Linux", address_hash=str(number), address="https://example.org")
    with editing(account) as book:
        book.put(Contact(name="Elsa", added_on=TODAY))
    IndexPart.objects.create(of=Circle.objects.get(account=account), number=0, sealed=b"x")
    held = Import.objects.create(account=account, state="staged")
    ImportPart.objects.create(of=held, sort="rows", number=0, sealed=b"x")
    Pushed.objects.create(account=account, key="circle.touch", thing="x", on=TODAY)
    Feed.objects.create(account=account, secret_hash="x")
    CircleFeed.objects.create(account=account, secret_hash="x")
    Card.objects.create(account=account, audience=Card.For.LINK, ways="x")
    agreed = Agreement.objects.create(
        team=Team.objects.create(organisation=organisation, name=f"Team {number}"), number=1, worded_by=member
    )
    Acceptance.objects.create(agreement=agreed, member=member)
    run = ImportRun.objects.create(organisation=organisation, file_name="people.csv")
    ImportRow.objects.create(run=run, number=1, key="id:1", kind="changed", member=member, data={"name": member.name})
    Invitation.objects.create(organisation=organisation, member=member, state="accepted")
    topic = Topic.objects.create(organisation=organisation, label=f"Topic {number}", folded=f"topic {number}")
    MemberTopic.objects.create(member=member, topic=topic, kind="help")
    MemberLanguage.objects.create(member=member, code="pt")
    Export.objects.create(account=account, state="failed")
    _give_matches(member, other, number)


def _give_matches(member: Member, other: Member, number: int) -> None:
    organisation, account = member.organisation, member.account
    programme = Programme.objects.create(organisation=organisation, name=f"Coffee {number}", first_round_on=TODAY)
    days = {"starts_on": TODAY, "ends_on": TODAY, "solve_at": now(), "publish_at": now()}
    round = Round.objects.create(organisation=organisation, programme=programme, number=1, state="closed", **days)
    reasons = [{"term": "x", "private": False}]
    match = Match.objects.create(organisation=organisation, round=round, state="closed", introduced_at=now(), reasons=reasons)
    meeting = Meeting.objects.create(
        organisation=organisation, purpose="x", state="over", from_date=TODAY, to_date=TODAY, begins_at=now(), uid=new_public_id()
    )
    LeftOut.objects.create(offered=OfferedTime.objects.create(meeting=meeting, begins_at=now()), member=member)
    Turn.objects.create(meeting=meeting, number=1, member=member, due_at=now())
    Proposal.objects.create(meeting=meeting, member=member, begins_at=now(), sequence=0, stamped_at=now())
    Chat.objects.create(match=match, number=1, meeting=meeting)
    repair = Repair.objects.create(organisation=organisation, round=round, expires_at=now())
    for one in (member, other):
        Seat.objects.create(match=match, member=one)
        Came.objects.create(attendance=Attendance.objects.create(meeting=meeting, member=one), member=member)
        RoundEntry.objects.create(round=round, member=one)
        RepairSeat.objects.create(repair=repair, member=one)
    enrolment = Enrolment.objects.create(organisation=organisation, programme=programme, member=member)
    Stated.objects.create(organisation=organisation, enrolment=enrolment, about="attribute:track", words="x")
    MeetWish.objects.create(organisation=organisation, programme=programme, owner=account, other=other)
    Block.objects.create(organisation=organisation, owner=account, other=other)
    AgainWish.objects.create(organisation=organisation, programme=programme, owner=account, other=other)


def mark(account: Any, sign: str, besides: Any = None) -> dict[str, str]:
    """Put a marker into every declared text of an account's rows that erasing must take away; returns them by field.

    Rows that also concern the account ``besides`` are left as they are.
    """
    marks: dict[str, str] = {}
    for declaration in personal.declarations():
        rows = declaration.rows_of(account)
        if besides is not None:
            rows = rows.exclude(pk__in=declaration.rows_of(besides).values("pk"))
        for name in _texts(declaration):
            for row in rows.order_by("pk"):
                marker = f"{sign}{len(marks):03d}"
                declaration.model._default_manager.filter(pk=row.pk).update(**{name: _fitting(declaration.model, name, marker)})
                marks[f"{declaration.model._meta.label}.{name}.{row.pk}"] = marker
    return marks


def _texts(declaration: Declaration) -> list[str]:
    if declaration.erase is Erase.KEEP:
        return []
    fields = [declaration.model._meta.get_field(name) for name in declaration.fields if name not in declaration.stays]
    texts = [one for one in fields if isinstance(one, models.CharField | models.TextField | models.JSONField) and not one.choices]
    # What is encrypted is not to be found in the database in any case.
    return [one.name for one in texts if not isinstance(one, EncryptedTextField)]


def _fitting(model: type[models.Model], name: str, marker: str) -> Any:
    field = model._meta.get_field(name)
    if isinstance(field, models.EmailField):
        return f"{marker}@example.net"
    if isinstance(field, models.URLField):
        return f"https://{marker}.example/"
    if isinstance(field, models.JSONField):
        return [{"found": marker}] if field.get_default() == [] else {"found": marker}
    return marker


def whole_database() -> str:
    """Every value of every table as one text."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names of our own tables
            parts += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(parts)
