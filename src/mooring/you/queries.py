"""What the account page shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from mooring.core.devices import in_words
from mooring.core.time import now
from mooring.people import opening
from mooring.people.models import Account, Member, SignIn
from mooring.you.models import Export


@dataclass(frozen=True)
class WaysIn:
    """How an account can be opened."""

    addresses: list[EmailAddress]
    has_password: bool
    passkeys: int
    authenticator: bool
    recovery_codes: bool


@dataclass(frozen=True)
class Open:
    """A session as its owner sees it."""

    key: int
    device: str
    ip: str
    seen_at: dt.datetime
    current: bool
    open_until: dt.datetime | None  # the private half


def ways_in(account: Account) -> WaysIn:
    """Addresses and factors of an account."""
    kinds = list(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    return WaysIn(
        addresses=list(EmailAddress.objects.filter(user=account).order_by("-primary", "email")),
        has_password=account.has_usable_password(),
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        authenticator=Authenticator.Type.TOTP in kinds,
        recovery_codes=Authenticator.Type.RECOVERY_CODES in kinds,
    )


def sessions_of(account: Account, current_key: str | None) -> list[Open]:
    """Where the account is signed in, this session first."""
    found = [
        Open(
            key=session.pk,
            device=in_words(session.user_agent),
            ip=session.ip,
            seen_at=session.last_seen_at,
            current=session.session_key == current_key,
            open_until=opening.open_until(session.session_key),
        )
        for session in UserSession.objects.purge_and_list(account)
    ]
    return sorted(found, key=lambda one: (not one.current, -one.seen_at.timestamp()))


def moving_out(account: Account) -> list[opening.Moving]:
    """The organisations one has left and whose address still signs one in, for a while yet."""
    return [one for one in opening.moving_out(account) if one.until > now()]


def came_in(account: Account) -> QuerySet[SignIn]:
    """Every sign-in and opening, the latest first."""
    return SignIn.objects.filter(account=account).order_by("-at", "-pk")


def hinted(address: str) -> str:
    """An address its owner recognises and nobody else learns: “a…@e….net”."""
    local, _at, domain = address.rpartition("@")
    first, _dot, last = domain.rpartition(".")
    return f"{local[:1]}…@{first[:1]}….{last}"


def own_session(account: Account, key: str) -> UserSession | None:
    """One of the account's own sessions by its key in the list."""
    return UserSession.objects.filter(user=account, pk=int(key)).first() if key.isdigit() and len(key) < 19 else None


def memberships(account: Account) -> list[Member]:
    """The organisations the account is in."""
    return list(Member.objects.here().filter(account=account).select_related("organisation").order_by("joined_at", "pk"))


def latest_export(account: Account) -> Export | None:
    """The export asked for last, while it is kept."""
    return Export.objects.filter(account=account).first()


def only_admin_of(account: Account) -> list[str]:
    """The names of organisations whose only admin the account is, while others are there."""
    names = []
    for member in memberships(account):
        others = Member.objects.here().filter(organisation=member.organisation).exclude(pk=member.pk)
        if member.is_admin and others.exists() and not others.filter(is_admin=True, account__is_active=True).exists():
            names.append(member.organisation.name)
    return names
