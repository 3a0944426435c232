"""The letters of the account page. All are answers to the person's own act, or tell of their account's security."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager

from django.utils.translation import gettext as _

from mooring.core import links
from mooring.core.dates import in_words
from mooring.notices import at_once
from mooring.notices.register import Letter
from mooring.people import opening
from mooring.people.models import Account

EXPORT_READY = "you.export_ready"
ERASURE_ASKED = "you.erasure_asked"
ERASE_CODE = "you.erase_code"
OPEN_CODE = "you.open_code"
LEFT = "you.left_organisation"


def export_ready(account: Account) -> None:
    """Say that the export lies on the page; the mail carries nothing of it."""
    with _words_of(account):
        letter = Letter(
            subject=_("Your export is ready"),
            paragraphs=[_("It lies on your own page for a week. Only you, signed in, can fetch it.")],
            button=(_("Fetch my export"), links.absolute("you_export")),
        )
        at_once.send(EXPORT_READY, to=account.email, letter=letter)


def erasure_asked(account: Account, until: dt.datetime) -> None:
    """Say when everything will be erased, and how to stop it."""
    with _words_of(account):
        letter = Letter(
            subject=_("Your account will be erased"),
            paragraphs=[
                _("You asked to be erased. It will be final on %(when)s.") % {"when": in_words(until, "both", account.timezone or "UTC")},
                _("Until then one press on your page stops it. If it was not you, stop it now and change how you sign in."),
            ],
            button=(_("I have changed my mind"), links.absolute("you_erase")),
        )
        at_once.send(ERASURE_ASKED, to=account.email, letter=letter)


def left_organisation(account: Account, moving: opening.Moving) -> None:
    """Tell whoever has left that their account is still theirs, and until when an address at work signs them in; to each address."""
    with _words_of(account):
        day = in_words(moving.until, "date", account.timezone or "UTC")
        said = {"name": moving.member.organisation.name, "addresses": ", ".join(moving.addresses), "day": day}
        letter = Letter(
            subject=_("Your account stays yours"),
            paragraphs=[
                _("You have left %(name)s. Your account, and all in it that is yours alone, stays yours.") % said,
                _("Until %(day)s you can still sign in at %(addresses)s; then no longer, since that mail is not yours any more.") % said,
                _("Add an address of your own or a passkey before then, or take everything with you as an export."),
            ],
            button=(_("See how I sign in"), links.absolute("you")),
        )
        for address in opening.addresses(account):
            at_once.send(LEFT, to=address, letter=letter)


def code(account: Account, code: str, purpose: str, address: str) -> None:
    """The code that shows it is really the owner who asks: to be erased, or to open what is theirs alone."""
    with _words_of(account):
        said = {
            ERASE_CODE: _("It confirms that it is you who asks to be erased. If you did not ask, end your other sessions on your page."),
            OPEN_CODE: _(
                "It opens what is yours alone on the device that asks for it. If you did not ask, somebody has signed in as you: end that"
                " session on your page."
            ),
        }
        letter = Letter(subject=_("Your code to confirm"), paragraphs=[_("Your code:"), code, said[purpose]])
        at_once.send(purpose, to=address, letter=letter)


def _words_of(account: Account) -> AbstractContextManager[None]:
    return at_once.as_read_by(account.reads, account.timezone or "UTC")
