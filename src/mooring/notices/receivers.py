"""Who a notice goes to: language, zone and hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mooring.boundaries.hours import PersonHours
from mooring.boundaries.queries import hours_of, hours_of_accounts
from mooring.notices.models import Notice
from mooring.people.models import Account, Member


@dataclass(frozen=True)
class Receiver:
    """A person as the outbox needs them: a member for what is an organisation's, else the account alone.

    ``account`` is None for a member who has not joined yet.
    """

    language: str
    hours: PersonHours
    account: Account | None
    member: Member | None = None


def receivers_of(notices: Sequence[Notice]) -> dict[int, Receiver | None]:
    """The receiver of each notice by its primary key; None for whoever has left.

    Load the notices with ``select_related`` of member, its organisation, account and site, and of account.
    """
    hours = hours_of(notice.member for notice in notices if notice.member is not None)
    own = hours_of_accounts(notice.account for notice in notices if notice.account is not None)
    return {notice.pk: _receiver(notice, hours, own) for notice in notices}


def _receiver(notice: Notice, hours: dict[int, PersonHours], own: dict[int, PersonHours]) -> Receiver | None:
    member, account = notice.member, notice.account
    if member is not None:
        account = member.account
        if member.left_at is not None or (account is not None and not account.is_active):
            return None
        return Receiver(member.reads, hours[member.pk], account, member)
    if account is None or not account.is_active:
        return None
    return Receiver(account.reads, own[account.pk], account)
