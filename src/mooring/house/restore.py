"""``./mooring restore FILE [--replace]``: put back what ``backup`` wrote."""

from __future__ import annotations

import sys
from pathlib import Path

from mooring.house.backup import here, in_one_line, restore


def main(arguments: list[str]) -> int:
    """Restore from the file named; returns an exit code."""
    files = [argument for argument in arguments if argument != "--replace"]
    if len(files) != 1 or files[0].startswith("-"):
        sys.stderr.write("mooring: Name one file to restore, as in: ./mooring restore mooring.tar\n")
        return 2
    return in_one_line(lambda: _restored(files[0], replace="--replace" in arguments))


def _restored(file: str, *, replace: bool) -> str:
    manifest = restore(here(), Path(file), replace=replace)
    return f"Restored: Mooring {manifest.version}, {manifest.database}. Start it with ./mooring serve."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
