"""Write the catalogue of personal data, or say whether it is in step."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mooring.core.catalogue import catalogue


class Command(BaseCommand):
    help = "Write docs/data-catalogue.md from the declarations of personal data; with --check, only say whether it is in step."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is out of step")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.REPO / "docs" / "data-catalogue.md"
        made = catalogue()
        if not options["check"]:
            path.parent.mkdir(exist_ok=True)
            path.write_text(made, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != made:
            raise CommandError("docs/data-catalogue.md is out of step with the models: run ./mooring manage catalogue")
