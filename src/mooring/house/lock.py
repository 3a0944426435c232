"""``./mooring lock``: pin every dependency, with hashes, into the lock files. Registry addresses stay out of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
UV = Path(sys.executable).with_name("uv")
COMPILE = [
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--python",
    sys.executable,
]


def main(arguments: list[str]) -> int:
    """Write the three lock files; the development one keeps the versions of the runtime one. Returns an exit code."""
    if not UV.exists():
        sys.stderr.write("mooring: uv could not be installed into .venv, and pip cannot write lock files.\n")
        return 2
    more = [argument for argument in arguments if argument == "--upgrade"]
    environ = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    for source in (
        ["pyproject.toml", "--output-file", "requirements.lock"],
        ["pyproject.toml", "--group", "dev", "--constraint", "requirements.lock", "--output-file", "requirements-dev.lock"],
        ["-", "--no-annotate", "--output-file", "requirements-uv.lock"],
    ):
        done = subprocess.run([str(UV), *COMPILE, *more, *source], cwd=ROOT, env=environ, input=b"uv\n", check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
