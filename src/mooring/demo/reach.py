"""How people of the made-up company say they are reached, and what its teams agreed on."""

from __future__ import annotations

from mooring.people.models import Member
from mooring.reach.models import Acceptance, Agreement, Card

CARDS = (
    (
        "A message in the team’s channel: I look every hour.\nMail for what needs a table or a file.",
        "A school cannot sign in. Call me, also twice.",
        "Reviews and ideas: by the end of the week.",
        "Lunch, and after I have said good night.",
    ),
    (
        "Book half an hour with me, any morning.",
        "A release that has to be taken back.",
        "Everything else.",
        "On the school run, eight to nine.",
    ),
    ("Mail. I answer within a day.", "", "Most of what says it cannot.", "When I eat with my family."),
)
AGREEMENT = {
    "channels": "Questions in the channel, so that everyone learns.\nDecisions by mail.\nWhat is hard to write: a call.",
    "answers": "Within a working day. Nobody is expected to answer outside their hours.",
    "urgent": "Schools cannot work. Then we call whoever is on duty, and only then.",
    "also": "No meetings on Friday afternoons.",
}


def store(members: list[Member]) -> None:
    """Every fourth shares a card with colleagues, some of them another with friends; every other team has an agreement."""
    said = [(member.account, CARDS[place % len(CARDS)]) for place, member in enumerate(members[::4]) if member.account]
    names = ("ways", "urgent", "can_wait", "not_then")
    Card.objects.bulk_create(
        [
            Card(account=account, audience=Card.For.COLLEAGUES, shared=True, **dict(zip(names, words, strict=True)))
            for account, words in said
        ]
        + [Card(account=account, audience=Card.For.LINK, shared=True, ways="Call, and call again.") for account, _words in said[::3]]
    )
    teams: dict[int, list[Member]] = {}
    for member in members:
        if member.team_id and member.account_id:
            teams.setdefault(member.team_id, []).append(member)
    for team, people in list(teams.items())[::2]:
        agreement = Agreement.objects.create(team_id=team, number=1, worded_by=people[0], **AGREEMENT)
        Acceptance.objects.bulk_create(Acceptance(agreement=agreement, member=one) for one in people[: -(-2 * len(people) // 3)])
