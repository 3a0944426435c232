"""Fills a database with the made-up company: the same seed gives the same people."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from string import ascii_uppercase

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from mooring.boundaries.models import Leave, OwnTime, OwnWord, Travel, WorkSpan
from mooring.core.text import fold, words
from mooring.core.time import now
from mooring.demo import cast
from mooring.people.models import (
    Account,
    HelpContact,
    Member,
    MemberLanguage,
    MemberTopic,
    MemberWord,
    Organisation,
    Site,
    Team,
    Topic,
)

SLUG = "larkfield"
SIZE = sum(size for _, size in cast.TEAMS)
"""How many people the company has unless told otherwise."""

_NAMES_TRIED = 200


@dataclass
class Person:
    """One made-up person, before they are a row."""

    name: str
    call_me: str
    sort_key: str
    place: cast.Place
    team: str
    title: str
    days_here: int
    manager: int | None = None


def make_organisation() -> Organisation:
    """The company, its teams and sites, and whom to turn to."""
    organisation = Organisation.objects.create(slug=SLUG, name=cast.COMPANY, timezone="Europe/Lisbon", language="en")
    Team.objects.bulk_create(Team(organisation=organisation, name=name) for name, _ in cast.TEAMS)
    Site.objects.bulk_create(
        Site(organisation=organisation, name=place.name, timezone=place.zone, holidays=place.holidays) for place in cast.PLACES
    )
    HelpContact.objects.bulk_create(
        [
            HelpContact(organisation=organisation, name="People team, Lisbon", how="people@larkfield.example, any weekday", position=0),
            HelpContact(
                organisation=organisation, name="Ombudsperson", how="From outside the company: 0800 000 000 in the demo", position=1
            ),
        ]
    )
    return organisation


def make_people(dice: random.Random, count: int = SIZE) -> list[Person]:
    """So many people: teams and places in the company's proportions, names by chance and never twice."""
    taken: set[str] = set()
    places = dice.choices(cast.PLACES, [place.share for place in cast.PLACES], k=count)
    people: list[Person] = []
    for team, size in _teams(count):
        first = len(people)
        for number in range(size):
            place = places[len(people)]
            name, call_me, sort_key = _name(dice, place, taken)
            title = f"{team} lead" if number == 0 else cast.TITLES[team]
            days = dice.choice((30, 75, 140, 240, 400, 700, 1100, 1900))
            person = Person(name, call_me, sort_key, place, team, title, days)
            person.manager = _manager(first, number, size)
            people.append(person)
    people[0].name, people[0].call_me = cast.LONGEST_NAME, cast.LONGEST_NAME.split(" ")[0]
    director = next(index for index, person in enumerate(people) if person.team == "Operations")
    people[director].title = "Managing director"
    for person in people:
        if person.manager is None and person is not people[director]:
            person.manager = director
    return people


def _teams(count: int) -> list[tuple[str, int]]:
    """The teams with their sizes in a company of so many people."""
    sizes = [(team, size * count // SIZE) for team, size in cast.TEAMS]
    (first, size), *rest = sizes
    return [(first, size + count - sum(size for _, size in sizes)), *rest]


def _manager(first: int, number: int, size: int) -> int | None:
    """A team of more than twelve has a second line: every tenth person leads those behind them."""
    if number == 0:
        return None
    if size <= 12 or number % 10 == 1:
        return first
    return first + number - (number - 1) % 10


def _name(dice: random.Random, place: cast.Place, taken: set[str]) -> tuple[str, str, str]:
    tries = 0
    while True:
        given, family = dice.choice(place.given), dice.choice(place.family)
        tries += 1
        if tries > _NAMES_TRIED:  # a large company runs out of pairs of names
            given = f"{given} {dice.choice(ascii_uppercase)}. {dice.choice(ascii_uppercase)}."
        name = f"{family} {given}" if place.surname_first else f"{given} {family}"
        if name not in taken:
            taken.add(name)
            return name, given.split(" ")[-1] if place.surname_first else given, fold(f"{family} {given}")


def store(organisation: Organisation, people: list[Person], dice: random.Random) -> list[Member]:
    """Make the rows of the people: accounts, members, topics, languages, hours and leave."""
    teams = {team.name: team for team in organisation.teams.all()}
    sites = {site.name: site for site in organisation.sites.all()}
    moment = now()
    locked = make_password(None)
    accounts = Account.objects.bulk_create(
        Account(
            email=f"p{number:03}@larkfield.example",
            name=person.name,
            call_me=person.call_me,
            sort_key=person.sort_key,
            pronouns=dice.choice(cast.PRONOUNS),
            password=locked,
            onboarding_step=3,
            asked_private_address_at=moment,
            joined_at=moment - dt.timedelta(days=min(person.days_here, 360)),
        )
        for number, person in enumerate(people, start=1)
    )
    EmailAddress.objects.bulk_create(EmailAddress(user=account, email=account.email, verified=True, primary=True) for account in accounts)
    members = Member.objects.bulk_create(
        Member(
            organisation=organisation,
            account=account,
            external_id=f"LF-{number:04}",
            work_address=account.email,
            name=person.name,
            call_me=person.call_me,
            sort_key=person.sort_key,
            pronouns=account.pronouns,
            title=person.title,
            team=teams[person.team],
            site=sites[person.place.name],
            started_on=(moment - dt.timedelta(days=person.days_here)).date(),
            joined_at=account.joined_at,
        )
        for number, (person, account) in enumerate(zip(people, accounts, strict=True), start=1)
    )
    for person, member in zip(people, members, strict=True):
        member.manager = members[person.manager] if person.manager is not None else None
    Member.objects.bulk_update(members, ["manager"])
    MemberWord.objects.bulk_create(
        MemberWord(organisation=organisation, member=member, word=word)
        for member in members
        for word in words(f"{member.name} {member.call_me} {member.title}")
    )
    _store_topics(organisation, members, dice)
    MemberLanguage.objects.bulk_create(
        MemberLanguage(member=member, code=code)
        for person, member in zip(people, members, strict=True)
        for code in dict.fromkeys((*person.place.languages, *dice.choices(("es", "de", "fr"), k=dice.choice((0, 0, 0, 1)))))
    )
    _store_hours(people, members, dice)
    _store_own_word([member.account for member in members if member.account])
    return members


def _store_topics(organisation: Organisation, members: list[Member], dice: random.Random) -> None:
    labels = (*cast.INTERESTS, *cast.SKILLS)
    Topic.objects.bulk_create(Topic(organisation=organisation, label=label, folded=fold(label)) for label in labels)
    topics = {topic.label: topic for topic in organisation.topics.all()}
    rows: list[MemberTopic] = []
    for member in members:
        skills = dice.sample(cast.SKILLS, 4)
        chosen = [(label, MemberTopic.Kind.INTEREST) for label in dice.sample(cast.INTERESTS, dice.randint(1, 5))]
        chosen += [(label, MemberTopic.Kind.HELP) for label in skills[: dice.randint(0, 2)]]
        chosen += [(label, MemberTopic.Kind.LEARN) for label in skills[2 : 2 + dice.randint(0, 2)]]
        rows += [MemberTopic(member=member, topic=topics[label], kind=kind) for label, kind in chosen]
    MemberTopic.objects.bulk_create(rows)


def _store_hours(people: list[Person], members: list[Member], dice: random.Random) -> None:
    spans: list[WorkSpan] = []
    leaves: list[Leave] = []
    today = now().date()
    for person, member in zip(people, members, strict=True):
        spans += [WorkSpan(member=member, weekday=day, begins=begins, minutes=minutes) for day, begins, minutes in _week(person, dice)]
        if dice.random() < 0.06:
            first = today + dt.timedelta(days=dice.randint(-5, 20))
            leaves.append(Leave(account=member.account, first=first, last=first + dt.timedelta(days=dice.choice((1, 4, 11)))))
    WorkSpan.objects.bulk_create(spans)
    Leave.objects.bulk_create(leaves)


def _store_own_word(accounts: list[Account]) -> None:
    """Some keep mornings for focus, an afternoon for themselves or evenings quiet, some travel, work every other Friday, or are full."""
    present = now().date()
    monday = present - dt.timedelta(days=present.weekday())
    kinds = OwnTime.Kind
    OwnTime.objects.bulk_create(
        [OwnTime(account=one, kind=kinds.FOCUS, weekday=day, begins=dt.time(9), minutes=90) for one in accounts[4::9] for day in (1, 3)]
        + [OwnTime(account=one, kind=kinds.PERSONAL, weekday=2, begins=dt.time(15), minutes=60) for one in accounts[5::13]]
        + [
            OwnTime(account=one, kind=kinds.QUIET, weekday=day, begins=dt.time(16), minutes=120)
            for one in accounts[6::17]
            for day in range(5)
        ]
    )
    Travel.objects.bulk_create(
        Travel(account=one, first=monday + dt.timedelta(days=7), last=monday + dt.timedelta(days=18), zone="Europe/Lisbon")
        for one in accounts[7::19]
    )
    turning = accounts[8::23]
    WorkSpan.objects.bulk_create(
        WorkSpan(account=one, weekday=day, begins=dt.time(9), minutes=510, other=True) for one in turning for day in range(4)
    )
    OwnWord.objects.bulk_create(
        [OwnWord(account=one, other_from=monday) for one in turning]
        + [OwnWord(account=one, week_cap=2, meets=OwnWord.Meets.ONLINE) for one in accounts[9::23]]
        + [OwnWord(account=one, full_until=monday + dt.timedelta(days=13)) for one in accounts[10::92]]
    )


def _week(person: Person, dice: random.Random) -> list[tuple[int, dt.time, int]]:
    """Most work nine to half past five; some part time, in two stretches, or through the night."""
    kind = dice.random()
    if person.team in {"Support", "Operations"} and kind < 0.12:
        return [(day, dt.time(22), 480) for day in (0, 1, 2, 3, 6)]
    if kind < 0.22:
        return [(day, dt.time(8, 30), 300) for day in range(dice.choice((3, 4, 5)))]
    if kind < 0.32:
        return [stretch for day in range(5) for stretch in ((day, dt.time(7, 30), 240), (day, dt.time(15), 210))]
    if kind < 0.5:
        return [(day, dt.time(8), 510) for day in range(5)]
    return [(day, dt.time(9), 510) for day in range(5)]
