"""``./mooring test``: the suite on all cores, on SQLite or PostgreSQL."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[3]
LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/mooring"


def main(arguments: list[str]) -> int:
    """Run pytest with our switches turned into its own; returns its exit code."""
    ours = {"--quick", "--browser", "--postgres"}
    asked = ours.intersection(arguments)
    rest = [argument for argument in arguments if argument not in ours]
    if "--postgres" not in asked:
        os.environ.pop("TEST_DATABASE_URL", None)
    else:
        url = os.environ.setdefault("TEST_DATABASE_URL", LOCAL_POSTGRES)
        if not answers(url):
            sys.stderr.write("No PostgreSQL server answers (TEST_DATABASE_URL, else 127.0.0.1:5432), so nothing was run on it.\n")
            return 1 if os.environ.get("MOORING_NO_SKIPS") else 0
    command = [*chosen(asked), *tables(asked), *spread(rest), *rest]
    os.chdir(ROOT)
    import pytest

    return int(pytest.main(command))


def chosen(asked: set[str]) -> list[str]:
    """Return the selection of tests our switches stand for."""
    if "--browser" in asked:
        return ["-m", "browser"]
    if "--quick" in asked:
        return ["-m", "not browser and not slow"]
    if "--postgres" in asked:
        # What a page looks like does not depend on the database, and what touches none has said all it can say on SQLite.
        return ["-m", "database and not browser", "--ignore=tests/engine", "--ignore=tests/browser"]
    return []


def tables(asked: set[str]) -> list[str]:
    """Return how the tables are made: on SQLite at once, from the models, in a quarter of the time; on PostgreSQL by every migration.

    A check holds migrations and models to each other, and other tests start a server on a database that migrations made.
    """
    return [] if "--postgres" in asked else ["--no-migrations"]


def spread(rest: list[str]) -> list[str]:
    """Return the options that spread a run over all cores; a run of a few named tests starts faster on one."""
    named = any(not argument.startswith("-") and Path(argument.split("::")[0]).exists() for argument in rest)
    told = any(argument.startswith(("-n", "--pdb", "--numprocesses", "--co", "--fixtures", "--markers", "--version")) for argument in rest)
    return [] if named or told else ["-n", "auto", "--dist", "worksteal"]


def answers(url: str) -> bool:
    """Tell whether something listens where this database address leads."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 5432), timeout=3):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
