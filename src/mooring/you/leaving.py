"""After an organisation: the account stays, and what was the organisation's stops signing its former member in after thirty days.

By then whoever looks after that mail could sign in as somebody who cannot read it any more. Where the account has another address, the
organisation's is taken off it. Where it has none, that one still signs in, so that the account can be erased; but it opens nothing private.
"""

from __future__ import annotations

import contextlib
import datetime as dt

from allauth.account.models import EmailAddress
from django.db import transaction

from mooring.audit.actions import record
from mooring.core.time import now
from mooring.notices.at_once import NotSent
from mooring.people import opening
from mooring.people.models import Account, Member
from mooring.you import letters
from mooring.you.models import Leaving

LOOKS_BACK = dt.timedelta(days=30)


def tell_leavers() -> int:
    """Tell everyone who has left an organisation at whose address they sign in; each once. Returns how many."""
    Leaving.objects.filter(member__left_at=None).delete()  # they came back
    left = Member.objects.filter(left_at__gte=now() - opening.MOVES_OUT, account__isnull=False).exclude(
        pk__in=Leaving.objects.values("member")
    )
    told = 0
    for member in left.select_related("account", "organisation").order_by("pk"):
        told += _tell(member)
    return told


def end_old_ways() -> int:
    """Take the addresses of organisations left thirty days ago off accounts that have another; returns how many addresses."""
    since, until = now() - opening.MOVES_OUT - LOOKS_BACK, now() - opening.MOVES_OUT
    accounts = Account.objects.filter(pk__in=Member.objects.filter(left_at__range=(since, until)).values("account")).order_by("pk")
    return sum(_end(account) for account in accounts.iterator(chunk_size=100))


def _tell(member: Member) -> bool:
    account = member.account
    assert account is not None
    moving = next((one for one in opening.moving_out(account) if one.member.pk == member.pk), None)
    _row, fresh = Leaving.objects.get_or_create(member=member, defaults={"account": account})
    if not fresh or moving is None:
        return False
    with contextlib.suppress(NotSent):
        # The account's page says so as well.
        letters.left_organisation(account, moving)
    return True


@transaction.atomic
def _end(account: Account) -> int:
    gone = {address for one in opening.moving_out(account) if one.until <= now() for address in one.addresses}
    kept = [address for address in opening.addresses(account) if address not in gone]
    if not gone or not kept:
        return 0
    own = opening.own_addresses(account)
    if account.email in {address.lower() for address in gone}:
        account.email = (own or kept)[0].lower()
        account.save(update_fields=["email"])
    EmailAddress.objects.filter(user=account, email__in=gone).delete()
    EmailAddress.objects.filter(user=account, email__iexact=account.email).update(primary=True)
    record("account.address_ended", actor=None, subject_account=account, acting_as="system")
    return len(gone)
