"""Circles of the people who hold the demo's doors: one lived-in, one just begun, one brought in from a large address book."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence

from mooring.circle.actions.together import keep_time
from mooring.circle.book import read
from mooring.circle.editing import OpenBook, editing
from mooring.circle.things import Contact, Need, Note, Sector, Tier, Touch
from mooring.core.time import today
from mooring.demo import cast
from mooring.demo.circle_cast import BEGUN, KINDS, LEARNED_FROM, LIVED_IN, NEEDS, TALKED, WOULD_LIKE, Part
from mooring.people.models import Member

LARGE = 150
EARLIER = 3
"""So many touches before the last one are kept of those who are near."""


def store(member: Member, organiser: Member, admin: Member, colleagues: Sequence[Member]) -> None:
    """A circle each."""
    for place, (owner, parts) in enumerate(((member, LIVED_IN), (organiser, BEGUN), (admin, tuple(_many())))):
        dice = random.Random(place)  # noqa: S311  the same circle each time
        _fill(owner, parts, colleagues, dice, with_needs=parts is LIVED_IN)


def _many() -> Iterator[Part]:
    """Whom somebody knows who once brought in a whole address book."""
    dice = random.Random(LARGE)  # noqa: S311  the same people each time
    for _number in range(LARGE):
        tier = dice.choices(list(Tier), (5, 15, 52, 78))[0]
        sector = dice.choices(list(Sector), (9, 5, 5, 3, 3))[0]
        gives = "".join(key for key in KINDS if dice.random() < (0.5, 0.35, 0.12, 0.03)[tier])
        takes = "".join(key for key in KINDS if dice.random() < (0.4, 0.2, 0.06, 0.01)[tier])
        days = round(tier.days * dice.choices((0.3, 0.8, 1.2, 1.8), (8, 5, 1, 1))[0])
        yield Part(sector, tier, "", gives, takes, dice.choice(("", "in person", "online", "both")), days)


def _fill(owner: Member, parts: Sequence[Part], colleagues: Sequence[Member], dice: random.Random, *, with_needs: bool) -> None:
    assert owner.account is not None
    day = today(owner.zone)
    team = [one for one in colleagues if one.team_id == owner.team_id and one.pk != owner.pk]
    others = [one for one in colleagues if one.team_id != owner.team_id and one.pk != owner.pk]
    known = iter(dice.sample(team, min(len(team), 6)) + dice.sample(others, min(len(others), len(parts))))
    taken = {one.name for one in colleagues}
    with editing(owner.account) as book:
        for part in parts:
            colleague = next(known, None) if part.sector is Sector.WORK else None
            _person(book, part, colleague, owner, day, dice, taken)
        if with_needs:
            _needs(book, day)
            for name, line, learn, follow in LEARNED_FROM:
                book.put(Contact(name=name, line=line, learn=learn, follow=follow, is_model=True, tier=Tier.WIDER, added_on=day))
    if with_needs:
        aunt = next(one for one in read(owner.account).lines() if one.line == "my aunt, who writes letters")
        keep_time(account=owner.account, identity=aunt.id, what="Sunday call", weekday=6, on=None, begins=dt.time(17), minutes=60)


def _person(
    book: OpenBook, part: Part, colleague: Member | None, owner: Member, day: dt.date, dice: random.Random, taken: set[str]
) -> None:
    name = colleague.name if colleague else _name(dice, taken)
    last = day - dt.timedelta(days=part.days)
    team = colleague.team.name if colleague and colleague.team else ""
    contact = book.put(
        Contact(
            name=name,
            line=part.line or team,
            tier=part.tier,
            sector=part.sector,
            gives=tuple(KINDS[key] for key in part.gives),
            takes=tuple(KINDS[key] for key in part.takes),
            colleague=colleague.public_id if colleague else "",
            same_team=bool(colleague and colleague.team_id == owner.team_id),
            same_organisation=colleague is not None,
            organisation=cast.COMPANY if colleague else "",
            usually=part.usually,
            emails=(colleague.work_address if colleague else f"{len(taken):03}@neighbour.example",),
            birthday=part.birthday,
            met=part.met,
            matters=part.matters,
            last=last,
            last_how="in person" if part.usually == "in person" else "online",
            thanked_on=last if dice.random() < 0.25 else None,
            added_on=day - dt.timedelta(days=230),
        )
    )
    if part.tier <= Tier.CLOSE and len(part.gives) > 1:
        for number in range(EARLIER, -1, -1):
            on = last - dt.timedelta(days=round(number * part.tier.days * 0.8))
            book.put(Touch(contact=contact.id, on=on, how=contact.last_how, text=dice.choice(TALKED)))
    for sort, words in part.notes:
        book.put(Note(contact=contact.id, sort=sort, text=words, on=last, due=day + dt.timedelta(days=12) if sort == "promise" else None))


def _name(dice: random.Random, taken: set[str]) -> str:
    while True:
        place = dice.choice(cast.PLACES)
        given, family = dice.choice(place.given), dice.choice(place.family)
        name = f"{family} {given}" if place.surname_first else f"{given} {family}"
        if name not in taken:
            taken.add(name)
            return name


def _needs(book: OpenBook, day: dt.date) -> None:
    for ago, said, hard, words in NEEDS:
        want = {KINDS[key].key: levels[0] for key, levels in said.items()}
        have = {KINDS[key].key: levels[1] for key, levels in said.items()}
        on = day - dt.timedelta(days=ago)
        book.put(Need(on=on, want=want, have=have, hard=hard, hard_words=words, would_like=WOULD_LIKE, finished=True))
