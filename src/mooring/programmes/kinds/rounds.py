"""To those who are in a programme, or could be: that a round comes, whether they are in, why they were left out."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mooring.core.dates import in_words
from mooring.notices.models import Notice, Topic
from mooring.notices.register import Letter, Section, kind
from mooring.people.models import Member
from mooring.programmes import addresses
from mooring.programmes.kinds.about import entry_of, receiver, round_of
from mooring.programmes.models import Enrolment, Programme, Round
from mooring.programmes.queries.mine import cause_for_oneself


def _is_in(round: Round, member: Member) -> bool:
    return Enrolment.objects.filter(programme=round.programme_id, member=member, state=Enrolment.State.IN).exists()


class _Asking:
    """True until the person has answered or the matching has begun."""

    def still_true(self, notice: Notice) -> bool:
        entry = entry_of(notice)
        asking = entry is not None and entry.round.state == Round.State.ASKING and not entry.answer
        return asking and entry is not None and _is_in(entry.round, receiver(notice))


@kind(
    "programmes.ask",
    title=gettext_lazy("Are you in this time?"),
    because=gettext_lazy("You get this because the programme asks before each round."),
)
class Ask(_Asking):
    """In this time? One press each way; no answer means no."""

    def word(self, notice: Notice) -> Letter:
        round, member = round_of(notice), receiver(notice)
        return Letter(
            subject=_("%(programme)s: are you in this time?") % {"programme": round.programme.name},
            paragraphs=[
                _("The next introductions go out on %(day)s.") % {"day": in_words(round.starts_on, "day")},
                _("Without an answer you are not in this time. Nobody is told either way."),
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


@kind(
    "programmes.heads_up",
    title=gettext_lazy("The next introduction comes soon"),
    topic=Topic.REMINDERS,
    because=gettext_lazy("You get this before each round of a programme you are in."),
    switch=gettext_lazy("A word before each round"),
)
class HeadsUp(_Asking):
    """A round comes; nothing to do."""

    def word(self, notice: Notice) -> Letter:
        round, member = round_of(notice), receiver(notice)
        return Letter(
            subject=_("%(programme)s: the next introduction comes soon") % {"programme": round.programme.name},
            paragraphs=[
                _("You will be introduced to somebody on %(day)s.") % {"day": in_words(round.starts_on, "day")},
                _("There is nothing to do. If it does not suit you, one press leaves you out this time, and nobody is told."),
            ],
            sections=[Section(choices=[(_("Not this time"), addresses.round_link(round, member, "no"))])],
            links=[(_("Pause or leave"), addresses.programme(round.programme))],
        )


@kind(
    "programmes.called_off",
    title=gettext_lazy("No introductions this time"),
    because=gettext_lazy("You get this because you were told that the round was coming."),
)
class CalledOff:
    """A round that people were told of will not be."""

    def still_true(self, notice: Notice) -> bool:
        return round_of(notice).state == Round.State.CANCELLED

    def word(self, notice: Notice) -> Letter:
        round = round_of(notice)
        day = in_words(round.starts_on, "day")
        return Letter(
            subject=_("%(programme)s: no introductions this time") % {"programme": round.programme.name},
            paragraphs=[_("There will be no introductions on %(day)s after all. There is nothing to do.") % {"day": day}],
            button=(_("Open the programme"), addresses.programme(round.programme)),
        )


@kind(
    "programmes.unplaced",
    title=gettext_lazy("No match for you this time"),
    because=gettext_lazy("You get this because you were in this round."),
)
class Unplaced:
    """No match, why, and that one comes first next time."""

    def still_true(self, notice: Notice) -> bool:
        entry = entry_of(notice)
        return entry is not None and entry.left_out and entry.round.state in {Round.State.PUBLISHED, Round.State.CLOSED}

    def word(self, notice: Notice) -> Letter:
        entry = entry_of(notice)
        if entry is None:
            raise ValueError("The entry of this notice is gone.")
        programme = entry.round.programme
        return Letter(
            subject=_("%(programme)s: no match for you this time") % {"programme": programme.name},
            paragraphs=[cause_for_oneself(entry), _("You come first next time.")],
            button=(_("See why in full"), addresses.programme(programme)),
        )


@kind(
    "programmes.paused",
    title=gettext_lazy("A programme is paused for you"),
    topic=Topic.REMINDERS,
    because=gettext_lazy("You get this because you were in this programme."),
)
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
                _("We have not heard from you in the last three rounds, so we stop here. That is all right, and nobody is told."),
                _("Whenever you like, one press brings you back."),
            ],
            sections=[Section(choices=[(_("Count me in again"), addresses.back_link(enrolment))])],
        )


@kind(
    "programmes.offer",
    title=gettext_lazy("Would you like to take part?"),
    topic=Topic.SOCIAL,
    because=gettext_lazy("You get this because an organiser asks you. You are asked once."),
    expires=dt.timedelta(days=14),
)
class Offer:
    """A programme one could join."""

    def still_true(self, notice: Notice) -> bool:
        programme = Programme.objects.get(public_id=notice.thing)
        known = Enrolment.objects.filter(programme=programme, member=notice.member).exists()
        return programme.state != Programme.State.ENDED and not known

    def word(self, notice: Notice) -> Letter:
        programme, member = Programme.objects.select_related("organisation").get(public_id=notice.thing), receiver(notice)
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
