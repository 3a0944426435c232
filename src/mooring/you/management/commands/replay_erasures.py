"""Erase again whoever a restored backup brought back."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from mooring.you.actions import erase_again


class Command(BaseCommand):
    help = "Erase again every account that was erased before and came back with a restored backup. Safe to repeat; serve does it first."

    def handle(self, *args: Any, **options: Any) -> None:
        if back := erase_again():
            self.stdout.write(f"Erased again, since they came back with a backup: {back}.")
