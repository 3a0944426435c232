"""What a team agrees on, on somebody's day."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mooring.people.models import Member
from mooring.reach import queries
from mooring.suggestions.today import Item, register

CAN_WAIT = 50


def agreement(member: Member) -> Iterator[Item]:
    """A wording they have not read."""
    found = queries.to_accept(member)
    if found is None:
        return
    yield Item(
        key=f"agreement:{found.team.public_id}:{found.number}",
        rank=CAN_WAIT,
        kicker=found.team.name,
        title=_("How your team works together, in new words") if found.number > 1 else _("How your team works together"),
        text=_("Somebody in your team wrote down what you agree on: channels, answers, what is urgent."),
        button=_("Read it"),
        address=reverse("agreement", args=[member.organisation.slug, found.team.public_id]),
        minutes=2,
    )


register("reach", agreement)
