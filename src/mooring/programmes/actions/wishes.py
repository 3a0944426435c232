"""Never, gladly again, and whom one would like to meet: private wishes about another member. Nobody but their owner sees them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from mooring.people.models import Account, Member
from mooring.programmes.access import same_organisation
from mooring.programmes.errors import Refused
from mooring.programmes.models import AgainWish, Block, MeetWish, Programme


def block(*, member: Member, other: Member) -> Block:
    """Never be introduced to the other again, in any programme. Wishes to meet them are taken back with it."""
    account = _owner(member, other)
    with transaction.atomic():
        made, _new = Block.objects.get_or_create(owner=account, other=other, defaults={"organisation": member.organisation})
        for wish in (AgainWish, MeetWish):
            wish.objects.filter(owner=account, other=other).delete()
    return made


def unblock(*, member: Member, other: Member) -> None:
    """Take a block back."""
    Block.objects.filter(owner=_owner(member, other), other=other).delete()


def wish_again(*, programme: Programme, member: Member, other: Member) -> AgainWish:
    """Would gladly be introduced to the other again. Counts once both wish it; until then nobody learns of it."""
    same_organisation(programme, member)
    account = _willing(member, other)
    made, _new = AgainWish.objects.get_or_create(
        programme=programme, owner=account, other=other, defaults={"organisation": member.organisation}
    )
    return made


def withdraw_again(*, programme: Programme, member: Member, other: Member) -> None:
    """Take the wish back."""
    AgainWish.objects.filter(programme=programme, owner=_owner(member, other), other=other).delete()


def wish_to_meet(*, programme: Programme, member: Member, other: Member, strength: int) -> MeetWish:
    """Would like to be introduced to the other, more or less strongly (1 to 3). Nobody learns of it, the other least of all."""
    same_organisation(programme, member)
    if strength not in MeetWish.Strength.values:
        raise Refused(_("Choose how gladly."))
    made, _new = MeetWish.objects.update_or_create(
        programme=programme,
        owner=_willing(member, other),
        other=other,
        defaults={"strength": strength},
        create_defaults={"strength": strength, "organisation": member.organisation},
    )
    return made


def withdraw_wish(*, programme: Programme, member: Member, other: Member) -> None:
    """Take the wish back."""
    MeetWish.objects.filter(programme=programme, owner=_owner(member, other), other=other).delete()


def _willing(member: Member, other: Member) -> Account:
    account = _owner(member, other)
    if Block.objects.filter(owner=account, other=other).exists():
        raise Refused(_("You asked never to be introduced to this person. Take that back first."))
    return account


def _owner(member: Member, other: Member) -> Account:
    same_organisation(member, other)
    if member.pk == other.pk or member.account is None:
        raise Refused(_("Choose somebody else."))
    return member.account
