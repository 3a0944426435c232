"""How the walks reach the pages of meetings."""

from __future__ import annotations

import datetime as dt

from mooring.core.links import Link, make
from mooring.core.time import now, today
from mooring.meetings import actions, links
from mooring.meetings.models import Meeting, Proposal
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """Two meetings of owner and match: one with times offered, one agreed and under way."""
    cast = world.cast
    day = today(cast.organisation.timezone)
    offered, begun = (
        actions.offer(
            organisation=cast.organisation,
            members=[cast.owner, cast.match],
            purpose="walk",
            minutes=30,
            from_date=day + dt.timedelta(days=1),
            to_date=day + dt.timedelta(days=14),
        )
        for _ in range(2)
    )
    actions.choose(meeting=begun, offered=begun.offered_times.last(), member=cast.owner)
    private = world.private("https://meet.example.org/only-for-the-two", "owner", "match")
    Meeting.objects.filter(pk=begun.pk).update(place=private)
    ours = frozenset({"owner", "match"})
    time = offered.offered_times.last().public_id
    other = Proposal.objects.create(
        meeting=begun,
        member=cast.match,
        begins_at=now() + dt.timedelta(days=20),
        sequence=Meeting.objects.get(pk=begun.pk).sequence,
        stamped_at=now(),
    )
    video = links.video(begun).rsplit("/", 1)[1]
    return {
        "meeting": Example({"public_id": begun.public_id}, opens_for=ours),
        "meeting_choose": Example({"public_id": offered.public_id}, opens_for=ours, data={"time": time}, page=False),
        "meeting_cannot": Example({"public_id": begun.public_id}, opens_for=ours, data={"x": "1"}, page=False),
        "meeting_others": Example({"public_id": offered.public_id}, opens_for=ours, data={"x": "1"}, page=False),
        "meeting_cancel": Example({"public_id": offered.public_id}, opens_for=ours, data={"x": "1"}, page=False),
        "meeting_met": Example({"public_id": begun.public_id}, opens_for=ours, data={"met": "yes"}, page=False),
        "meeting_said": Example({"public_id": begun.public_id}, opens_for=ours, data={"useful": "yes"}, page=False),
        "meeting_proposal": Example({"public_id": begun.public_id}, opens_for=ours, data={"answer": "keep"}, page=False),
        "meeting_come": Example({"public_id": begun.public_id}, opens_for=ours, data={"x": "1"}, page=False),
        "meeting_letters": Example({"public_id": offered.public_id}, opens_for=ours, data={"x": "1"}, page=False),
        "meeting_file": Example({"public_id": begun.public_id}, opens_for=ours, page=False),
        "replies_posted": Example(data={"message": "no mail"}, page=False),
        "guides": Example(),
        "meeting_pick_link": Example({"token": _token(links.PICK, cast.owner.public_id, offered.public_id, time)}),
        "meeting_cannot_link": Example({"token": _token(links.CANNOT, cast.owner.public_id, begun.public_id)}),
        "meeting_proposal_link": Example(
            {"token": _token(links.PROPOSAL, cast.owner.public_id, begun.public_id, f"{other.public_id} take")}
        ),
        "meeting_video": Example({"token": video}, over=({"token": video[:-2] + "xx"},)),
        "meeting_come_link": Example({"token": _token(links.COME, cast.owner.public_id, begun.public_id)}),
        "meeting_letters_link": Example({"token": _token(links.LETTERS, cast.owner.public_id, offered.public_id)}),
        "meeting_met_link": Example({"token": _token(links.MET, cast.owner.public_id, begun.public_id, "yes")}),
    }


def _token(purpose: str, person: str, thing: str, answer: str = "") -> str:
    return make(Link(purpose, person, thing, answer), days=9)
