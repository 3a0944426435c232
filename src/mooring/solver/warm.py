"""Compiles the code of large rounds ahead of time: ``./mooring warm``, and every worker whose installation is large, when it starts."""

from __future__ import annotations

import sys

from mooring.engine.large.warming import warm


def main() -> int:
    """Compile what is not compiled yet; 1 where compiled code cannot be kept, so that each process would compile anew."""
    sys.stdout.write("Compiling what large rounds need; about a minute the first time, a moment afterwards ...\n")
    sys.stdout.flush()
    kept = warm()
    if kept is None:
        sys.stderr.write("mooring: The program's folder is read-only. Set NUMBA_CACHE_DIR to a folder where compiled code can be kept.\n")
        return 1
    sys.stdout.write("Compiled and kept. Rounds of thousands begin at once now.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
