"""A time two or more people hold together. Features point down to it; it points at nothing above."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.ids import PublicIdField
from mooring.core.time import now
from mooring.people.models import Member, Organisation


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings, narrowed."""

    def visible_to(self, member: Member) -> MeetingQuerySet:
        """Those the member is part of; nobody else sees a meeting."""
        return self.filter(organisation_id=member.organisation_id, attendances__member=member, attendances__state__in=["in", "cannot"])


class Meeting(models.Model):
    """One meeting of any number of people: times offered, one chosen, an invitation sent, an answer each."""

    class State(models.TextChoices):
        OFFERED = "offered", _("times offered")
        AGREED = "agreed", _("time chosen")
        LETTERS = "letters", _("letters in turns")
        OVER = "over", _("over")
        CANCELLED = "cancelled", _("cancelled")

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="meetings")
    purpose = models.CharField(max_length=40)  # a name in the register of purposes, which words title and description
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    minutes = models.PositiveSmallIntegerField(default=30)
    from_date = models.DateField()  # the dates it may fall on, local to the organisation
    to_date = models.DateField()
    last_date = models.DateField(null=True, blank=True)  # while no time stands, others are looked for until then; empty: to_date
    # Of the chosen time; after a cancelling, of the cancelled one, which its calendar message must name.
    begins_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)  # video address; empty: phone, or the people decide
    uid = models.CharField(max_length=120, unique=True)  # of the calendar event, for its whole life
    organizer = models.CharField(max_length=320, blank=True)  # of the event, as its first invitation said
    sequence = models.PositiveIntegerField(default=0)
    stamped_at = models.DateTimeField(default=now)  # DTSTAMP of the last invitation; rises with SEQUENCE
    made_at = models.DateTimeField(default=now)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(state="agreed") | Q(begins_at__isnull=False), name="meetings_agreed_has_time"),)
        indexes = (models.Index(fields=["state", "begins_at"]),)

    @property
    def ends_on(self) -> dt.date:
        """The last day a time may be found on, local to the organisation."""
        return max(self.last_date or self.to_date, self.to_date)

    @property
    def length(self) -> dt.timedelta:
        """How long it takes."""
        return dt.timedelta(minutes=self.minutes)


class OfferedTime(models.Model):
    """A time that suits everyone, offered to be chosen."""

    public_id = PublicIdField()
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="offered_times")
    begins_at = models.DateTimeField()

    class Meta:
        ordering = ("begins_at",)
        constraints = (models.UniqueConstraint(fields=["meeting", "begins_at"], name="meetings_offered_once"),)


class LeftOut(models.Model):
    """Somebody whom a time offered to a group does not suit: the group shares none."""

    offered = models.ForeignKey(OfferedTime, on_delete=models.CASCADE, related_name="left_out")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["offered", "member"], name="meetings_left_out_once"),)


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Who is part of meetings, narrowed."""

    def unanswered(self, on: dt.date) -> AttendanceQuerySet:
        """Those who have not said whether they met, or are to be asked again by a date."""
        return self.filter(Q(met=Attendance.Met.UNKNOWN) | Q(met=Attendance.Met.LATER, ask_on__lte=on))


class Attendance(models.Model):
    """One person of a meeting, and their answer afterwards."""

    class Met(models.TextChoices):
        UNKNOWN = "", _("no answer")
        YES = "yes", _("we met")
        SOME = "some", _("some of us met")
        LATER = "later", _("not yet, ask me later")
        NO = "no", _("we did not")

        @classmethod
        def happened(cls) -> set[Attendance.Met]:
            """The answers that say that it happened."""
            return {cls.YES, cls.SOME}

        @classmethod
        def did_not(cls) -> set[Attendance.Met]:
            """The answers that say that it did not, at its time."""
            return {cls.NO, cls.LATER}

    class Reply(models.TextChoices):
        NONE = "", _("no answer")
        ACCEPTED = "accepted", _("accepted")
        TENTATIVE = "tentative", _("perhaps")
        DECLINED = "declined", _("cannot come")

    class State(models.TextChoices):
        IN = "in", _("in")
        CANNOT = "cannot", _("cannot make this time")
        OUT = "out", _("no longer part of it")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="attendances")
    state = models.CharField(max_length=6, choices=State, default=State.IN)
    chose = models.BooleanField(default=False)  # this person picked the time
    bad_hour = models.BooleanField(default=False)  # early or late in this person's day
    without = models.BooleanField(default=False)  # the others meet at a time that does not suit this person
    reply = models.CharField(max_length=9, choices=Reply, blank=True)  # of their calendar, to the time that stands
    replied_at = models.DateTimeField(null=True, blank=True)  # DTSTAMP of that reply: an older one does not count
    met = models.CharField(max_length=5, choices=Met, blank=True)
    ask_on = models.DateField(null=True, blank=True)  # of “later”: asked again from then on, by this person's clock
    answered_at = models.DateTimeField(null=True, blank=True)
    useful = models.BooleanField(null=True, blank=True)  # private, as all of what one says afterwards
    comfortable = models.BooleanField(null=True, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["meeting", "member"], name="meetings_attendance_once"),)
        indexes = (models.Index(fields=["member", "meeting"]),)

    def is_asked(self, on: dt.date) -> bool:
        """Whether this person is to be asked if they met, by a date of theirs."""
        return self.met == self.Met.UNKNOWN or (self.met == self.Met.LATER and self.ask_on is not None and self.ask_on <= on)


class Turn(models.Model):
    """One person's turn to write, where people share no hour. What they write is their own and not kept."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["meeting", "number"], name="meetings_turn_once"),)


class Proposal(models.Model):
    """Another time for a meeting, proposed by one of its people from their calendar. One of the others takes it, or keeps what stands."""

    class State(models.TextChoices):
        OPEN = "open", _("proposed")
        TAKEN = "taken", _("taken")
        REFUSED = "refused", _("not taken")
        REPLACED = "replaced", _("replaced by another")

    public_id = PublicIdField()
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="proposals")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    begins_at = models.DateTimeField()
    sequence = models.PositiveIntegerField()  # of the meeting it is about: one of another time is void
    stamped_at = models.DateTimeField()  # DTSTAMP of the message it came by
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["meeting", "member", "stamped_at"], name="meetings_proposed_once"),)

    def stands(self, meeting: Meeting) -> bool:
        """Whether it may still be taken, for the meeting as it is."""
        about = meeting.state == Meeting.State.AGREED and self.sequence == meeting.sequence
        return about and self.state == self.State.OPEN and self.begins_at > now()


class Came(models.Model):
    """One of those who came, as one person of a meeting says who answers “some of us”."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="came")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["attendance", "member"], name="meetings_came_once"),)


WHY_MEETING = _("So that you and the people you meet have a time, an invitation and a way back.")
_MATCH = personal.Seen.MATCH
personal.declare(
    Meeting,
    owner="attendances__member__account",
    why=WHY_MEETING,
    fields={"purpose": _MATCH, "state": _MATCH, "minutes": _MATCH, "begins_at": _MATCH, "place": _MATCH},
    not_personal=("from_date", "to_date", "last_date", "uid", "organizer", "sequence", "stamped_at", "made_at"),
    keep_days=730,
    since="made_at",
    # The place may be the person's own meeting link.
    erase=personal.Erase.BLANK,
    stays=("purpose", "state", "minutes", "begins_at"),
)
personal.declare(
    OfferedTime,
    owner="meeting__attendances__member__account",
    why=WHY_MEETING,
    fields={"begins_at": _MATCH},
    erase=personal.Erase.KEEP,
    exported=False,
)
personal.declare(
    Attendance,
    owner="member__account",
    why=WHY_MEETING,
    fields={
        "state": _MATCH,
        "chose": personal.Seen.ME,
        "bad_hour": personal.Seen.ME,
        "without": _MATCH,
        "reply": _MATCH,
        "replied_at": personal.Seen.NOBODY,
        "met": personal.Seen.ME,
        "ask_on": personal.Seen.ME,
        "answered_at": personal.Seen.ME,
        "useful": personal.Seen.ME,
        "comfortable": personal.Seen.ME,
    },
    erase=personal.Erase.KEEP,
    context={"meeting_begins_at": "meeting.begins_at"},
)
personal.declare(
    Came,
    owner="attendance__member__account",
    why=_("So that those who could not come count as still to meet."),
    fields={},
    export=lambda row: {"came": row.member.shown_name, "meeting_begins_at": row.attendance.meeting.begins_at},
)
personal.declare(
    Proposal,
    owner="member__account",
    why=_("So that another time you propose from your calendar reaches the people you meet."),
    fields={"begins_at": _MATCH, "state": _MATCH, "made_at": personal.Seen.ME},
    not_personal=("sequence", "stamped_at"),
    keep_days=90,
    since="made_at",
)
personal.declare(
    LeftOut,
    owner="member__account",
    why=_("So that a group without a common hour can meet, and is met without another of you next time."),
    fields={},
    export=lambda row: {"left out of": row.offered.begins_at},
)
personal.declare(
    Turn,
    owner="member__account",
    why=_("So that people who share no hour can write to each other in turns."),
    fields={"due_at": _MATCH, "written_at": _MATCH},
    not_personal=("number",),
    keep_days=730,
    since="due_at",
)
