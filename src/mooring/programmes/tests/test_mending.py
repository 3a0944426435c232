"""What happens between publishing and the first introduction: solved again, shown to the organiser, and nothing told of why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from mooring.boundaries.actions import add_leave
from mooring.core.time import now
from mooring.notices.models import Notice
from mooring.people.models import Member
from mooring.programmes import access, actions, matching, queries
from mooring.programmes.models import Match, Round, RoundEntry
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.story import drain, everybody_in, make_people, settle

Enter = Callable[[Member], Client]
TOUCHES = ["left", "block", "snooze", "hours", "left programme"]
PRIVATE = ("snooz", "block", "on leave", "asked never")


def published(people: list[Member], **fields: object) -> Round:
    """A round an organiser published a moment ago; the introductions go in ten minutes."""
    Member.objects.filter(pk=people[0].pk).update(is_organiser=True)
    people[0].refresh_from_db()
    programme = make_programme(people[0].organisation, **fields)
    everybody_in(programme, people)
    round = actions.open_round(programme=programme)
    actions.start_solving(round=round)
    drain()
    actions.publish(round=Round.objects.get(pk=round.pk), actor=people[0])
    return Round.objects.select_related("programme__organisation", "organisation").get(pk=round.pk)


def touch(how: str, round: Round, one: Member, other: Member) -> None:
    if how == "left":
        Member.objects.filter(pk=one.pk).update(left_at=now())
    elif how == "block":
        actions.block(member=other, other=one)
    elif how == "snooze":
        actions.snooze(enrolment=access.enrolment_for(one, round.programme), until=round.starts_on + dt.timedelta(days=3))
    elif how == "hours":
        add_leave(account=one.account, first=round.starts_on, last=round.ends_on)
    else:
        actions.leave(enrolment=access.enrolment_for(one, round.programme))


def pairs(round: Round) -> set[frozenset[int]]:
    rows = Match.objects.filter(round=round, state=Match.State.PUBLISHED).prefetch_related("seats")
    return {frozenset(seat.member_id for seat in match.seats.all()) for match in rows}


def matching_groups(round: Round) -> list[frozenset[int]]:
    rows = Match.objects.not_introduced().filter(round=round).order_by("pk").prefetch_related("seats")
    return [frozenset(seat.member_id for seat in match.seats.all()) for match in rows]


def a_pair(round: Round, besides: Member) -> tuple[Member, Member]:
    group = next(group for group in sorted(pairs(round), key=sorted) if len(group) == 2 and besides.pk not in group)
    one, other = (Member.objects.select_related("account", "organisation").get(pk=key) for key in sorted(group))
    return one, other


def page(enter: Enter, round: Round, organiser: Member) -> str:
    return enter(organiser).get(reverse("round", args=[organiser.organisation.slug, round.public_id])).content.decode()


def go_on(clock: time_machine.Traveller, minutes: int = 11, times: int = 3) -> None:
    clock.shift(dt.timedelta(minutes=minutes))
    for _tick in range(times):
        settle()
        clock.shift(dt.timedelta(minutes=1))


@pytest.mark.parametrize("how", TOUCHES)
def test_a_match_touched_after_publishing_is_solved_again_and_the_change_is_shown(
    clock: time_machine.Traveller, enter: Enter, how: str
) -> None:
    people = make_people(9, teams=9)
    round = published(people)
    before = pairs(round)
    assert "Changed since the draft." not in page(enter, round, people[0])
    one, other = a_pair(round, people[0])
    touch(how, round, one, other)
    go_on(clock)

    after = pairs(round)
    assert frozenset({one.pk, other.pk}) not in after
    assert len(before & after) >= len(before) - 2
    assert len(queries.introductions_of(other)) == 1
    assert len(queries.introductions_of(one)) == (1 if how == "block" else 0)
    introduced = Notice.objects.filter(kind="programmes.introduction").values_list("member", flat=True)
    assert sorted(introduced) == sorted(key for group in after for key in group)
    shown = page(enter, round, people[0])
    assert "Changed since the draft." in shown
    review = queries.review(Round.objects.get(pk=round.pk), people[0])
    assert any(other.name in words for words in review.changes)
    assert not any(word in " ".join(review.changes).lower() for word in PRIVATE)
    if how in {"left", "snooze", "left programme"}:
        assert one.name not in repr(review)


def test_nobody_is_introduced_or_told_before_it_is_solved_again(clock: time_machine.Traveller) -> None:
    people = make_people(6, teams=6)
    round = published(people)
    one, other = a_pair(round, people[0])
    touch("snooze", round, one, other)
    clock.shift(dt.timedelta(minutes=11))
    assert actions.introduce_due() == 0
    assert not Notice.objects.filter(kind__in=["programmes.introduction", "programmes.unplaced"]).exists()
    # However often it is looked at, it is put on the queue once.
    actions.introduce_due()
    drain()
    assert actions.introduce_due() == 2
    drain()
    assert actions.introduce_due() == 0


def test_two_who_block_each_other_in_the_last_minute_are_told_that_there_is_no_match(clock: time_machine.Traveller) -> None:
    people = make_people(2)
    round = published(people)
    actions.block(member=people[1], other=people[0])
    go_on(clock)
    assert not Notice.objects.filter(kind="programmes.introduction").exists()
    assert set(RoundEntry.objects.filter(round=round).values_list("outcome", flat=True)) == {RoundEntry.Outcome.UNPLACED}
    told = [one for one in mail.outbox if one.subject == "Coffee: no match for you this time"]
    assert len(told) == 2
    assert not any(word in one.body.lower() for one in told for word in PRIVATE)


@pytest.mark.parametrize("how", TOUCHES)
def test_whoever_is_left_alone_comes_first_next_time(clock: time_machine.Traveller, how: str) -> None:
    people = make_people(2)
    round = published(people)
    touch(how, round, people[1], people[0])
    go_on(clock)
    assert not Notice.objects.filter(kind="programmes.introduction").exists()
    why = queries.why_unplaced(people[0], round.programme)
    assert why is not None
    assert why.comes_first == "You come first next time."


def test_taken_back_while_it_waits_it_is_a_draft_and_nobody_hears(clock: time_machine.Traveller) -> None:
    people = make_people(4, teams=4)
    round = published(people)
    one, other = a_pair(round, people[0])
    touch("block", round, one, other)
    clock.shift(dt.timedelta(minutes=11))
    actions.introduce_due()
    actions.take_back(round=round, actor=people[0])
    drain()
    settle()
    round.refresh_from_db()
    assert (round.state, round.changes) == (Round.State.DRAFT, [])
    assert not Notice.objects.filter(kind="programmes.introduction").exists()


def test_where_it_cannot_be_solved_the_others_are_introduced_and_the_organiser_sees_who_was_not(
    clock: time_machine.Traveller, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = make_people(6, teams=6)
    round = published(people)
    one, other = a_pair(round, people[0])
    touch("block", round, one, other)

    def never(*_args: object) -> None:
        raise matching.NotSolved("time")

    with monkeypatch.context() as patched:
        patched.setattr(matching, "run", never)
        go_on(clock)
    assert Notice.objects.filter(kind="programmes.introduction").count() == 4
    shown = page(enter, round, people[0])
    assert "Not introduced after all" in shown
    (words,) = queries.review(Round.objects.get(pk=round.pk), people[0]).changes
    assert one.name in words
    assert other.name in words


def test_a_match_touched_once_others_are_introduced_is_let_go_and_the_change_is_shown(clock: time_machine.Traveller, enter: Enter) -> None:
    people = make_people(6, teams=6)
    round = published(people)
    one, other = a_pair(round, people[0])
    first = next(match for match in Match.objects.filter(round=round) if not match.seats.filter(member__in=[one, other]).exists())
    clock.shift(dt.timedelta(minutes=11))
    actions.introduce_match(match=first)
    touch("hours", round, one, other)
    go_on(clock, minutes=0)
    assert queries.introductions_of(other) == []
    assert "Not introduced after all" in page(enter, round, people[0])
    assert Notice.objects.filter(kind="programmes.introduction").count() == 4


@pytest.mark.parametrize("when", ["before publishing", "after publishing"])
def test_a_match_both_of_whose_people_are_gone_does_not_vanish_without_a_word(
    clock: time_machine.Traveller, enter: Enter, when: str
) -> None:
    people = make_people(6, teams=6)
    round = published(people)
    if when == "before publishing":
        actions.take_back(round=round, actor=people[0])
    pair = [group for group in matching_groups(round) if people[0].pk not in group][0]
    for one in Member.objects.filter(pk__in=pair).select_related("account", "organisation"):
        touch("snooze", round, one, one)
    if when == "before publishing":
        actions.publish(round=round, actor=people[0])
    go_on(clock)
    shown = page(enter, round, people[0])
    assert "One match of the draft is gone, and nobody waits because of it." in shown
    assert Notice.objects.filter(kind="programmes.introduction").count() == 4
    named = [one.name for one in Member.objects.filter(pk__in=pair)]
    assert not any(f">{name}<" in shown for name in named), "who is not in is not named"
    # Looked at again and again it is said once, and another that goes is counted with it.
    assert len(queries.review(Round.objects.get(pk=round.pk), people[0]).changes) == 1


def test_what_was_changed_twice_is_said_as_it_is_now(clock: time_machine.Traveller) -> None:
    people = make_people(8, teams=8)
    round = published(people)
    one, other = a_pair(round, people[0])
    touch("block", round, one, other)
    actions.mend(round=round)
    mended = pairs(round)
    again = next(group for group in sorted(mended, key=sorted) if one.pk in group)
    partner = Member.objects.select_related("account", "organisation").get(pk=next(iter(again - {one.pk})))
    touch("block", round, one, partner)
    actions.mend(round=round)
    round.refresh_from_db()
    told = {frozenset(row["people"]) for row in round.changes if row["code"] == "new"}
    names = dict(Member.objects.values_list("pk", "public_id"))
    assert told <= {frozenset(names[key] for key in group) for group in pairs(round)}
    assert len(told) == len([row for row in round.changes if row["code"] == "new"])
