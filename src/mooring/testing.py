"""A cast and small builders for tests: every argument has a default, so that a test names only what it is about."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client

from mooring.boundaries.hours import Matter, may_reach
from mooring.boundaries.models import WorkSpan
from mooring.boundaries.queries import hours_of
from mooring.core.time import now
from mooring.people import opening
from mooring.people.models import Account, Member, Organisation, Team

_count = itertools.count(1)


def make_account(name: str = "", email: str = "", **fields: Any) -> Account:
    """An account with a verified address."""
    number = next(_count)
    email = email or f"person{number}@example.org"
    account = Account.objects.create_user(email=email, name=name or f"Person {number}", **fields)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return account


def make_organisation(name: str = "Larkfield", slug: str = "", zone: str = "Europe/Lisbon", **fields: Any) -> Organisation:
    """An organisation."""
    return Organisation.objects.create(name=name, slug=slug or f"{name.lower()}-{next(_count)}", timezone=zone, **fields)


def make_member(organisation: Organisation, name: str = "", *, account: Account | None | bool = True, **fields: Any) -> Member:
    """A member; with a new account (True), a given one, or none (None)."""
    number = next(_count)
    name = name or f"Person {number}"
    if account is True:
        account = make_account(name)
    fields.setdefault("work_address", account.email if isinstance(account, Account) else f"member{number}@example.org")
    fields.setdefault("sort_key", name)
    if isinstance(account, Account):
        fields.setdefault("joined_at", now())
    return Member.objects.create(organisation=organisation, name=name, account=account or None, **fields)


def give_hours(member: Member, *, days: range = range(5), begins: str = "09:00", minutes: int = 480) -> None:
    """Working hours of a member, the same on each of the days."""
    begin = dt.time.fromisoformat(begins)
    WorkSpan.objects.bulk_create(WorkSpan(member=member, weekday=day, begins=begin, minutes=minutes) for day in days)


def reaches(member: Member, instant: dt.datetime) -> bool:
    """Whether a matter of work may reach a member at an instant."""
    return may_reach(hours_of([member])[member.pk], Matter.WORK, instant).now


def open_private(client: Client) -> Client:
    """Let a signed-in client's session have opened what is the account's alone; returns the client."""
    session = client.session
    session[opening.KEY] = {"account": int(session["_auth_user_id"]), "until": (now() + opening.STAYS_OPEN).timestamp()}
    session.save()
    return client


@dataclass(frozen=True)
class Cast:
    """The people every access test is about. ``owner`` is the one whose things are at stake."""

    organisation: Organisation
    owner: Member
    match: Member
    team_mate: Member
    manager: Member
    organiser: Member
    admin: Member
    stranger: Member  # a member of another organisation


def make_cast() -> Cast:
    """Seven people of two organisations."""
    organisation = make_organisation()
    other = make_organisation("Otherside", zone="America/Montreal")
    team = Team.objects.create(organisation=organisation, name="Support")
    far = Team.objects.create(organisation=organisation, name="Data")
    manager = make_member(organisation, "Wanjikũ Kamau", team=team)
    return Cast(
        organisation=organisation,
        owner=make_member(organisation, "Amara Okonkwo-Lindqvist", team=team, manager=manager),
        match=make_member(organisation, "Nguyễn Quốc Tuấn", team=far),
        team_mate=make_member(organisation, "Zbigniew Wiśniewski", team=team, manager=manager),
        manager=manager,
        organiser=make_member(organisation, "Imani Cole", is_organiser=True),
        admin=make_member(organisation, "Siobhán Daly", is_admin=True),
        stranger=make_member(other, "Fatima Zahra El Idrissi", is_admin=True, is_organiser=True),
    )
