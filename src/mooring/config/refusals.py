"""What an operator can put right is one line and exit code 2, in every command, and never a traceback."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def in_one_line() -> Iterator[None]:
    """Say what must be put right and end: a setting that must not be, a database that cannot be used, a full disk."""
    try:
        yield
    except ImproperlyConfigured as wrong:
        _refuse(str(wrong))
    except OSError as wrong:
        if wrong.errno not in FULL:
            raise
        _refuse(f"The disk is full: {wrong.filename or 'a file'} did not fit. Make room, then start again.")
    except OperationalError as wrong:
        # SQLite's own words; it knows no more of it.
        if "disk is full" not in str(wrong):
            raise
        _refuse("The disk is full: the database cannot grow. Make room, then start again.")


def _refuse(why: str) -> None:
    sys.stderr.write(f"mooring: {why}\n")
    sys.exit(2)
