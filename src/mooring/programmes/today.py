"""What programmes put on somebody's day."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooring.core.dates import in_words
from mooring.core.names import list_of
from mooring.core.time import at
from mooring.meetings.queries import people_of
from mooring.people.models import Member, MemberTopic
from mooring.programmes import queries
from mooring.programmes.models import Enrolment, Round
from mooring.programmes.queries import ChatView, IntroductionCard
from mooring.programmes.waiting import asks
from mooring.suggestions.today import Coming, Item, register, register_coming

SOMEONE_WAITS, ANSWER, LOOK, CAN_WAIT = 10, 20, 30, 50


def introductions(member: Member) -> Iterator[Item]:
    """Times to pick, and meetings to say a word about."""
    for card in queries.introductions_of(member):
        if card.chat and card.others and asks(card.chat):
            yield _did_you_meet(member, card, card.chat)
        elif card.chat and card.others and card.chat.can_pick:
            yield _pick_a_time(member, card, card.chat)


def rounds(member: Member) -> Iterator[Item]:
    """Rounds that wait for a yes or no, and offers of another match."""
    slug, all_of_them = member.organisation.slug, reverse("introductions", args=[member.organisation.slug])
    for one in queries.asked(member):
        if one.must_answer and not one.answer:
            yield Item(
                key=f"round:{one.round_public_id}",
                rank=ANSWER,
                kicker=one.programme_name,
                title=_("Are you in on %(day)s?") % {"day": in_words(one.starts_on, "day")},
                text=_("Only those who say yes are introduced. No reason needed if you would rather not."),
                button=_("Count me in"),
                address=reverse("round_answer", args=[slug, one.round_public_id]) + "?coming=yes",
                minutes=1,
                posts=True,
                otherwise=_("Not this time"),
                otherwise_address=all_of_them,
            )
    for offer in queries.repairs_of(member):
        yield Item(
            key=f"offer:{offer.public_id}",
            rank=SOMEONE_WAITS,
            kicker=offer.programme_name,
            title=_("Shall we introduce you to someone else?") if offer.freed else _("May someone join the two of you?"),
            text=_("Someone is free, and it happens if everyone says yes. Nobody learns who said no."),
            button=_("Yes, gladly"),
            address=reverse("repair_answer", args=[slug, offer.public_id]) + "?answer=yes",
            minutes=1,
            posts=True,
            otherwise=_("Not this time"),
            otherwise_address=all_of_them,
        )


def drafts(member: Member) -> Iterator[Item]:
    """Drafts for an organiser to look at."""
    if not member.is_organiser:
        return
    rows = Round.objects.filter(organisation=member.organisation_id, state__in=[Round.State.DRAFT, Round.State.FAILED])
    shown = ("public_id", "number", "state", "publish_at", "programme__name", "programme__review")
    for round in rows.select_related("programme").only(*shown).order_by("publish_at"):
        known = {"number": round.number, "when": in_words(round.publish_at, "both", member.clock)}
        failed, waits = round.state == Round.State.FAILED, round.programme.review == round.programme.Review.WAIT
        if failed:
            text = _("It could not be made. Nothing has been sent.")
        elif waits:
            text = _("It waits for you to publish it.")
        else:
            text = _("It publishes itself on %(when)s. You can look first.") % known
        yield Item(
            key=f"draft:{round.public_id}",
            rank=LOOK,
            kicker=round.programme.name,
            title=_("Look at round %(number)d") % known if failed else _("Round %(number)d is ready to read") % known,
            text=text,
            button=_("Open it"),
            address=reverse("round", args=[member.organisation.slug, round.public_id]),
            minutes=5,
        )


def profile(member: Member) -> Iterator[Item]:
    """A profile without a single topic gives no reason to introduce anyone."""
    if member.account_id is None or not _is_in_some(member) or MemberTopic.objects.filter(member=member).exists():
        return
    yield Item(
        key=f"profile:{member.public_id}",
        rank=CAN_WAIT,
        kicker=_("Your profile"),
        title=_("Say what you like to talk about"),
        text=_("Two or three words are enough. They become the reason you are introduced to someone."),
        button=_("Write a few"),
        address=reverse("profile", args=[member.organisation.slug]),
        minutes=3,
        names=(member.shown_name,),
    )


def coming(member: Member) -> Iterator[Coming]:
    """The next meeting, and the next introductions of each programme."""
    slug = member.organisation.slug
    meeting = queries.next_meeting(member)
    if meeting is not None and meeting.begins_at is not None:
        names = list_of([one.shown_name for one in people_of(meeting) if one != member])
        known = {"names": names, "when": in_words(meeting.begins_at, "both", member.clock)}
        yield Coming(meeting.begins_at, _("You meet %(names)s on %(when)s.") % known, reverse("meeting", args=[slug, meeting.public_id]))
    for programme, day in queries.next_introductions(member):
        words = _("The next introductions of %(programme)s go out on %(day)s.") % {"programme": programme.name, "day": in_words(day, "day")}
        yield Coming(
            at(day, programme.publish_time, member.organisation.timezone), words, reverse("programme", args=[slug, programme.public_id])
        )


def _pick_a_time(member: Member, card: IntroductionCard, chat: ChatView) -> Item:
    names = [one.name for one in card.others]
    times = len(chat.times)
    if len(names) == 1:
        text = ngettext("A time suits you both.", "%(times)d times suit you both.", times)
    else:
        text = ngettext("A time suits you all.", "%(times)d times suit you all.", times)
    title = _("Meet %(names)s") if chat.number == 1 else _("Meet %(names)s again")
    return Item(
        key=f"time:{card.public_id}:{chat.number}",
        rank=ANSWER,
        kicker=card.programme_name,
        title=title % {"names": list_of(names)},
        text=text % {"times": times},
        button=_("Pick a time"),
        address=reverse("introduction", args=[member.organisation.slug, card.public_id]),
        minutes=2,
        names=tuple(names),
    )


def _did_you_meet(member: Member, card: IntroductionCard, chat: ChatView) -> Item:
    address = reverse("introduction", args=[member.organisation.slug, card.public_id])
    when = in_words(chat.begins_at, "both", member.clock) if chat.begins_at else ""
    return Item(
        key=f"met:{card.public_id}:{chat.number}",
        rank=SOMEONE_WAITS,
        kicker=card.programme_name,
        title=_("Did you meet %(names)s?") % {"names": list_of([one.short_name for one in card.others])},
        text=_("Your time was %(when)s.") % {"when": when},
        button=_("We met"),
        address=reverse("introduction_met", args=[member.organisation.slug, card.public_id, chat.number]) + "?met=yes",
        minutes=1,
        names=tuple(one.name for one in card.others),
        posts=True,
        otherwise=_("It was otherwise"),
        otherwise_address=address,
    )


def _is_in_some(member: Member) -> bool:
    return Enrolment.objects.filter(member=member, state=Enrolment.State.IN).exists()


register("programmes.introductions", introductions)
register("programmes.rounds", rounds)
register("programmes.drafts", drafts)
register("programmes.profile", profile)
register_coming("programmes", coming)
