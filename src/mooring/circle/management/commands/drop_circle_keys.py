"""Take away the server's keys that no circle is wrapped with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mooring.circle import keys
from mooring.circle.vault import keys_at_hand
from mooring.core import server_keys


class Command(BaseCommand):
    help = "Take away the keys of the server that no circle is wrapped with. Backups made while they were in use stay shut from then on."

    def handle(self, *args: Any, **options: Any) -> None:
        newest, *older = server_keys.names_of(keys_at_hand())
        used = [name for name in older if name in keys.in_use()]
        if used:
            raise CommandError(f"Circles are still wrapped with {', '.join(used)}: run rotate_circle_key to its end first.")
        if settings.CIRCLE_KEYS_FILE is None:
            raise CommandError(f"The keys stand in {server_keys.SETTING}: leave only the first one there, {newest}.")
        if older:
            server_keys.keep_only(settings.CIRCLE_KEYS_FILE, [newest])
        self.stdout.write(f"Taken away: {', '.join(older)}." if older else "There is one key, and it is in use.")
