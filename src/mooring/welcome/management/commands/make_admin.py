"""An admin for an organisation that nobody can look after from within."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from mooring.people.actions import appoint_admin
from mooring.people.queries import meant_at_the_console
from mooring.welcome.access import DAYS, link_of


class Command(BaseCommand):
    help = (
        "Make somebody an admin of an organisation, when its only one has gone or cannot sign in. Whoever has joined signs in as ever; "
        "for anybody else a link is printed that lets them join. It is noted where every member can read what admins did."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the address they sign in with, or the work address on record")
        parser.add_argument("--organisation", metavar="SLUG", help="which organisation (needed where there are several)")
        parser.add_argument("--name", default="", help="the name of somebody who is not there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            organisation = meant_at_the_console(options["organisation"])
            made = appoint_admin(organisation=organisation, address=options["address"], name=options["name"])
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from None
        words = {"address": options["address"], "slug": organisation.slug, "days": DAYS}
        self.stdout.write(_("%(address)s is an admin of %(slug)s now.") % words)
        if made.invitation is not None:
            self.stdout.write(_("They have not joined yet. Give them this link, and nobody else; it works for %(days)s days:") % words)
            self.stdout.write(f"\n  {link_of(made.invitation)}\n")
