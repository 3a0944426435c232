"""Live a week of the demo at high speed, and say whether everything came inside its receivers' hours."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mooring.core.time import now
from mooring.demo import cast, company, week
from mooring.people.models import Account, Organisation


class Command(BaseCommand):
    help = "Let days pass in a new demo, in a week in which clocks change; fails if anything that could wait came outside somebody's hours."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=7, help="how many days pass, 1 to 60")

    def handle(self, *args: Any, **options: Any) -> None:
        days = options["days"]
        if settings.MODE not in {"demo", "development"}:
            raise CommandError("Time is only moved in demo or development mode.")
        if not 1 <= days <= 60:
            raise CommandError(f"--days: 1 to 60 days pass, not {days}.")
        if Account.objects.exists():
            raise CommandError("This database holds people already. A week is lived in a demo of its own.")
        week.forward(week.before_clocks_change([place.zone for place in cast.PLACES], now()))
        call_command("demo_seed", stdout=self.stdout)
        organisation = Organisation.objects.get(slug=company.SLUG)
        self.stdout.write(f"Living {days} days of it …")
        lived = week.live(organisation, days, week.changes_of(organisation, now()), tell=self.say)
        week.keep(lived)
        dots = [dot for line in lived.lines for dot in line.dots]
        held = sum(dot.held for dot in dots)
        if lived.outside:
            line, dot = lived.outside[0]
            count = f"{len(lived.outside)} of {held} messages that could wait came outside somebody's hours"
            raise CommandError(f"{count}; the first to {line.name} at {dot.at}.")
        self.stdout.write(f"{len(dots)} messages went out; {held} of them could wait, and each came inside its receiver's hours.")
        self.stdout.write(f"See each beside those hours: {settings.PUBLIC_URL}/demo/week/\n")

    def say(self, sentence: str) -> None:
        """One line of progress."""
        self.stdout.write(f"  {sentence}")
        self.stdout.flush()
