"""Bring an installation up to date and serve it, in one process: ``./mooring serve`` and ``./mooring demo`` end here.

Preparing and serving share the one start of Python and Django, which is most of what a start costs.
"""

from __future__ import annotations

import argparse
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured


def main() -> None:
    """Prepare, then serve until told to stop; what the operator can put right is one line and exit code 2."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, required=True, help="the bound socket handed over by the launcher")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=8)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mooring.config.settings")
    try:
        django.setup()
        prepare()
    except ImproperlyConfigured as wrong:
        sys.stderr.write(f"mooring: {wrong}\n")
        sys.exit(2)
    run(given.fd, given.workers, given.threads)


def prepare() -> None:
    """Bring database, static files and (in the demo) the made-up company up to date; quick when nothing is to do."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import OperationalError, connections

    try:
        migrate()
        call_command("createcachetable", verbosity=0)
    except OperationalError as wrong:
        raise ImproperlyConfigured(f"The database cannot be used: {str(wrong).strip().splitlines()[0]}") from wrong
    if settings.PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)
    if settings.MODE == "demo":
        call_command("demo_seed")
    # The server forks: no process may inherit a connection.
    connections.close_all()


def migrate() -> None:
    """Apply migrations, if there are any to apply; two servers starting together do it one after the other."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    sys.stderr.write("Bringing the database up to date ...\n")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
            try:
                call_command("migrate", interactive=False, verbosity=0)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    else:
        call_command("migrate", interactive=False, verbosity=0)


# Any number will do, so long as every version of Mooring uses the same.
MIGRATION_LOCK = 0x6D6F6F72


def run(fd: int, workers: int, threads: int) -> None:
    """Serve on a bound socket; the application is loaded once, before the server forks."""
    from gunicorn.app.wsgiapp import run as gunicorn

    sys.argv = [
        "mooring",
        "--config",
        "python:mooring.config.gunicorn_conf",
        "--bind",
        f"fd://{fd}",
        "--workers",
        str(workers),
        "--threads",
        str(threads),
        "--preload",
    ]
    gunicorn()


if __name__ == "__main__":
    main()
