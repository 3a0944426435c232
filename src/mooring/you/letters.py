"""The letters of the account page. All are answers to the person's own act, or tell of their account's security."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager

from django.utils.translation import gettext as _

from mooring.core import links
from mooring.core.dates import in_words
from mooring.notices import at_once
from mooring.notices.register import Letter
from mooring.people.models import Account

EXPORT_READY = "you.export_ready"
ERASURE_ASKED = "you.erasure_asked"
ERASE_CODE = "you.erase_code"
OPEN_CODE = "you.open_code"


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
