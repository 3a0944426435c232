"""Django's management commands, as ``python -m mooring.config.manage``."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run a management command; a setting that must not be is one line, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mooring.config.settings")
    try:
        execute_from_command_line(["mooring", *sys.argv[1:]])
    except ImproperlyConfigured as wrong:
        sys.exit(f"mooring: {wrong}")


if __name__ == "__main__":
    main()
