"""Never, and gladly again: private wishes about another member. Nobody but their owner sees them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from mooring.people.models import Account, Member
from mooring.programmes.access import same_organisation
from mooring.programmes.errors import Refused
from mooring.programmes.models import AgainWish, Block, Programme


def block(*, member: Member, other: Member) -> Block:
    """Never be introduced to the other again, in any programme. A wish to meet again is taken back with it."""
    account = _owner(member, other)
    with transaction.atomic():
        made, _new = Block.objects.get_or_create(owner=account, other=other, defaults={"organisation": member.organisation})
        AgainWish.objects.filter(owner=account, other=other).delete()
    return made


def unblock(*, member: Member, other: Member) -> None:
    """Take a block back."""
    Block.objects.filter(owner=_owner(member, other), other=other).delete()


def wish_again(*, programme: Programme, member: Member, other: Member) -> AgainWish:
    """Would gladly be introduced to the other again. Counts once both wish it; until then nobody learns of it."""
    same_organisation(programme, member)
    account = _owner(member, other)
    if Block.objects.filter(owner=account, other=other).exists():
        raise Refused(_("You asked never to be introduced to this person. Take that back first."))
    made, _new = AgainWish.objects.get_or_create(
        programme=programme, owner=account, other=other, defaults={"organisation": member.organisation}
    )
    return made


def withdraw_again(*, programme: Programme, member: Member, other: Member) -> None:
    """Take the wish back."""
    AgainWish.objects.filter(programme=programme, owner=_owner(member, other), other=other).delete()


def _owner(member: Member, other: Member) -> Account:
    same_organisation(member, other)
    if member.pk == other.pk or member.account is None:
        raise Refused(_("Choose somebody else."))
    return member.account
