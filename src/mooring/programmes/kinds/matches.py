"""To the people of a match: who they meet, further chats, and another match for whoever lost theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mooring.core.dates import in_words
from mooring.core.names import list_of
from mooring.core.time import now
from mooring.meetings import links
from mooring.meetings.models import Meeting
from mooring.notices.models import Notice
from mooring.notices.register import Letter, Section, kind
from mooring.people.models import Member
from mooring.programmes import addresses, questions, reasons
from mooring.programmes.kinds.about import match_of, receiver
from mooring.programmes.models import Chat, Match, Repair, RepairSeat, Seat

PAIR: Final = 2


@kind(
    "programmes.introduction",
    title=gettext_lazy("An introduction for you"),
    timed=True,
    because=gettext_lazy("You get this because you take part in this programme."),
    expires=dt.timedelta(days=14),
)
class Introduction:
    """Who, why you, three questions, three times, and the way out."""

    def still_true(self, notice: Notice) -> bool:
        return Seat.objects.filter(
            match__public_id=notice.thing,
            member=notice.member,
            state=Seat.State.IN,
            match__state=Match.State.PUBLISHED,
            match__introduced_at__isnull=False,
        ).exists()

    def word(self, notice: Notice) -> Letter:
        match, member = match_of(notice), receiver(notice)
        seats = match.seats.filter(state=Seat.State.IN).select_related("member__account", "member__team", "member__site")
        people = [seat.member for seat in seats]
        others = [one for one in people if one.pk != member.pk]
        why = reasons.worded(match.reasons, match, member, members=people, halves=reasons.halves_of(match, people, member))
        chat = Chat.objects.select_related("meeting").prefetch_related("meeting__offered_times").get(match=match, number=1)
        known = {"programme": match.round.programme.name}
        return Letter(
            # Subjects are read on locked screens and in lists: no name stands in them.
            subject=_("%(programme)s: an introduction for you") % known,
            paragraphs=[
                _("This round introduces you to %(names)s.") % {"names": list_of([one.shown_name for one in others])},
                *(about for about in map(_about, others) if about),
            ],
            sections=[
                *([Section(heading=_("Why you"), lines=why)] if why else []),
                Section(heading=_("If you would like a way in"), items=questions.worded(match.questions)),
                _times(chat, member),
            ],
            button=(_("Open the introduction"), addresses.introduction(match)),
            links=[
                (_("Someone else, please"), addresses.another_link(match, member)),
                (_("Not comfortable?"), addresses.not_comfortable(match)),
            ],
            reply_to=_addresses(others),
        )


def _addresses(members: Iterable[Member]) -> list[str]:
    """Where each is written to at work, which everyone in the organisation sees."""
    return [one.work_address for one in members if one.work_address]


def _about(member: Member) -> str:
    told = [member.title, member.team.name if member.team else "", member.site.name if member.site else ""]
    known = {"name": member.shown_name, "about": ", ".join(one for one in told if one)}
    return _("%(name)s: %(about)s.") % known if known["about"] else ""


def _times(chat: Chat, member: Member) -> Section:
    meeting = chat.meeting
    times = [one for one in meeting.offered_times.all() if one.begins_at > now()] if meeting.state == Meeting.State.OFFERED else []
    if not times:
        return Section(heading=_("When"), lines=[_("Open the introduction to see when you could meet.")])
    if chat.match.seats.filter(state=Seat.State.IN).count() > PAIR:
        heading = ngettext("A time that suits all of you", "Times that suit all of you", len(times))
    else:
        heading = ngettext("One time that suits you both", "Times that suit you both", len(times))
    return Section(
        heading=heading,
        lines=[_("Choose one and everyone gets the invitation.")],
        choices=[(in_words(one.begins_at, "both"), links.pick(meeting, member, one)) for one in times],
    )


@kind(
    "programmes.later_chat",
    title=gettext_lazy("Another chat?"),
    because=gettext_lazy("You get this because the programme offers more than one chat with the same person."),
    expires=dt.timedelta(days=14),
)
class LaterChat:
    """Times for the second or third chat; either may say enough."""

    def still_true(self, notice: Notice) -> bool:
        return Seat.objects.filter(
            match__public_id=notice.thing,
            member=notice.member,
            state=Seat.State.IN,
            match__enough=False,
            match__chats__number=int(notice.detail),
            match__chats__meeting__state=Meeting.State.OFFERED,
        ).exists()

    def word(self, notice: Notice) -> Letter:
        match, member = match_of(notice), receiver(notice)
        chat = Chat.objects.select_related("meeting").get(match=match, number=int(notice.detail))
        others = match.seats.filter(state=Seat.State.IN).exclude(member=member).select_related("member__account")
        names = list_of([one.member.shown_name for one in others])
        return Letter(
            subject=_("%(programme)s: another chat?") % {"programme": match.round.programme.name},
            paragraphs=[
                _("Another chat with %(names)s?") % {"names": names},
                _("Ties hold better when people meet more than once. If once was enough, say so: nobody is told who did."),
            ],
            sections=[_times(chat, member)],
            button=(_("Open the introduction"), addresses.introduction(match)),
            reply_to=_addresses(one.member for one in others),
        )


@kind(
    "programmes.another_coming",
    title=gettext_lazy("We are looking for somebody else"),
    because=gettext_lazy("You get this because you were introduced in this round."),
)
class AnotherComing:
    """The match is over; another is looked for. Nothing says why."""

    def still_true(self, notice: Notice) -> bool:
        return match_of(notice).state == Match.State.ENDED

    def word(self, notice: Notice) -> Letter:
        match = match_of(notice)
        return Letter(
            subject=_("%(programme)s: we are looking for somebody else") % {"programme": match.round.programme.name},
            paragraphs=[
                _("The introduction you had for this round will not go ahead. That happens for many reasons, and none is kept."),
                _("We look for somebody else for you within two working days. If nobody is free, you come first next time."),
            ],
            button=(_("Open the programme"), addresses.programme(match.round.programme)),
        )


@kind(
    "programmes.repair",
    title=gettext_lazy("There may be another match"),
    timed=True,
    because=gettext_lazy("You get this because you are in this round."),
    expires=dt.timedelta(days=3),
)
class RepairOffer:
    """Another match, for one who lost theirs; or a third, for a pair. Names nobody."""

    def still_true(self, notice: Notice) -> bool:
        return RepairSeat.objects.filter(
            repair__public_id=notice.thing, repair__state=Repair.State.OPEN, member=notice.member, answer=RepairSeat.Answer.NONE
        ).exists()

    def word(self, notice: Notice) -> Letter:
        repair = Repair.objects.select_related("round__programme").get(public_id=notice.thing)
        member = receiver(notice)
        freed = repair.seats.filter(member=member, freed=True).exists()
        known = {"programme": repair.round.programme.name}
        if freed:
            subject = _("%(programme)s: there may be another match for you") % known
            text = _("The match made for you could not go ahead, and somebody else is free. When everyone says yes, you are introduced.")
        else:
            subject = _("%(programme)s: may somebody join you?") % known
            text = _("Somebody in this round has lost their partner. May they join you? It happens only when all of you say yes.")
        return Letter(
            subject=subject,
            paragraphs=[text, _("Nobody learns who said no, or that anybody did.")],
            sections=[
                Section(
                    choices=[
                        (_("Yes, gladly"), addresses.repair_link(repair, member, "yes")),
                        (_("Not this time"), addresses.repair_link(repair, member, "no")),
                    ]
                )
            ],
        )
