"""Makes the whole demo, in one transaction."""

from __future__ import annotations

import random

from django.db import transaction

from mooring.core.time import now
from mooring.demo import circle, company, doors, past, reach
from mooring.people.models import Installation, Member

SEED = 20261121


def fill(seed: int, people: int = company.SIZE) -> None:
    """Fill an empty database with a company of so many people and mark it as a demo."""
    dice = random.Random(seed)  # noqa: S311  the same seed must give the same company
    with transaction.atomic():
        Installation.objects.update_or_create(
            pk=1, defaults={"is_demo": True, "use": Installation.Use.ORGANISATION, "set_up_at": now(), "setup_token_hash": ""}
        )
        organisation = company.make_organisation()
        members = company.store(organisation, company.make_people(dice, people), dice)
        organiser = _give_roles(members)
        reach.store(members)
        past.make(organisation, organiser, members, dice)
        past.offer_second_chats()
        owner, leader, admin = doors.people()
        if owner and leader and admin:
            circle.store(owner, leader, admin, members)


def _give_roles(members: list[Member]) -> Member:
    """The People lead organises, somebody of Security administers."""
    organiser = next(member for member in members if member.title == "People lead")
    admin = next(member for member in members if member.title == "Security lead")
    organiser.is_organiser = True
    admin.is_admin = True
    organiser.save(update_fields=["is_organiser"])
    admin.save(update_fields=["is_admin"])
    return organiser
