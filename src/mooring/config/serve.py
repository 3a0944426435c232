"""Bring an installation up to date and serve it, in one process: ``./mooring serve`` and ``./mooring demo`` end here.

Preparing and serving share the one start of Python and Django, which is most of what a start costs.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import os
import sys
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

from mooring.config.refusals import in_one_line


def main() -> None:
    """Prepare, then serve until told to stop; what the operator can put right is one line and exit code 2."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, required=True, help="the bound socket handed over by the launcher")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--people", type=int, help="the size of a demo's company, where it is still to be made")
    parser.add_argument("--days", type=int, help="how many days a new demo lives before it is served")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mooring.config.settings")
    # Nothing of what is being loaded will ever be thrown away, so looking for garbage only slows the start.
    gc.disable()
    with in_one_line():
        django.setup()
        prepare(given.people, given.days)
    gc.enable()
    gc.freeze()
    run(given.fd, given.workers, given.threads)


def prepare(people: int | None = None, days: int | None = None) -> None:
    """Bring database, static files and (in the demo) the made-up company up to date; quick when nothing is to do."""
    from django.conf import settings
    from django.db import connections

    bring_up_to_date()
    collect_static()
    from django.core.management import call_command

    from mooring.circle.keys import missing_in_words

    if lost := missing_in_words():
        raise ImproperlyConfigured(lost)
    call_command("replay_erasures")

    # The demo comes with its people; any other installation begins with a link in the console.
    if settings.MODE == "demo" and days:
        call_command("demo_week", days=days)
    elif settings.MODE == "demo":
        call_command("demo_seed", **({"people": people} if people else {}))
    else:
        call_command("first_run")
    # The server forks: no process may inherit a connection.
    connections.close_all()


def bring_up_to_date() -> None:
    """Apply what migrations are missing. Raises ImproperlyConfigured where the database cannot be used."""
    from django.db import OperationalError

    try:
        reach()
        if not database_is_ready():
            sys.stderr.write("Bringing the database up to date ...\n")
            migrate()
    except OperationalError as wrong:
        if "disk is full" in str(wrong):
            raise
        raise ImproperlyConfigured(f"The database cannot be used: {str(wrong).strip().splitlines()[0]}") from wrong


def reach() -> None:
    """Try a database server once, without the pool, which would go on trying for half a minute; make a file for SQLite."""
    from django.db import connection

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        # For its owner alone, whatever the folder allows; the files SQLite lays beside it follow.
        Path(connection.settings_dict["NAME"]).touch(mode=0o600)
    if connection.vendor == "postgresql":
        import psycopg

        with connection.wrap_database_errors:
            psycopg.connect(**{**connection.get_connection_params(), "connect_timeout": 10}).close()


def database_is_ready() -> bool:
    """Tell whether every migration on the disk is noted in the database, without loading any of them."""
    from django.apps import apps
    from django.db import connection

    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if not {"django_migrations", CACHE_TABLE} <= tables:
            return False
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    files = ((app.label, path) for app in apps.get_app_configs() for path in (Path(app.path) / "migrations").glob("[0-9]*.py"))
    return all((label, path.stem) in applied for label, path in files)


def migrate() -> None:
    """Apply what is missing; servers that start together do it one after the other."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        finally:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def collect_static() -> None:
    """Hash and compress the static files for production, only when one of them has changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    if not settings.PRODUCTION:
        return
    digest = hashlib.sha256(settings.VERSION.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    mark = Path(settings.STATIC_ROOT) / ".collected"
    if mark.exists() and mark.read_text(encoding="ascii") == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(digest.hexdigest(), encoding="ascii")


CACHE_TABLE = "mooring_cache"
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
