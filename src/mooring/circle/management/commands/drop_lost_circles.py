"""Remove the circles whose key is lost for good."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mooring.circle import keys


class Command(BaseCommand):
    help = "Remove the circles that nobody can open any more because the server's key is lost for good. Look for a copy of the key first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="really")

    def handle(self, *args: Any, yes: bool, **options: Any) -> None:
        lost = keys.missing()
        if not lost:
            self.stdout.write("Every key is here: no circle is lost.")
        elif not yes:
            raise CommandError(f"{sum(lost.values())} circles would be removed (keys {', '.join(sorted(lost))}). With --yes they are.")
        else:
            self.stdout.write(f"Removed: {keys.drop_lost()} circles.")
