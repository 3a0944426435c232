"""Where mail goes: work to an address for work, what is private to a personal one, and never the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from mooring.channels.mail.models import Mark
from mooring.notices.models import Notice
from mooring.notices.receivers import Receiver
from mooring.people.addresses import looks_like_work
from mooring.people.models import Account, Member


@dataclass(frozen=True)
class Address:
    """A verified address of an account, and whether it is for work; ``said`` where the person said so."""

    address: str
    primary: bool
    is_work: bool
    said: bool


def addresses_of(accounts: Iterable[Account]) -> dict[int, list[Address]]:
    """The verified addresses of each account by its primary key, the primary one first; three queries for however many."""
    keys = {one.pk for one in accounts}
    work: dict[int, list[str]] = {key: [] for key in keys}
    for key, address in Member.objects.here().filter(account__in=keys).values_list("account", "work_address"):
        if key is not None:
            work[key].append(address)
    said = {(one.account_id, one.address): one.is_work for one in Mark.objects.filter(account__in=keys)}
    found: dict[int, list[Address]] = {key: [] for key in keys}
    for one in EmailAddress.objects.filter(user__in=keys, verified=True).order_by("-primary", "pk"):
        key, address = one.user_id, one.email
        mark = said.get((key, address.lower()))
        is_work = looks_like_work(address, work[key]) if mark is None else mark
        found[key].append(Address(address, one.primary, is_work, mark is not None))
    return found


def addresses_for(receivers: Sequence[Receiver], scope: Notice.Scope) -> dict[int, str]:
    """The address that a matter of a scope goes to, by the receiver's place; none for whom there is none that fits."""
    known = addresses_of(one.account for one in receivers if one.account is not None)
    found = {}
    for place, receiver in enumerate(receivers):
        theirs = known[receiver.account.pk] if receiver.account is not None else []
        address = _personal(theirs) if scope == Notice.Scope.PRIVATE else _for_work(theirs, receiver.member)
        if address:
            found[place] = address
    return found


def _personal(theirs: list[Address]) -> str:
    return next((one.address for one in theirs if not one.is_work), "")


def _for_work(theirs: list[Address], member: Member | None) -> str:
    """The organisation's own address for its member, where they have shown it to be theirs; else another for work; else its own."""
    recorded = member.work_address.lower() if member is not None else ""
    fits = [one.address for one in theirs if one.is_work]
    if any(one.address.lower() == recorded and not one.is_work for one in theirs):
        recorded = ""
    return next((one for one in fits if one.lower() == recorded), next(iter(fits), recorded))


def said_of(account: Account) -> dict[str, bool]:
    """What an account said of its addresses, in small letters: whether each is for work."""
    return dict(Mark.objects.filter(account=account).values_list("address", "is_work"))
