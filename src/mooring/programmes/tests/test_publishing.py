"""Drafts, locks, publishing as things stand, taking back, and what is told to whom."""

from __future__ import annotations

import datetime as dt
import traceback
from typing import Any

import pytest
import time_machine
from structlog.testing import capture_logs

from mooring.boundaries.actions import add_leave, be_full
from mooring.core.time import now
from mooring.notices.models import Notice
from mooring.people.models import Member
from mooring.programmes import access, actions, matching, queries, swaps, tasks
from mooring.programmes.errors import Refused
from mooring.programmes.models import Block, Match, Round
from mooring.programmes.tests.builders import make_programme
from mooring.programmes.tests.story import drain, everybody_in, make_people, settle


def drafted(people: list[Member], **fields: object) -> Round:
    """A draft over these people."""
    programme = make_programme(people[0].organisation, **fields)
    everybody_in(programme, people)
    round = actions.open_round(programme=programme)
    actions.start_solving(round=round)
    drain()
    round.refresh_from_db()
    assert round.state == Round.State.DRAFT
    return round


def organiser_of(people: list[Member]) -> Member:
    Member.objects.filter(pk=people[0].pk).update(is_organiser=True)
    return Member.objects.select_related("organisation", "account").get(pk=people[0].pk)


def groups_of(round: Round, *states: str) -> set[frozenset[int]]:
    rows = Match.objects.filter(round=round, state__in=states or ["draft", "published"]).prefetch_related("seats")
    return {frozenset(seat.member_id for seat in match.seats.all()) for match in rows}


def test_a_draft_shows_the_organiser_its_quality_and_keeps_what_made_it(clock: time_machine.Traveller) -> None:
    people = make_people(7)
    organiser = organiser_of(people)
    round = drafted(people)
    review = queries.review(round, organiser)
    assert (review.people_in, review.placed, review.trios) == (7, 7, 1)
    assert 0 < review.score <= review.bound
    assert review.gap_words
    assert review.fairness_cost is not None
    assert all(match.reasons for match in review.matches)
    assert round.engine_version
    assert round.seed
    assert round.policy == round.programme.policy
    assert round.status == "exact"
    assert Notice.objects.filter(kind="programmes.draft_ready", member=organiser).count() == 1


def test_a_locked_match_stays_when_the_round_is_solved_again(clock: time_machine.Traveller) -> None:
    people = make_people(8)
    organiser = organiser_of(people)
    round = drafted(people)
    match = Match.objects.filter(round=round).order_by("pk")[0]
    kept = frozenset(seat.member_id for seat in match.seats.all())
    actions.lock_match(match=match, actor=organiser, locked=True)
    bound = round.bound
    Round.objects.filter(pk=round.pk).update(seed=12345)
    actions.solve_again(round=Round.objects.get(pk=round.pk), actor=organiser)
    drain()
    round.refresh_from_db()
    assert kept in groups_of(round)
    match.refresh_from_db()
    assert match.locked
    assert (round.bound, round.fairness_cost) == (bound, None)


def test_what_is_not_touched_is_published_as_it_was_drafted(clock: time_machine.Traveller) -> None:
    people = make_people(8)
    round = drafted(people)
    before = groups_of(round)
    actions.publish(round=round, actor=organiser_of(people))
    assert groups_of(round, "published") == before
    assert round.changes == []


@pytest.mark.parametrize("touch", ["left", "block", "snooze", "full", "hours", "left programme"])
def test_a_touched_match_is_dropped_and_its_people_are_solved_again(clock: time_machine.Traveller, touch: str) -> None:
    people = make_people(9, teams=9)
    organiser = organiser_of(people)
    round = drafted(people)
    before = groups_of(round)
    match = next(group for group in before if len(group) == 2 and people[0].pk not in group)
    one, other = (Member.objects.select_related("account", "organisation").get(pk=key) for key in sorted(match))
    gone = touch != "block"
    if touch == "left":
        Member.objects.filter(pk=one.pk).update(left_at=now())
    elif touch == "block":
        actions.block(member=other, other=one)
    elif touch == "snooze":
        actions.snooze(enrolment=access.enrolment_for(one, round.programme), until=round.starts_on + dt.timedelta(days=3))
    elif touch == "full":
        be_full(account=one.account, until=round.starts_on)
    elif touch == "hours":
        add_leave(account=one.account, first=round.starts_on, last=round.ends_on)
    else:
        actions.leave(enrolment=access.enrolment_for(one, round.programme))
    actions.publish(round=round, actor=organiser)

    after = groups_of(round, "published")
    placed = {key for group in after for key in group}
    assert match not in after
    assert other.pk in placed
    assert (one.pk in placed) != gone
    assert len(before & after) >= len(before) - 2
    review = queries.review(round, organiser)
    assert review.changes
    # What changed is shown without a word on why, and who is no longer in is not named at all.
    told = " ".join(review.changes).lower()
    assert not any(word in told for word in ("snooz", "full", "block", "left the", "leave", "hours"))
    if touch in {"left", "snooze", "full", "left programme"}:
        assert one.name not in repr(review)


def test_publishing_by_itself_may_be_run_again_after_a_kill(clock: time_machine.Traveller) -> None:
    people = make_people(4)
    round = drafted(people)
    for _again in range(2):
        tasks.publish.call(round.pk)
    settle()
    assert Notice.objects.filter(kind="programmes.introduction").count() == 4


def test_an_organiser_can_take_it_back_until_the_first_introduction(clock: time_machine.Traveller) -> None:
    people = make_people(4)
    organiser = organiser_of(people)
    round = drafted(people)
    actions.publish(round=round, actor=organiser)
    settle()
    assert not Match.objects.filter(introduced_at__isnull=False).exists()
    assert queries.introductions_of(people[1]) == []
    assert queries.review(round, organiser).can_take_back
    actions.take_back(round=round, actor=organiser)
    assert (round.state, round.introduce_at) == (Round.State.DRAFT, None)
    assert round.publish_at > now()
    actions.publish(round=round, actor=organiser)
    clock.shift(dt.timedelta(minutes=11))
    settle()
    assert len(queries.introductions_of(people[1])) == 1
    assert not queries.review(round, organiser).can_take_back
    with pytest.raises(Refused, match="gone out"):
        actions.take_back(round=round, actor=organiser)


def test_whoever_waits_for_an_organiser_is_reminded_once(clock: time_machine.Traveller) -> None:
    people = make_people(4)
    organiser = organiser_of(people)
    round = drafted(people, review="wait")
    clock.move_to(round.publish_at + dt.timedelta(hours=1))
    settle()
    clock.shift(dt.timedelta(hours=5))
    settle()
    round.refresh_from_db()
    assert round.state == Round.State.DRAFT
    assert Notice.objects.filter(kind="programmes.draft_waits", member=organiser).count() == 1


def test_a_failed_solve_says_why_and_can_be_tried_again(clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch) -> None:
    people = make_people(4)
    organiser = organiser_of(people)
    programme = make_programme(people[0].organisation)
    everybody_in(programme, people)
    round = actions.open_round(programme=programme)

    def never(*_args: object) -> None:
        raise matching.NotSolved("time")

    with monkeypatch.context() as patched:
        patched.setattr(matching, "best", never)
        actions.start_solving(round=round)
        drain()
    round.refresh_from_db()
    assert (round.state, round.problem) == (Round.State.FAILED, "time")
    review = queries.review(round, organiser)
    assert "longer than this server allows" in review.problem
    assert review.can_solve
    assert Notice.objects.filter(kind="programmes.solve_failed", member=organiser).exists()
    actions.solve_again(round=round, actor=organiser)
    drain()
    round.refresh_from_db()
    assert (round.state, round.problem) == (Round.State.DRAFT, "")


def test_a_stopped_solve_that_ends_late_is_dropped(clock: time_machine.Traveller) -> None:
    people = make_people(4)
    organiser = organiser_of(people)
    programme = make_programme(people[0].organisation)
    everybody_in(programme, people)
    round = actions.open_round(programme=programme)
    actions.start_solving(round=round)
    number = round.solving
    actions.stop_solving(round=round, actor=organiser)
    actions.solve_round(round_id=round.pk, number=number)
    round.refresh_from_db()
    assert (round.state, round.problem) == (Round.State.FAILED, "stopped")
    assert not round.matches.exists()


@pytest.mark.parametrize("count", [0, 1])
def test_a_round_with_nobody_to_introduce_says_so(clock: time_machine.Traveller, count: int) -> None:
    people = make_people(2)
    programme = make_programme(people[0].organisation)
    everybody_in(programme, people[:count])
    round = actions.open_round(programme=programme)
    actions.start_solving(round=round)
    drain()
    round.refresh_from_db()
    assert (round.state, round.problem) == (Round.State.FAILED, "nobody")


@pytest.mark.django_db
def test_the_solver_runs_in_a_child_and_answers_the_same(settings: Any) -> None:
    people = make_people(6)
    programme = make_programme(people[0].organisation)
    everybody_in(programme, people)
    assembled = matching.assemble(actions.open_round(programme=programme))
    here = matching.drafted(assembled, matching.run(assembled))
    settings.SOLVE_IN_PROCESS = False
    assert matching.drafted(assembled, matching.run(assembled)) == here


@pytest.mark.django_db
def test_a_solve_without_time_gives_the_best_so_far_and_one_that_is_stopped_none(settings: Any) -> None:
    people = make_people(4)
    programme = make_programme(people[0].organisation)
    everybody_in(programme, people)
    assembled = matching.assemble(actions.open_round(programme=programme))
    settings.SOLVE_IN_PROCESS = False
    settings.SOLVE_SECONDS = 0
    assert len(matching.drafted(assembled, matching.run(assembled)).groups) == 2
    with pytest.raises(matching.NotSolved) as why:
        matching.run(assembled, lambda: True)
    assert why.value.code == "stopped"


@pytest.mark.django_db
@pytest.mark.parametrize("in_process", [True, False])
def test_a_lock_that_may_not_be_is_refused_without_a_word_of_why(settings: Any, in_process: bool) -> None:
    people = make_people(4)
    programme = make_programme(people[0].organisation)
    everybody_in(programme, people)
    Block.objects.create(organisation=programme.organisation, owner=people[0].account, other=people[1])
    assembled = matching.assemble(actions.open_round(programme=programme))
    locked = matching.around(assembled, [frozenset({people[0].pk, people[1].pk})])
    settings.SOLVE_IN_PROCESS = in_process
    with capture_logs() as lines, pytest.raises(matching.NotSolved) as why:
        matching.run(locked)
    assert why.value.code == "policy"
    assert "block" not in "".join(traceback.format_exception(why.value)) + str(lines)
    assert [line["why"] for line in lines] == ["locks: (0, 1) may not be made."]


def test_a_swap_is_one_of_a_few_the_solver_offers(clock: time_machine.Traveller) -> None:
    people = make_people(8)
    organiser = organiser_of(people)
    round = drafted(people)
    before = groups_of(round)
    offered = swaps.alternatives(round, people[1])
    assert 0 < len(offered) <= 8
    with pytest.raises(Refused, match="has changed"):
        actions.swap(round=round, actor=organiser, member=people[1], choice="no such choice")
    actions.swap(round=round, actor=organiser, member=people[1], choice=offered[0].key)
    after = groups_of(round)
    wanted = {frozenset(Member.objects.get(public_id=one.public_id).pk for one in group) for group in offered[0].groups}
    assert wanted <= after
    assert after != before
    assert Match.objects.filter(round=round, locked=True, state="draft").count() == len(wanted)
    # Locked matches are not offered for swapping again.
    assert swaps.alternatives(round, people[1]) == []
    actions.publish(round=round, actor=organiser)
    assert groups_of(round, "published") == after


def test_a_block_never_shows_in_what_is_offered(clock: time_machine.Traveller) -> None:
    people = make_people(6, teams=6)
    actions.block(member=people[2], other=people[1])
    round = drafted(people)
    for one in people[1:3]:
        both = [{face.public_id for face in group} for choice in swaps.alternatives(round, one) for group in choice.groups]
        assert not any({people[1].public_id, people[2].public_id} <= group for group in both)
