"""The notices of programmes: whether each is still true when it is sent, and what it says."""

from __future__ import annotations

import datetime as dt

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
from mooring.programmes.models import Chat, Enrolment, Match, Programme, Repair, RepairSeat, Round, RoundEntry, Seat
from mooring.programmes.queries.mine import cause_for_oneself
from mooring.programmes.queries.review import problem_words


def _to(notice: Notice) -> Member:
    if notice.member is None:
        raise ValueError("A notice of a programme goes to a member.")
    return notice.member


def _round(notice: Notice) -> Round:
    return Round.objects.select_related("programme__organisation", "organisation").get(public_id=notice.thing)


def _match(notice: Notice) -> Match:
    return Match.objects.select_related("round__programme", "organisation").get(public_id=notice.thing)


def _entry(notice: Notice) -> RoundEntry | None:
    rows = RoundEntry.objects.filter(round__public_id=notice.thing, member=notice.member)
    return rows.select_related("round__programme").first()


def _is_in(round: Round, member: Member) -> bool:
    return Enrolment.objects.filter(programme=round.programme_id, member=member, state=Enrolment.State.IN).exists()


class _Asking:
    """True until the person has answered or the matching has begun."""

    def still_true(self, notice: Notice) -> bool:
        entry = _entry(notice)
        asking = entry is not None and entry.round.state == Round.State.ASKING and not entry.answer
        return asking and entry is not None and _is_in(entry.round, _to(notice))


@kind("programmes.ask", label=gettext_lazy("Asking whether you are in a round"))
class Ask(_Asking):
    """In this time? One press each way; no answer means no."""

    def word(self, notice: Notice) -> Letter:
        round, member = _round(notice), _to(notice)
        return Letter(
            subject=_("%(programme)s: in this time?") % {"programme": round.programme.name},
            paragraphs=[
                _("The next introductions go out on %(day)s.") % {"day": in_words(round.starts_on, "day")},
                _("Without an answer you are left out this time. Nobody is told either way."),
            ],
            sections=[
                Section(
                    choices=[
                        (_("Yes, count me in"), addresses.round_link(round, member, "yes")),
                        (_("Not this time"), addresses.round_link(round, member, "no")),
                    ]
                )
            ],
            links=[(_("Pause or leave"), addresses.programme(round.programme))],
        )


@kind("programmes.heads_up", label=gettext_lazy("Telling you that a round comes"), switchable=True)
class HeadsUp(_Asking):
    """A round comes; nothing to do."""

    def word(self, notice: Notice) -> Letter:
        round, member = _round(notice), _to(notice)
        return Letter(
            subject=_("%(programme)s: the next introduction comes soon") % {"programme": round.programme.name},
            paragraphs=[
                _("You will be introduced to somebody on %(day)s.") % {"day": in_words(round.starts_on, "day")},
                _("There is nothing to do. If it does not suit you, one press leaves you out this time, and nobody is told."),
            ],
            sections=[Section(choices=[(_("Not this time"), addresses.round_link(round, member, "no"))])],
            links=[(_("Pause or leave"), addresses.programme(round.programme))],
        )


@kind("programmes.called_off", label=gettext_lazy("Rounds that were called off"))
class CalledOff:
    """A round that people were told of will not be."""

    def still_true(self, notice: Notice) -> bool:
        return _round(notice).state == Round.State.CANCELLED

    def word(self, notice: Notice) -> Letter:
        round = _round(notice)
        day = in_words(round.starts_on, "day")
        return Letter(
            subject=_("%(programme)s: no introductions this time") % {"programme": round.programme.name},
            paragraphs=[_("The round of %(day)s will not be held. There is nothing to do.") % {"day": day}],
            button=(_("Open the programme"), addresses.programme(round.programme)),
        )


@kind("programmes.introduction", label=gettext_lazy("Introductions"), expires=dt.timedelta(days=14))
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
        match, member = _match(notice), _to(notice)
        seats = match.seats.filter(state=Seat.State.IN).select_related("member__account", "member__team", "member__site")
        people = [seat.member for seat in seats]
        others = [one for one in people if one.pk != member.pk]
        why = reasons.worded(match.reasons, match, member, members=people)
        chat = Chat.objects.select_related("meeting").prefetch_related("meeting__offered_times").get(match=match, number=1)
        known = {"programme": match.round.programme.name}
        return Letter(
            # Subjects are read on locked screens and in lists: no name stands in them.
            subject=_("%(programme)s: an introduction for you") % known,
            paragraphs=[*(_about(one) for one in others)],
            sections=[
                *([Section(heading=_("Why you"), lines=why)] if why else []),
                Section(heading=_("To begin with"), items=questions.worded(match.questions)),
                _times(chat, member),
            ],
            button=(_("Open the introduction"), addresses.introduction(match)),
            links=[(_("Not comfortable?"), addresses.not_comfortable(match))],
        )


def _about(member: Member) -> str:
    told = [member.title, member.team.name if member.team else "", member.site.name if member.site else ""]
    known = {"name": member.shown_name, "about": ", ".join(one for one in told if one)}
    return _("%(name)s: %(about)s.") % known if known["about"] else _("%(name)s.") % known


def _times(chat: Chat, member: Member) -> Section:
    meeting = chat.meeting
    times = [one for one in meeting.offered_times.all() if one.begins_at > now()] if meeting.state == Meeting.State.OFFERED else []
    if not times:
        return Section(heading=_("When"), lines=[_("Open the introduction to see when you could meet.")])
    heading = ngettext("A time that suits all of you", "Times that suit all of you", len(times))
    return Section(
        heading=heading,
        lines=[_("Choose one and everyone gets the invitation.")],
        choices=[(in_words(one.begins_at, "both"), links.pick(meeting, member, one)) for one in times],
    )


@kind("programmes.later_chat", label=gettext_lazy("Times for a further chat with the same person"), expires=dt.timedelta(days=14))
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
        match, member = _match(notice), _to(notice)
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
        )


@kind("programmes.unplaced", label=gettext_lazy("Telling you why there is no match this time"))
class Unplaced:
    """No match, why, and that one comes first next time."""

    def still_true(self, notice: Notice) -> bool:
        entry = _entry(notice)
        return entry is not None and entry.left_out and entry.round.state in {Round.State.PUBLISHED, Round.State.CLOSED}

    def word(self, notice: Notice) -> Letter:
        entry = _entry(notice)
        if entry is None:
            raise ValueError("The entry of this notice is gone.")
        programme = entry.round.programme
        return Letter(
            subject=_("%(programme)s: no match for you this time") % {"programme": programme.name},
            paragraphs=[cause_for_oneself(entry), _("You come first next time.")],
            button=(_("See why in full"), addresses.programme(programme)),
        )


@kind("programmes.another_coming", label=gettext_lazy("Telling you that another match is looked for"))
class AnotherComing:
    """The match is over; another is looked for. Nothing says why."""

    def still_true(self, notice: Notice) -> bool:
        return _match(notice).state == Match.State.ENDED

    def word(self, notice: Notice) -> Letter:
        match = _match(notice)
        return Letter(
            subject=_("%(programme)s: another match is on its way") % {"programme": match.round.programme.name},
            paragraphs=[
                _("The introduction you had for this round will not go ahead. That happens for many reasons, and none is kept."),
                _("We look for somebody else for you within two working days. If nobody is free, you come first next time."),
            ],
            button=(_("Open the programme"), addresses.programme(match.round.programme)),
        )


@kind("programmes.repair", label=gettext_lazy("Offers of another match in a running round"), expires=dt.timedelta(days=3))
class RepairOffer:
    """Another match, for one who lost theirs; or a third, for a pair. Names nobody."""

    def still_true(self, notice: Notice) -> bool:
        return RepairSeat.objects.filter(
            repair__public_id=notice.thing, repair__state=Repair.State.OPEN, member=notice.member, answer=RepairSeat.Answer.NONE
        ).exists()

    def word(self, notice: Notice) -> Letter:
        repair = Repair.objects.select_related("round__programme").get(public_id=notice.thing)
        member = _to(notice)
        freed = repair.seats.filter(member=member, freed=True).exists()
        known = {"programme": repair.round.programme.name}
        if freed:
            subject = _("%(programme)s: there may be another match for you") % known
            text = _("The match made for you could not go ahead, and somebody else is free. When everyone says yes, you are introduced.")
        else:
            subject = _("%(programme)s: would you take somebody in?") % known
            text = _("Somebody in this round has lost their partner. Would you meet as one more? It happens only when all of you say yes.")
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


@kind("programmes.paused", label=gettext_lazy("Telling you that a programme was paused for you"))
class Paused:
    """Three quiet rounds: paused, and one click back."""

    def still_true(self, notice: Notice) -> bool:
        return Enrolment.objects.filter(public_id=notice.thing, state=Enrolment.State.PAUSED, paused_for_silence=True).exists()

    def word(self, notice: Notice) -> Letter:
        enrolment = Enrolment.objects.select_related("programme__organisation", "member").get(public_id=notice.thing)
        name = enrolment.programme.name
        return Letter(
            subject=_("%(programme)s is paused for you") % {"programme": name},
            paragraphs=[
                _("The last three introductions came at a busy time, so we stopped sending them. That is all right, and nobody is told."),
                _("Whenever you like, one press brings you back."),
            ],
            sections=[Section(choices=[(_("Count me in again"), addresses.back_link(enrolment))])],
        )


@kind("programmes.offer", label=gettext_lazy("Being asked into a programme"), expires=dt.timedelta(days=14))
class Offer:
    """A programme one could join."""

    def still_true(self, notice: Notice) -> bool:
        programme = Programme.objects.get(public_id=notice.thing)
        known = Enrolment.objects.filter(programme=programme, member=notice.member).exists()
        return programme.state != Programme.State.ENDED and not known

    def word(self, notice: Notice) -> Letter:
        programme, member = Programme.objects.select_related("organisation").get(public_id=notice.thing), _to(notice)
        often = ngettext("once a week", "every %(weeks)s weeks", programme.cadence_weeks) % {"weeks": programme.cadence_weeks}
        return Letter(
            subject=_("%(programme)s: would you like to take part?") % {"programme": programme.name},
            paragraphs=[
                _("You would be introduced to a colleague %(often)s, inside your working hours.") % {"often": often},
                _("You can pause or leave with one press, and nobody is told. Without an answer nothing happens."),
            ],
            sections=[Section(choices=[(_("Yes, count me in"), addresses.join_link(programme, member))])],
            links=[(_("What it is"), addresses.programme(programme))],
        )


class _ForOrganisers:
    """True while the round is where the notice says it is and the person still organises."""

    state = Round.State.DRAFT

    def still_true(self, notice: Notice) -> bool:
        return _round(notice).state == self.state and _to(notice).is_organiser


@kind("programmes.draft_ready", label=gettext_lazy("Drafts of rounds you organise"), switchable=True)
class DraftReady(_ForOrganisers):
    """There is a draft to look at."""

    def word(self, notice: Notice) -> Letter:
        round = _round(notice)
        known = {"programme": round.programme.name, "when": in_words(round.publish_at, "both")}
        if round.programme.review == Programme.Review.PUBLISH:
            then = _("It publishes itself on %(when)s, looked at or not.") % known
        else:
            then = _("It waits for you. It was planned for %(when)s.") % known
        return Letter(
            subject=_("%(programme)s: the draft is ready") % known,
            paragraphs=[then],
            button=(_("Look at the draft"), addresses.review(round)),
        )


@kind("programmes.draft_waits", label=gettext_lazy("Drafts that wait for you"))
class DraftWaits(_ForOrganisers):
    """The time has come and nobody has published."""

    def word(self, notice: Notice) -> Letter:
        round = _round(notice)
        return Letter(
            subject=_("%(programme)s: the draft waits for you") % {"programme": round.programme.name},
            paragraphs=[_("Its time has come, and it goes out when somebody publishes it. This is the only reminder.")],
            button=(_("Look at the draft"), addresses.review(round)),
        )


@kind("programmes.solve_failed", label=gettext_lazy("Rounds that could not be matched"))
class SolveFailed(_ForOrganisers):
    """Matching failed, why, and the way to try again."""

    state = Round.State.FAILED

    def word(self, notice: Notice) -> Letter:
        round = _round(notice)
        return Letter(
            subject=_("%(programme)s: the round could not be matched") % {"programme": round.programme.name},
            paragraphs=[problem_words(round.problem)],
            button=(_("Open the round"), addresses.review(round)),
        )
