"""Bring the database and the static files in step with the program."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Bring the database, the cache table and (in production) the static files in step with the program. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        settings.DATA.mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("replay_erasures")
        if settings.PRODUCTION:
            call_command("collectstatic", interactive=False, verbosity=0)
