"""The private half of an account, and what opens it on a device.

Signing in by a code to an address at work proves the member of an organisation, not the owner of the account: whoever looks after that
mail could do it too. What is the owner's alone opens only where the session has shown something that no organisation holds: a passkey,
a code from an app, or a code to an address of one's own. Once shown, the device stays open for thirty days, or until it is shut.

Routes of the private half are declared ``Who.PRIVATE``. What they read asks once more: ``require`` refuses inside the request of anybody
else and of a session that is shut, on whichever page, and ``is_open`` is asked by whatever shows a private thing on a page that is not
private.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from mooring.core.limits import address_of
from mooring.core.time import now
from mooring.people.addresses import ANYONES, looks_like_work
from mooring.people.models import Account, KnownAddress, Member, SignIn

KEY = "private_half"
STAYS_OPEN = dt.timedelta(days=30)
DEMO_STAYS_OPEN = dt.timedelta(days=3650)
MOVES_OUT = dt.timedelta(days=30)
"""How long after leaving an organisation an address of its still serves its former member."""

FACTOR_PAGES = frozenset(
    {
        "account_email",
        "mail_addresses",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
    }
)
"""Pages that change what opens the private half; open to a shut session only while there is nothing yet that could."""

_BY_FACTOR = {
    Authenticator.Type.WEBAUTHN: SignIn.How.PASSKEY,
    Authenticator.Type.TOTP: SignIn.How.APP,
    Authenticator.Type.RECOVERY_CODES: SignIn.How.RECOVERY,
}
_request: ContextVar[HttpRequest | None] = ContextVar("request of this thread", default=None)
_marks: list[Callable[[Account], dict[str, bool]]] = []


class Shut(Exception):
    """Something private was asked for in a session that has not shown what opens it."""


@dataclass(frozen=True)
class Factors:
    """What of an account no organisation holds: passkeys, an app, addresses of its own."""

    passkey: bool
    app: bool
    addresses: list[str]

    def __bool__(self) -> bool:
        return self.passkey or self.app or bool(self.addresses)


@dataclass(frozen=True)
class Moving:
    """An organisation one has left, and until when one still signs in at addresses of its."""

    member: Member
    addresses: list[str]
    until: dt.datetime


def marks_from(said_of: Callable[[Account], dict[str, bool]]) -> None:
    """Let another app tell what an account said of its addresses: whether each, in small letters, is for work."""
    _marks.append(said_of)


def own_addresses(account: Account) -> list[str]:
    """The verified addresses that are the owner's alone: as they say, else as was known from the first, else as it looks."""
    said: dict[str, bool] = {}
    for marks in _marks:
        said |= marks(account)
    known = dict(KnownAddress.objects.filter(account=account).values_list("address", "own"))
    work = _recorded(account)

    def is_own(address: str) -> bool:
        return not said[address] if address in said else known.get(address, not looks_like_work(address, work))

    return [address for address in addresses(account) if is_own(address.lower())]


def others_hold(account: Account) -> list[str]:
    """The verified addresses that somebody else may look after."""
    own = set(own_addresses(account))
    return [address for address in addresses(account) if address not in own]


def factors(account: Account) -> Factors:
    """What could open the private half of an account."""
    kinds = set(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    return Factors(Authenticator.Type.WEBAUTHN in kinds, Authenticator.Type.TOTP in kinds, own_addresses(account))


def moving_out(account: Account) -> list[Moving]:
    """The organisations whose addresses an account still signs in at though it has left them, the last left first.

    An address that an organisation one belongs to has on record too is no such address.
    """
    left = Member.objects.filter(account=account, left_at__isnull=False).select_related("organisation").order_by("-left_at")
    found = []
    for member in left:
        theirs = held_by(account, member)
        if theirs and member.left_at is not None:
            found.append(Moving(member, theirs, member.left_at + MOVES_OUT))
    return found


def held_by(account: Account, member: Member) -> list[str]:
    """The addresses an account signs in at that are an organisation's, and no other's that it belongs to."""
    here = list(Member.objects.here().filter(account=account).exclude(pk=member.pk).values_list("work_address", flat=True))
    return [one for one in others_hold(account) if looks_like_work(one, [member.work_address]) and not looks_like_work(one, here)]


def is_over(account: Account) -> bool:
    """Whether nothing but addresses of organisations left long ago is there to sign in with: these open nothing private any more."""
    old = {address for one in moving_out(account) if one.until <= now() for address in one.addresses}
    return bool(old) and not factors(account) and old == set(addresses(account))


def remember_addresses(account: Account) -> None:
    """Note whose each address is as it looks now, unless it was known before."""
    work = _recorded(account)
    fresh = [KnownAddress(account=account, address=one.lower(), own=not looks_like_work(one, work)) for one in addresses(account)]
    KnownAddress.objects.bulk_create(fresh, ignore_conflicts=True)


def joined(account: Account) -> None:
    """Somebody joined an organisation by their own press: an address on its domain is its own from then on, whatever it was before.

    One that is only on its record stays as it was: the record is the organisation's to write.
    """
    work = _recorded(account)
    for known in KnownAddress.objects.filter(account=account, own=True):
        if known.address.rpartition("@")[2] not in ANYONES and looks_like_work(known.address, work):
            known.own = False
            known.save(update_fields=["own"])


def addresses(account: Account) -> list[str]:
    """The verified addresses of an account, the primary one first."""
    found = EmailAddress.objects.filter(user=account, verified=True).order_by("-primary", "pk")
    return list(found.values_list("email", flat=True))


def _recorded(account: Account) -> list[str]:
    # Also of organisations one has left: who looks after that mail has not changed.
    return list(Member.objects.filter(account=account).values_list("work_address", flat=True))


# A session


def signed_in(request: HttpRequest, account: Account, how: SignIn.How | None = None) -> None:
    """Note that somebody signed in, for the account's owner."""
    _note(request, account, SignIn.What.SIGNED_IN, *((how, "") if how else _last_shown(request, account)))
    remember_addresses(account)


def open_here(request: HttpRequest, how: SignIn.How, address: str = "") -> None:
    """Open the private half in this session, for thirty days."""
    account = _account(request)
    # A demo's clock is moved on by weeks at a press.
    stays = DEMO_STAYS_OPEN if how is SignIn.How.DEMO else STAYS_OPEN
    request.session[KEY] = {"account": account.pk, "until": (now() + stays).timestamp(), "how": how.value}
    vars(request)[KEY] = True
    if how is not SignIn.How.ALONE:
        # Where nobody else could come in, every session is open from the start, and saying so each time would hide the rest.
        _note(request, account, SignIn.What.OPENED, how, address)
    remember_addresses(account)


def shut(session: SessionBase) -> None:
    """Shut the private half in a session; it opens again only by something shown after that."""
    session[KEY] = {"account": 0, "until": 0, "shut": now().timestamp()}
    session.save()


def open_until(session_key: str) -> dt.datetime | None:
    """Until when the private half stays open in a session; None where it is shut."""
    until = SessionStore(session_key).get(KEY, {}).get("until", 0)
    return dt.datetime.fromtimestamp(until, dt.UTC) if until > now().timestamp() else None


def is_open_in(request: HttpRequest) -> bool:
    """Whether a request's session has shown what no organisation holds, or nobody but the owner could have come in."""
    if not request.user.is_authenticated:
        return False
    kept = vars(request)  # looked up once a request, however many ask
    if KEY not in kept:
        kept[KEY] = _is_open(request)
    return bool(kept[KEY])


def is_open() -> bool:
    """Whether private things may be shown here: outside any request (a job, a command), or in a session that is open."""
    request = _request.get()
    return request is None or is_open_in(request)


def require(account: Account) -> None:
    """Refuse inside the request of anybody but the account, or in a session of its own that is shut; raises Shut."""
    request = _request.get()
    if request is not None and (request.user.pk != account.pk or not is_open_in(request)):
        raise Shut


@contextmanager
def during(request: HttpRequest | None) -> Iterator[None]:
    """Let ``is_open`` ask this request; None for whoever has shown a secret of its own (the address of a feed, an app's password)."""
    before = _request.set(request)
    try:
        yield
    finally:
        _request.reset(before)


def _is_open(request: HttpRequest) -> bool:
    said = request.session.get(KEY, {})
    if said.get("account") == request.user.pk and said.get("until", 0) > now().timestamp():
        # What opened while nothing was set is shut by the first thing that is: whoever else had come in stays outside from then on.
        return said.get("how") != SignIn.How.NOTHING or not factors(_account(request))
    return _opens_by_itself(request, said.get("shut", 0))


def _opens_by_itself(request: HttpRequest, shut_at: float) -> bool:
    account = _account(request)
    if not shut_at and not others_hold(account):
        open_here(request, SignIn.How.ALONE)
        return True
    own = {address.lower() for address in own_addresses(account)}
    oldest = max(shut_at, (now() - STAYS_OPEN).timestamp())
    for record in reversed(get_authentication_records(request, account)):
        how, address = _how(record)
        by_factor = record.get("method") == "mfa"
        if record.get("at", 0) >= oldest and (by_factor or (how is SignIn.How.CODE and address.lower() in own)):
            open_here(request, how, address)
            return True
    return False


def _last_shown(request: HttpRequest, account: Account) -> tuple[SignIn.How, str]:
    records = get_authentication_records(request, account)
    return _how(records[-1]) if records else (SignIn.How.NOTHING, "")


def _how(record: dict[str, Any]) -> tuple[SignIn.How, str]:
    if record.get("method") == "mfa":
        return _BY_FACTOR.get(record.get("type", ""), SignIn.How.APP), ""
    if record.get("method") == "code":
        return SignIn.How.CODE, record.get("email") or ""
    return SignIn.How.PASSWORD, ""


def _note(request: HttpRequest, account: Account, what: SignIn.What, how: SignIn.How, address: str = "") -> None:
    device = request.headers.get("User-Agent", "")[:300]
    SignIn.objects.create(account=account, what=what, how=how, address=address, user_agent=device, ip=address_of(request) or None)


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user
