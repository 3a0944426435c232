"""Values of fields to members, many at a time; and what has to be there first: teams, sites, topics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from mooring.core.text import fold
from mooring.people.imports import fields
from mooring.people.imports.fields import TOPICS, Value
from mooring.people.imports.saving import save
from mooring.people.models import ImportMade, ImportRun, Member, Site, Team, Topic
from mooring.people.topics import LONGEST_TOPIC, topics_of
from mooring.people.words import refresh_words

Wanted = dict[str, list[tuple[Member, Value]]]
"""By field, the values that members are to have."""

ON_THE_MEMBER = ["external_id", "work_address", "name", "call_me", "sort_key", "title", "timezone", "started_on", "team", "site", "left_at"]
FOUND_BY = {"name", "call_me", "title", "left_at"}
Made = ImportMade.Kind


def store(run: ImportRun, wanted: Wanted, new: Sequence[Member] = ()) -> None:
    """Write values of fields to members, new ones included; make teams, sites and topics that are missing; then the words."""
    on_member = [name for name in ON_THE_MEMBER if name in wanted]
    for name in on_member:
        _set(run, name, wanted[name])
    Member.objects.bulk_create(new)
    made = {id(member) for member in new}
    concerned = {member.pk: member for name in on_member for member, _value in wanted[name] if id(member) not in made}
    save(list(concerned.values()), on_member)
    _make_topics(run, wanted)
    for name in sorted(wanted.keys() - set(on_member)):
        fields.field(name).write(wanted[name])
    refresh_words({member.pk: member for name in FOUND_BY & wanted.keys() for member, _value in wanted[name]}.values())


def _set(run: ImportRun, name: str, values: Sequence[tuple[Member, Value]]) -> None:
    if name in {"team", "site"}:
        _set_places(run, name, values)
    elif name == "left_at":
        for member, value in values:
            member.left_at = dt.datetime.fromisoformat(value) if value else None
    else:
        fields.field(name).write(list(values))


def _set_places(run: ImportRun, name: str, values: Sequence[tuple[Member, Value]]) -> None:
    kind: type[Team] | type[Site] = Team if name == "team" else Site
    names = {value for _member, value in values if value}
    found = {place.name: place for place in kind._default_manager.filter(organisation=run.organisation, name__in=names)}
    made = [kind._default_manager.create(organisation=run.organisation, name=value) for value in sorted(names - found.keys())]
    found.update({place.name: place for place in made})
    _remember(run, Made.TEAM if name == "team" else Made.SITE, [place.pk for place in made])
    for member, value in values:
        setattr(member, name, found[value] if value else None)


def _make_topics(run: ImportRun, wanted: Wanted) -> None:
    labels = {fold(label)[:LONGEST_TOPIC]: label for name in TOPICS for _member, value in wanted.get(name, ()) for label in value or ()}
    if not labels:
        return
    topics = Topic.objects.filter(organisation=run.organisation)
    known = set(topics.filter(folded__in=labels).values_list("folded", flat=True))
    missing = {folded: label for folded, label in labels.items() if folded not in known}
    _remember(run, Made.TOPIC, [topic.pk for topic in topics_of(run.organisation, missing).values()])


def _remember(run: ImportRun, kind: str, things: Iterable[int]) -> None:
    ImportMade.objects.bulk_create(ImportMade(run=run, kind=kind, thing=thing) for thing in things)
