"""The link that leads through the setting up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from mooring.welcome.actions import SETUP_DAYS, new_setup_link


class Command(BaseCommand):
    help = "Print a one-time link for setting up this installation; print nothing once it is set up. A new link ends earlier ones."

    def handle(self, *args: Any, **options: Any) -> None:
        link = new_setup_link()
        if link is not None:
            self.stdout.write("Nobody lives here yet. Open this link to set Mooring up:\n")
            self.stdout.write(f"\n  {link}\n\n")
            self.stdout.write(f"It works once, for {SETUP_DAYS} days. Starting the server again makes a new one.")
            # The server forks right after this: what is not out yet would come out twice.
            self.stdout.flush()
