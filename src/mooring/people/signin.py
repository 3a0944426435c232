"""How allauth signs people in here."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from mooring.core.dates import in_words
from mooring.core.mail import AUTOMATIC
from mooring.core.time import now
from mooring.people import opening
from mooring.people.models import Account, SignIn

log = structlog.get_logger("mooring.people")

AGAIN_BY = {
    "reauthenticate": _("Use my password"),
    "mfa_reauthenticate": _("Use a code from my app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use my passkey"),
}


ADDED = {"mfa/email/webauthn_added": SignIn.How.PASSKEY, "mfa/email/totp_activated": SignIn.How.APP}
"""The mails by which allauth tells of a new factor."""


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up from outside: people come in by an invitation or the first-run link.

    Its mails are answers to the person's own act of this minute, or tell of their account's security: they are sent at once and
    stored nowhere.
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _("This is the address we write to. Choose another one for that first."),
        "duplicate_email": _("This address is already on your account."),
        "email_password_mismatch": _("The address or the password is not right."),
        "email_taken": _("This address cannot be added."),
        "enter_current_password": _("Please type your present password."),
        "incorrect_code": _("That is not the code we sent."),
        "incorrect_password": _("That is not the password."),
        "invalid_or_expired_key": _("This link is over. Ask for a new one."),
        "invalid_login": _("That did not work. Try again."),
        "max_email_addresses": _("An account has at most %d addresses."),
        "rate_limited": _("That was a lot at once. Wait a few minutes and try again."),
        "same_as_current": _("This is the one you have now."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes and try again."),
        "unverified_primary_email": _("We write only to an address you have shown to be yours."),
    }

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        # allauth's own words for these would be the only ones on our pages that are not ours.
        return [{**method, "description": AGAIN_BY[method["id"]]} for method in super().get_reauthentication_methods(user)]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        opening.signed_in(request, user)
        return super().post_login(request, user, **more)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        confirmed = bool(super().confirm_email(request, email_address))
        # Whose it is, is noted before anybody's record could say something else.
        opening.remember_addresses(email_address.user)
        if confirmed and request.user == email_address.user and email_address.email in opening.own_addresses(email_address.user):
            _has_shown(request, SignIn.How.CODE, email_address.email)
        return confirmed

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **more: Any) -> None:
        """Told of a new factor, whose holder has just shown it in this session."""
        how = ADDED.get(template_prefix)
        if how is not None and current.request is not None:
            _has_shown(current.request, how)
        super().send_notification_mail(template_prefix, user, *args, **more)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail in the receiver's own language, where we know them."""
        account = context.get("user") or _whose(email)
        language = account.language if account and account.language else translation.get_language() or settings.LANGUAGE_CODE
        with translation.override(language):
            zone = (account.timezone if account else "") or "UTC"
            words = {"request": current.request, "email": email, "when": f"{in_words(now(), 'both', zone)} ({zone})", **context}
            message = self.render_mail(template_prefix, email, words, headers=dict(AUTOMATIC))
        try:
            message.send()
        except OSError as error:
            log.error("mail server does not answer", exc_info=error)
            if current.request is None:
                raise
            raise ImmediateHttpResponse(render(current.request, "account/mail_failed.html", status=503)) from error

    def format_email_subject(self, subject: str) -> str:
        return subject


class FactorAdapter(DefaultMFAAdapter):
    """Names of the person as a passkey or authenticator shows them."""

    error_messages = {
        "add_email_blocked": _("Take the second factors off your account first, then add the address."),
        "cannot_delete_authenticator": _("This cannot be turned off just now."),
        "cannot_generate_recovery_codes": _("They come with a passkey or an authenticator app."),
        "incorrect_code": _("That code or key is not right."),
        "unverified_email": _("Show first that each of your addresses is yours."),
    }

    def _get_site_name(self) -> str:
        return "Mooring"

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        # The id stays allauth's own: it is what a passkey hands back, and what allauth finds the account by.
        return {**super().get_public_key_credential_user_entity(user), "name": user.email, "display_name": user.get_full_name()}


def _has_shown(request: HttpRequest, how: SignIn.How, address: str = "") -> None:
    vars(request).pop(opening.KEY, None)  # what was known before the new factor no longer holds
    if not opening.is_open_in(request):
        opening.open_here(request, how, address)


def _whose(email: str) -> Account | None:
    known = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    return known.user if known else None
