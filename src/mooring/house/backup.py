"""``./mooring backup FILE``: the database, the secrets and the uploads of an installation in one tar file.

Inside: ``manifest.json``; ``database.sqlite3`` or ``database.pgdump``; ``secrets.json``; ``erasures.jsonl``; ``media/``. Not inside:
the server's keys, without which nobody opens a circle of it. Django is not needed to make or read one, so a backup can be taken and
put back while the program itself does not start.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from mooring import __version__
from mooring.core import erased, server_keys

FORMAT = 1
DATABASE_NAME = "mooring.sqlite3"


class Refused(Exception):
    """A backup or restore that cannot be done, said in one sentence."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. Migrations tell which programs can read the database, and ``circle_keys`` names the server's keys
    without which circles in it stay shut.
    """

    format: int
    version: str
    database: str
    migrations: list[str]
    circle_keys: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Where an installation keeps its things."""

    data: Path
    url: str
    environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def erasures(self) -> Path:
        """The list of accounts that were erased."""
        return Path(self.environ.get(erased.SETTING) or self.data / erased.NAME)

    @property
    def kind(self) -> str:
        """``postgresql`` or ``sqlite``."""
        return "postgresql" if urlsplit(self.url).scheme.startswith(("postgres", "pgsql", "psql")) else "sqlite"

    @property
    def sqlite(self) -> Path:
        """The file of an SQLite database."""
        path = urlsplit(self.url).path.removeprefix("/")
        return Path(path).resolve() if self.url.startswith("sqlite:") and path else self.data / DATABASE_NAME

    @property
    def libpq(self) -> str:
        """The address as PostgreSQL's own programs read it, without the password, which other users could see."""
        parts = urlsplit(self.url)
        secret = f":{parts.password}@" if parts.password else ""
        return urlunsplit(parts._replace(scheme="postgresql", netloc=parts.netloc.replace(secret, "@", 1) if secret else parts.netloc))


def here() -> Place:
    """Return the installation the environment describes."""
    root = Path(__file__).resolve().parents[3]
    return Place(Path(os.environ.get("MOORING_DATA") or root / "data").resolve(), os.environ.get("DATABASE_URL", ""), os.environ)


def backup(place: Place, target: Path) -> Manifest:
    """Write a complete backup to ``target``, which appears only when whole, readable by its owner only.

    The server's keys are not in it. The list of erased accounts is, and is brought up to date beside ``target`` too.
    """
    if target.is_dir():
        raise Refused(f"{target} is a folder: name the file to write.")
    if place.kind == "sqlite" and not place.sqlite.exists():
        raise Refused(f"There is no database at {place.sqlite}: nothing to back up.")
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        work = Path(folder)
        database = work / ("database.sqlite3" if place.kind == "sqlite" else "database.pgdump")
        # Asked before a dump and after it, since a key may change while a large database is being dumped; a copied file is of one moment.
        keys = circle_keys(place, database) if place.kind == "postgresql" else set()
        (copy_sqlite if place.kind == "sqlite" else dump_postgres)(place, database)
        keys |= circle_keys(place, database)
        manifest = Manifest(FORMAT, __version__, place.kind, sorted(migrations(place, database)), sorted(keys))
        (work / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        whole = work / "whole.tar"
        with private(), tarfile.open(whole, "w") as tar:
            # The manifest comes first, so that a restore can judge the file before reading it all.
            for path, name in (
                (work / "manifest.json", "manifest.json"),
                (database, database.name),
                (place.data / "secrets.json", "secrets.json"),
                (place.erasures, erased.NAME),
                (place.data / "media", "media"),
            ):
                if path.exists():
                    tar.add(path, arcname=name)
        os.replace(whole, target)
    erased.merge(target.parent / erased.NAME, [place.erasures])
    return manifest


def restore(place: Place, source: Path, *, replace: bool, without_keys: bool = False) -> Manifest:
    """Put a backup back. Everything is unpacked and judged before anything of the present is touched.

    Raises Refused for a file that is no backup, from a newer Mooring or of the other kind of database, where a key it needs is not
    here unless ``without_keys``, and where there is data already unless ``replace``. The present SQLite database, secrets and uploads
    are then kept beside as ``*.before-restore``.
    """
    if not source.is_file():
        raise Refused(f"There is no file {source}.")
    place.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with private(), tempfile.TemporaryDirectory(prefix=".restore-", dir=place.data) as folder:
        work = Path(folder)
        manifest = unpack(source, work)
        judge(manifest, place)
        if not without_keys:
            look_for_keys(manifest, place)
        if not replace and occupied(place):
            raise Refused("There is data here already. Restore with --replace to put it aside.")
        if place.kind == "sqlite":
            check_sqlite(work / "database.sqlite3")
            settle(place.sqlite)
        # Before the data: a list without what it tells of does no harm, the other way round it would.
        erased.merge(place.erasures, [work / erased.NAME, source.resolve().parent / erased.NAME])
        if place.kind == "sqlite":
            swap(work / "database.sqlite3", place.sqlite)
        else:
            load_postgres(place, work / "database.pgdump")
        if (work / "secrets.json").exists():
            # Whatever a backup was made from or handled with: Mooring refuses secrets that others can read.
            (work / "secrets.json").chmod(0o600)
        swap(work / "secrets.json", place.data / "secrets.json")
        swap(work / "media", place.data / "media")
    return manifest


@contextlib.contextmanager
def private() -> Iterator[None]:
    """Let new files be readable by their owner only."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def copy_sqlite(place: Place, target: Path) -> None:
    """Copy the database as of one moment, while others go on writing."""
    with private(), contextlib.closing(sqlite3.connect(place.sqlite, timeout=60)) as connection:
        connection.execute("VACUUM INTO ?", [str(target)])


def check_sqlite(path: Path) -> None:
    """Refuse a database file that is damaged."""
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check").fetchone()
    except sqlite3.DatabaseError as wrong:
        raise Refused(f"The database in this backup is damaged: {wrong}.") from wrong
    if verdict != "ok":
        raise Refused(f"The database in this backup is damaged: {verdict}.")


def settle(path: Path) -> None:
    """Bring what is still in the write-ahead log into the database file, so that the file alone is all of it."""
    if not path.exists():
        return
    # A database too damaged to open is put aside as it is.
    with contextlib.suppress(sqlite3.DatabaseError), contextlib.closing(sqlite3.connect(path, timeout=1)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise Refused("The database is in use: stop the server and the workers first.")
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)


def program(name: str) -> str:
    """Return where one of PostgreSQL's programs is, or refuse with the package that brings it."""
    found = shutil.which(name)
    if not found:
        raise Refused(f"{name} is not installed (Debian: apt install postgresql-client).")
    return found


def dump_postgres(place: Place, target: Path) -> None:
    """Dump the database as of one moment, in PostgreSQL's own packed form."""
    call(place, [program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", place.libpq])


def load_postgres(place: Place, dump: Path) -> None:
    """Load a dump in place of what is there, in one transaction: all of it or nothing."""
    script = dump.with_suffix(".sql")
    call(place, [program("pg_restore"), "--no-owner", "--no-privileges", f"--file={script}", str(dump)])
    empty = "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public;"
    strictly = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    call(place, [program("psql"), *strictly, f"--command={empty}", f"--file={script}", place.libpq])


def ask(place: Place, query: str) -> str:
    """Return what PostgreSQL answers to a query."""
    return call(place, [program("psql"), "--no-psqlrc", "--tuples-only", "--no-align", f"--command={query}", place.libpq]).strip()


def call(place: Place, command: list[str]) -> str:
    """Run one of PostgreSQL's programs; what it complains about becomes the refusal."""
    password = urlsplit(place.url).password
    environ = {**os.environ, "PGPASSWORD": unquote(password)} if password else None
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, env=environ)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or [f"exit code {done.returncode}"]
        raise Refused(f"{Path(command[0]).name} failed: {lines[0]}")
    return done.stdout


def migrations(place: Place, database: Path) -> list[str]:
    """Return the migrations the backed-up database has, as ``app.name``."""
    query = "SELECT app || '.' || name FROM django_migrations"
    if place.kind == "sqlite":
        with contextlib.closing(sqlite3.connect(database)) as connection:
            try:
                return [name for (name,) in connection.execute(query)]
            except sqlite3.OperationalError as wrong:
                raise Refused(f"{place.sqlite} is not a database of Mooring.") from wrong
    return ask(place, query).split()


def circle_keys(place: Place, database: Path) -> set[str]:
    """Return the names of the server's keys that circles of a database are wrapped with."""
    query = "SELECT DISTINCT server_key FROM circle_circle"
    if place.kind == "sqlite":
        with contextlib.closing(sqlite3.connect(database)) as connection:
            there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'circle_circle'").fetchone()
            return {name for (name,) in connection.execute(query)} if there else set()
    return set(ask(place, query).split()) if ask(place, "SELECT to_regclass('circle_circle') IS NOT NULL") == "t" else set()


def look_for_keys(manifest: Manifest, place: Place) -> None:
    """Refuse a backup whose circles nobody could open here."""
    try:
        missing = set(manifest.circle_keys) - server_keys.at_hand(place.data, place.environ)
    except server_keys.Unfit as wrong:
        raise Refused(str(wrong)) from wrong
    if missing:
        raise Refused(
            f"The keys that open people's circles in this backup are not here ({', '.join(sorted(missing))}): put the copy you kept of"
            f" {server_keys.NAME} into {place.data}, or set {server_keys.SETTING}. Nothing was changed. Where they are lost for good,"
            " restore with --without-keys: everything but the circles is then there again."
        )


def known_migrations() -> set[str]:
    """Return the migrations of Mooring's own apps that this program has."""
    source = Path(__file__).resolve().parents[1]
    return {f"{path.parts[-3]}.{path.stem}" for path in source.glob("*/migrations/[0-9]*.py")}


def unpack(source: Path, work: Path) -> Manifest:
    """Unpack a backup and return what it says of itself; refuses what is no backup."""
    try:
        with tarfile.open(source) as tar:
            tar.extractall(work, filter="data")
        said = json.loads((work / "manifest.json").read_text(encoding="utf-8"))
        manifest = Manifest(**said)
    except tarfile.FilterError as wrong:
        raise Refused(f"{source} is no backup of Mooring: it holds a path that leads out of it.") from wrong
    except (tarfile.TarError, EOFError, OSError, ValueError, TypeError) as wrong:
        if isinstance(wrong, OSError) and not isinstance(wrong, FileNotFoundError | tarfile.TarError):
            raise
        raise Refused(f"{source} is no backup of Mooring, or only part of one.") from wrong
    names = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
    if manifest.database not in names or not (work / names[manifest.database]).exists():
        raise Refused(f"{source} is no backup of Mooring, or only part of one.")
    return manifest


def judge(manifest: Manifest, place: Place) -> None:
    """Refuse a backup this program or this installation cannot take."""
    apps = {name.split(".")[0] for name in known_migrations()}
    unknown = {name for name in manifest.migrations if name.split(".")[0] in apps} - known_migrations()
    if manifest.format != FORMAT or unknown:
        raise Refused(f"This backup is from Mooring {manifest.version}, newer than this one ({__version__}): upgrade first, then restore.")
    if manifest.database != place.kind:
        raise Refused(f"This backup holds a {manifest.database} database, and this installation uses {place.kind} (DATABASE_URL).")


def occupied(place: Place) -> bool:
    """Tell whether the installation has data that a restore would replace."""
    if place.kind == "sqlite":
        return place.sqlite.exists()
    tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    return ask(place, tables) != "0"


def aside(path: Path) -> None:
    """Move what is there out of the way, in the place of what an earlier restore left there."""
    if path.exists():
        kept = path.with_name(path.name + ".before-restore")
        if kept.is_dir():
            shutil.rmtree(kept)
        os.replace(path, kept)


def swap(fresh: Path, target: Path) -> None:
    """Put a restored file or folder in its place, keeping what was there beside it."""
    if fresh.exists():
        aside(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(fresh, target)


def in_one_line(work: Callable[[], str]) -> int:
    """Do it and say what came of it; where it cannot be done, one line says why. Returns an exit code."""
    try:
        sys.stdout.write(work() + "\n")
        return 0
    except Refused as refused:
        why = str(refused)
    except (OSError, sqlite3.OperationalError) as wrong:
        why = _in_words(wrong)
    sys.stderr.write(f"mooring: {why}\n")
    return 2


def _in_words(wrong: OSError | sqlite3.OperationalError) -> str:
    if isinstance(wrong, sqlite3.OperationalError):
        full, why = "disk is full" in str(wrong), f"The database cannot be read: {wrong}."
    else:
        full = wrong.errno in {errno.ENOSPC, errno.EDQUOT}
        why = f"{wrong.filename}: {wrong.strerror}." if wrong.filename else f"{wrong.strerror or wrong}."
    return "The disk is full, and nothing was changed. Make room, and try again." if full else why


def main(arguments: list[str]) -> int:
    """Back up to the file named; returns an exit code."""
    files = [argument for argument in arguments if not argument.startswith("-")]
    if len(files) != 1 or len(arguments) != 1:
        sys.stderr.write("mooring: Name one file to write, as in: ./mooring backup mooring.tar\n")
        return 2
    return in_one_line(lambda: _backed_up(files[0]))


def _backed_up(file: str) -> str:
    manifest = backup(here(), Path(file))
    size = Path(file).stat().st_size / 1_000_000
    place = here()
    return (
        f"{file}: Mooring {manifest.version}, {manifest.database}, {size:.1f} MB.\nThe keys that open people's circles are not in it:"
        f" they lie in {server_keys.where(place.data, place.environ)}; keep a copy of them in another place than the backups."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
