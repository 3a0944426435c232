"""``./mooring check``: everything that reads the code without running it, side by side, one line each."""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from mooring.house import source, styles, templates
from mooring.house.findings import ROOT, SOURCE, Finding

BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "-m", "mooring.config.manage"]


@dataclass(frozen=True)
class Check:
    """A check by name: a program to run, or a function of ours that returns what it found."""

    name: str
    says: str
    program: tuple[str, ...] = ()
    look: Callable[[], list[Finding]] | None = None
    mend: tuple[str, ...] = ()
    environ: tuple[tuple[str, str], ...] = ()


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    """Return the command line of a tool that is installed beside this Python."""
    return (str(BIN / name), *arguments)


def manage(*arguments: str) -> tuple[str, ...]:
    """Return the command line of a management command."""
    return (*MANAGE, *arguments)


# The slow ones come first, so that the quick ones fill the gaps.
CHECKS = (
    Check("types", "mypy, strict, with Django's types", tool("mypy")),
    Check("layers", "imports go one way; the engine knows no Django", tool("lint-imports", "--no-logo")),
    Check(
        "migrations",
        "models and migrations are in step",
        manage("makemigrations", "--check", "--dry-run"),
    ),
    Check(
        "deploy",
        "Django's own checks of a production server",
        manage("check", "--deploy", "--fail-level", "WARNING"),
        environ=(("MOORING_MODE", "production"), ("MOORING_URL", "https://mooring.example"), ("MOORING_HOSTS", "mooring.example")),
    ),
    Check("catalogue", "docs/data-catalogue.md says what the declarations say", manage("catalogue", "--check")),
    Check("messages", "every marked word is in the catalogues, and translated", manage("messages", "--check")),
    Check("html", "djlint", tool("djlint", "src", "--lint", "--quiet", "--allow-empty-input")),
    Check("style", "ruff", tool("ruff", "check", "--quiet", "."), mend=tool("ruff", "check", "--quiet", "--fix", ".")),
    Check("format", "ruff format", tool("ruff", "format", "--quiet", "--check", "."), mend=tool("ruff", "format", "--quiet", ".")),
    Check("templates", "words are marked, nothing is inline", look=templates.templates),
    Check("words", "words in code are marked, and whole sentences", look=source.words),
    Check("clocks", "one clock", look=source.clocks),
    Check("routes", "routes are named alike", look=source.routes),
    Check("debris", "nothing left lying about", look=source.debris),
    Check("silenced", "where a tool is told to look away, the line says why", look=source.silenced),
    Check("docs", "settings and commands are described", look=source.documentation),
    Check(
        "css",
        "the built style sheet is in step with its source",
        look=styles.built,
        mend=(sys.executable, "-m", "mooring.house.styles"),
    ),
    Check("translations", "compiled translations are in step with the catalogues", look=styles.compiled),
)


def main(arguments: list[str]) -> int:
    """Run the checks asked for, or all; returns 1 if any found something, 2 for a name nobody knows."""
    if "--list" in arguments:
        for check in CHECKS:
            sys.stdout.write(f"{check.name:13} {check.says}\n")
        return 0
    names = [argument for argument in arguments if not argument.startswith("--")]
    known = [check.name for check in CHECKS]
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            sys.stderr.write(f"mooring: There is no check `{name}`. {f'Did you mean `{near[0]}`?' if near else ', '.join(known)}\n")
            return 2
    wanted = [check for check in CHECKS if (not names or check.name in names) and there(check)]
    if "--fix" in arguments:
        for check in wanted:
            if check.mend:
                subprocess.run(check.mend, cwd=ROOT, check=False)
    return report(wanted, whole=bool(names))


def there(check: Check) -> bool:
    """Tell whether a check can look: its command exists in this tree, its tool on this machine."""
    if check.name == "messages" and not shutil.which("xgettext"):
        sys.stdout.write("left out: messages, which needs gettext (Debian: apt install gettext)\n")
        return False
    return check.name != "catalogue" or any(SOURCE.glob("*/management/commands/catalogue.py"))


def report(wanted: list[Check], *, whole: bool) -> int:
    """Run the checks side by side and say how each went, in the order they end."""
    start = time.perf_counter()
    failed: list[tuple[Check, str]] = []
    with tempfile.TemporaryDirectory(prefix="mooring-check-") as folder, ThreadPoolExecutor(max_workers=(os.cpu_count() or 1) + 1) as pool:
        running = {pool.submit(look, check, folder): check for check in wanted}
        for done in as_completed(running):
            check = running[done]
            seconds, output = done.result()
            sys.stdout.write(f"{'wrong' if output else 'ok   '}  {check.name:13} {seconds:5.1f} s   {check.says}\n")
            sys.stdout.flush()
            if output:
                failed.append((check, output))
    for check, output in failed:
        lines = output.rstrip().splitlines()
        more = [] if whole or len(lines) <= SHOWN else [f"... and {len(lines) - SHOWN} lines more: ./mooring check {check.name}"]
        sys.stdout.write("\n".join([f"\n---- {check.name}: {check.says}", *lines[: len(lines) if whole else SHOWN], *more, ""]))
    total = time.perf_counter() - start
    verdict = f"{len(failed)} of {len(wanted)} checks found something" if failed else f"All {len(wanted)} checks passed"
    sys.stdout.write(f"\n{verdict}, in {total:.0f} s.\n")
    return 1 if failed else 0


# How much of what a check found is shown when others have their say too.
SHOWN = 60


def look(check: Check, folder: str) -> tuple[float, str]:
    """Run one check; returns its seconds and what it found (an empty text when nothing)."""
    start = time.perf_counter()
    if check.look:
        try:
            output = "\n".join(map(str, check.look()))
        except Exception:
            # A check that breaks has not passed; the others still have their say.
            output = traceback.format_exc()
    else:
        environ = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "MOORING_MODE": "test",
            "MOORING_DATA": folder,
            "DATABASE_URL": "",
            **dict(check.environ),
        }
        done = subprocess.run(check.program, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        said = (done.stdout + done.stderr).strip()
        output = (said or f"exit code {done.returncode}") if done.returncode else ""
    return time.perf_counter() - start, output


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
