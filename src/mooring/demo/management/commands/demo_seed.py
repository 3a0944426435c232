"""Fill an empty database with the demo's company, and print the ways in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mooring.demo import company, doors, seed
from mooring.people.models import Account, Installation


class Command(BaseCommand):
    help = "Fill an empty demo database with a made-up company (the same seed gives the same people), and print links to enter."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=seed.SEED, help="another number makes another company")
        parser.add_argument("--people", type=int, default=company.SIZE, help="how many people the company has, 240 or more")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE not in {"demo", "development"}:
            raise CommandError("The demo's company is only made in demo or development mode.")
        demo = Installation.objects.filter(is_demo=True).exists()
        if not demo and Account.objects.exists():
            raise CommandError("This database holds people already. The demo needs a database of its own.")
        if not demo:
            if options["people"] < company.SIZE:
                raise CommandError(f"--people: the company has {company.SIZE} people or more, not {options['people']}.")
            self.stdout.write(f"Making a company of {options['people']} people and its past rounds …")
            seed.fill(options["seed"], options["people"])
        self.stdout.write("\nLarkfield is ready. Its people are made up; nothing leaves this machine. Enter as\n")
        for door in doors.doors():
            self.stdout.write(f"  {door.role!s:15} {door.name:32} {door.address}")
        self.stdout.write("")
