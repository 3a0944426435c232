"""Change the server's key that wraps the keys of people's circles."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mooring.circle import keys
from mooring.circle.vault import Sealed
from mooring.core import server_keys


class Command(BaseCommand):
    help = (
        "Make a new key of the server and wrap every account's own key with it. What was stopped half way is gone on with: run it again."
        " The old key stays until drop_circle_keys. On several machines: --make, copy the file to each, then run it without."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--make", action="store_true", help="only make the new key; wrap nothing yet")
        parser.add_argument("--wrap", action="store_true", help="make no key; wrap with the newest there is")

    def handle(self, *args: Any, make: bool, wrap: bool, **options: Any) -> None:
        path = settings.CIRCLE_KEYS_FILE
        if make and wrap:
            raise CommandError("Either --make or --wrap.")
        if keys.finished() and not wrap:
            # Only where nothing is left from the last time: a key a go, not a key a try.
            if path is None:
                raise CommandError(
                    f"The keys stand in {server_keys.SETTING}: put a new one before the others there, start every process anew, then run"
                    " this with --wrap. A new one is 32 random bytes in base64, as from: openssl rand -base64 32 | tr '+/' '-_'"
                )
            server_keys.put_first(path)
            self.stdout.write(f"There is a new key in {path}. Keep a copy of the file in another place than the backups.")
        if make:
            return
        done = 0
        try:
            while some := keys.rewrap_some():
                done += some
                self.stdout.write(f"{done} wrapped anew")
        except Sealed as wrong:
            raise CommandError(f"{wrong} Put it back, then run this again.") from wrong
        self.stdout.write(
            "Every circle is wrapped with the newest key. Older ones are still needed for backups made before now; once you keep none"
            " of these, ./mooring manage drop_circle_keys takes the older keys away."
        )
