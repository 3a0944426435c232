"""Django's management commands, as ``python -m mooring.config.manage``."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import execute_from_command_line

from mooring.config.refusals import in_one_line
from mooring.config.serve import bring_up_to_date

# Commands of ours that may be the first thing anyone does with a database.
FIRST = {"work", "import_people", "demo_seed", "first_run", "make_admin"}


def main() -> None:
    """Run a management command; a setting that must not be is one line, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mooring.config.settings")
    with in_one_line():
        if FIRST.intersection(sys.argv[1:2]) and not {"-h", "--help"}.intersection(sys.argv):
            django.setup()
            bring_up_to_date()
        execute_from_command_line(["mooring", *sys.argv[1:]])


if __name__ == "__main__":
    main()
