"""How allauth signs people in here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up from outside: people come in by an invitation or the first-run link."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class FactorAdapter(DefaultMFAAdapter):
    """Names of the person as a passkey or authenticator shows them."""

    def _get_site_name(self) -> str:
        return "Mooring"

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return {"id": user.public_id.encode(), "name": user.email, "display_name": user.get_full_name()}
