"""What the sign-in package keeps about a person, declared as our own models are."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.personal import Seen


def declare_outside() -> None:
    """Declare allauth's models; their rows go with the account."""
    personal.declare(
        EmailAddress,
        owner="user",
        why=_("So that you can sign in with each address that is yours."),
        fields={"email": Seen.ME, "verified": Seen.ME, "primary": Seen.ME},
    )
    personal.declare(
        Authenticator,
        owner="user",
        why=_("So that you can sign in with a passkey or be asked for a second factor."),
        fields={"type": Seen.ME, "created_at": Seen.ME, "last_used_at": Seen.ME},
        not_personal=("data",),
    )
    personal.declare(
        UserSession,
        owner="user",
        why=_("So that you see where you are signed in, and can end it."),
        fields={"created_at": Seen.ME, "last_seen_at": Seen.ME, "ip": Seen.ME, "user_agent": Seen.ME},
        not_personal=("session_key", "data"),
        keep_days=60,
        since="last_seen_at",
    )
