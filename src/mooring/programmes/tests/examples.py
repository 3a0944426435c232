"""How the walks reach the pages of programmes."""

from __future__ import annotations

import datetime as dt

from mooring.core.links import Link, make
from mooring.core.time import today
from mooring.meetings import actions as meetings
from mooring.meetings.models import Meeting
from mooring.people.models import Topic
from mooring.programmes import policies
from mooring.programmes.addresses import ANOTHER, BACK, JOIN, REPAIR, ROUND
from mooring.programmes.models import Block, Chat, Enrolment, Match, MeetWish, Programme, Repair, RepairSeat, Round, RoundEntry, Stated
from mooring.programmes.policy import make_policy
from mooring.programmes.tests.builders import enrolled, make_match, make_programme, make_round
from mooring.testing import make_member
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """A programme with a draft, one with a round under way, one that asks; owner and match are in all of them."""
    cast = world.cast
    other = make_member(cast.organisation, "Leilani Kahananui")
    drafting, running, asking = (make_programme(cast.organisation, name=name) for name in ("Coffee", "A small table", "Help and learn"))
    for programme in (drafting, running, asking):
        mine, _theirs = enrolled(programme, cast.owner, cast.match)
    _say_of_oneself(world, drafting)
    draft = make_round(drafting, state=Round.State.DRAFT, score=600, bound=660, status="exact")
    in_draft = make_match(draft, cast.owner, cast.match, introduced=False, state=Match.State.DRAFT)
    asked = make_round(asking, state=Round.State.ASKING)
    RoundEntry.objects.create(round=asked, member=cast.owner)
    match, repair = _under_way(world, running)
    Block.objects.create(organisation=cast.organisation, owner=cast.owner.account, other=other)
    here = {"programme_id": drafting.public_id}
    both = {"match_id": match.public_id, "number": "1"}
    ours = frozenset({"owner", "match"})
    begun = {"round_id": draft.public_id}
    tomorrow = (today(cast.organisation.timezone) + dt.timedelta(days=1)).isoformat()
    return {
        "programmes": Example(),
        "never": Example(query="?find=Leilani"),
        "never_add": Example({"member_id": other.public_id}, page=False),
        "never_remove": Example({"member_id": other.public_id}, page=False),
        "programme": Example(here),
        "programme_join": Example(here, page=False),
        "programme_snooze": Example(here, opens_for=ours, data={"until": tomorrow}, page=False),
        "programme_pause": Example(here, opens_for=ours, page=False),
        "programme_resume": Example(here, opens_for=ours, page=False),
        "programme_leave": Example(here, opens_for=ours, page=False),
        "programme_capacity": Example(here, opens_for=ours, data={"capacity": "2"}, page=False),
        "again": Example(here, query="?find=Leilani"),
        "again_add": Example({**here, "member_id": other.public_id}, page=False),
        "wished": Example(here, query="?find=Leilani"),
        "wished_add": Example({**here, "member_id": other.public_id}, data={"strength": "2"}, page=False),
        "wished_remove": Example({**here, "member_id": other.public_id}, page=False),
        "programme_answers": Example(here, opens_for=ours, data={"answer_0": "4", "answer_1": "pilots"}),
        "again_remove": Example({**here, "member_id": other.public_id}, page=False),
        "introductions": Example(),
        "introduction_ended": Example(),
        "round_answer": Example({"round_id": asked.public_id}, opens_for=ours, data={"coming": "yes"}, page=False),
        "repair_answer": Example({"repair_id": repair.public_id}, opens_for=ours, data={"answer": "yes"}, page=False),
        "introduction": Example({"match_id": match.public_id}, opens_for=ours),
        "introduction_time": Example(both, opens_for=ours, data={"time": _first_time(match)}, page=False),
        "introduction_others": Example(both, opens_for=ours, page=False),
        "introduction_cannot": Example(both, opens_for=ours, page=False),
        "introduction_met": Example(both, opens_for=ours, data={"met": "yes"}, page=False),
        "introduction_again": Example({"match_id": match.public_id}, opens_for=ours, data={"again": "yes"}, page=False),
        "introduction_enough": Example({"match_id": match.public_id}, opens_for=ours, page=False),
        "introduction_another": Example({"match_id": match.public_id}, opens_for=ours, page=False),
        "not_comfortable": Example({"match_id": match.public_id}, opens_for=ours),
        "programme_new": Example(),
        "organise": Example(here),
        "programme_edit": Example(here),
        "programme_policy": Example(here),
        "programme_policy_file": Example(here, page=False),
        "programme_policy_read": Example(here, data={}, page=False),
        "programme_policy_use": Example(here, data={"policy": "size = 2"}, page=False),
        "programme_rest": Example(here, page=False),
        "programme_go_on": Example(here, page=False),
        "programme_end": Example(here),
        "round_start": Example(here, data={"starts_on": tomorrow}, page=False),
        "programme_invite": Example(here),
        "round": Example(begun),
        "round_solve": Example(begun, page=False),
        "round_stop": Example(begun, page=False),
        "round_publish": Example(begun, page=False),
        "round_take_back": Example(begun, page=False),
        "round_cancel": Example(begun),
        "round_swap": Example({**begun, "member_id": cast.owner.public_id}),
        "match_lock": Example({"match_id": in_draft.public_id}, data={"locked": "yes"}, page=False),
        "round_link": Example({"token": _token(ROUND, world, asked.public_id)}, data={"answer": "yes"}),
        "programme_join_link": Example({"token": _token(JOIN, world, running.public_id)}, data={"answer": "yes"}),
        "programme_back_link": Example({"token": _token(BACK, world, mine.public_id)}, data={"answer": "yes"}),
        "another_link": Example({"token": _token(ANOTHER, world, match.public_id)}, data={"answer": "yes"}),
        "repair_link": Example({"token": _token(REPAIR, world, repair.public_id)}, data={"answer": "yes"}),
    }


def _under_way(world: World, programme: Programme) -> tuple[Match, Repair]:
    """An introduction of owner and match with times offered, and an offer to introduce them anew."""
    cast, day = world.cast, today(world.cast.organisation.timezone)
    unseen = Topic.objects.create(organisation=cast.organisation, label=world.private("a need nobody may read"), folded="need")
    round = make_round(programme, state=Round.State.PUBLISHED)
    reasons = [
        {"term": "bridge", "value": 1_000_000, "points": 350_000, "topics": [], "private": False},
        {"term": "interests", "value": 1, "points": 150_000, "topics": [unseen.public_id], "private": True},
    ]
    match = make_match(round, cast.owner, cast.match, reasons=reasons, questions=["walk", "lunch", "read"])
    meeting = meetings.offer(
        organisation=cast.organisation,
        members=[cast.owner, cast.match],
        purpose="programmes.chat",
        minutes=30,
        from_date=day + dt.timedelta(days=1),
        to_date=day + dt.timedelta(days=14),
    )
    Meeting.objects.filter(pk=meeting.pk).update(place=world.private("https://meet.example.org/owner-and-match", "owner", "match"))
    Chat.objects.create(match=match, number=1, meeting=meeting)
    RoundEntry.objects.filter(round=round, member=cast.owner).update(rules=[{"rule": "private", "people": 1}])
    soon = round.publish_at + dt.timedelta(days=90)
    repair = Repair.objects.create(organisation=cast.organisation, round=round, expires_at=soon)
    for member in (cast.owner, cast.match):
        RepairSeat.objects.create(repair=repair, member=member)
    return match, repair


def _first_time(match: Match) -> str:
    return match.chats.get().meeting.offered_times.first().public_id


def _token(purpose: str, world: World, thing: str) -> str:
    return make(Link(purpose, world.cast.owner.public_id, thing, "yes"), days=9)


def _say_of_oneself(world: World, programme: Programme) -> None:
    """A policy that asks what only members can tell; the owner has answered one question and would like to meet somebody."""
    preferences = [{"name": "same_attribute:track", "weight": 1}, {"name": "number:years here", "weight": 1, "curve": [[0, 1], [12, 0]]}]
    programme.policy = policies.checked(make_policy(size=2) | {"preferences": [*preferences, {"name": "wish", "weight": 1}]})
    programme.save()
    owner = world.cast.owner
    mine = Enrolment.objects.get(programme=programme, member=owner)
    Stated.objects.create(
        organisation=programme.organisation, enrolment=mine, about="attribute:track", words=world.private("harbour pilots", "owner")
    )
    MeetWish.objects.create(organisation=programme.organisation, programme=programme, owner=owner.account, other=world.cast.team_mate)
