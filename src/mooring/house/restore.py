"""``./mooring restore FILE [--replace] [--without-keys]``: put back what ``backup`` wrote."""

from __future__ import annotations

import sys
from pathlib import Path

from mooring.core import erased
from mooring.house.backup import here, in_one_line, restore

OPTIONS = {"--replace", "--without-keys"}


def main(arguments: list[str]) -> int:
    """Restore from the file named; returns an exit code."""
    files = [argument for argument in arguments if argument not in OPTIONS]
    if len(files) != 1 or files[0].startswith("-"):
        sys.stderr.write("mooring: Name one file to restore, as in: ./mooring restore mooring.tar\n")
        return 2
    chosen = OPTIONS & set(arguments)
    return in_one_line(lambda: _restored(files[0], replace="--replace" in chosen, without_keys="--without-keys" in chosen))


def _restored(file: str, *, replace: bool, without_keys: bool) -> str:
    place = here()
    manifest = restore(place, Path(file), replace=replace, without_keys=without_keys)
    said = f"Restored: Mooring {manifest.version}, {manifest.database}. Start it with ./mooring serve."
    if erased.read(place.erasures):
        said += f"\nWhoever has been erased since that backup ({place.erasures}) is erased again at that start, before anything is served."
    return said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
