"""``./mooring`` in a tiny tree of its own: what it says when something is in the way, and that it mends itself."""

import ast
import hashlib
import importlib.machinery
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ["demo", "serve", "worker", "match", "warm", "import", "manage", "backup", "restore", "test", "check", "lock", "pictures"]
# Whoever starts Mooring does so outside any environment, with a Python that has a pip to lend in most places.
PYTHON = getattr(sys, "_base_executable", sys.executable)
# Stands in for the environment's Python: says how it was called, and ends.
STAND_IN = '#!/bin/sh\necho "called $*"\necho "mode $MOORING_MODE data $MOORING_DATA url $MOORING_URL path $PYTHONPATH"\n'
TOO_OLD = (
    "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); sys.argv = ['mooring', 'demo'];runpy.run_path({!r}, run_name='__main__')"
)
OURS_AND_NETWORK = ("PIP_", "UV_", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "MOORING_", "DATABASE_URL", "PYTHONPATH")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="The stand-in for Python is a shell script, which Windows cannot run.")


def environ(**more):
    """A plain environment: nobody's mirror, nobody's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS_AND_NETWORK)}
    return {**kept, "PIP_CONFIG_FILE": os.devnull, **more}


def launcher(tree):
    """The launcher of a tree, as a module."""
    loader = importlib.machinery.SourceFileLoader("launcher_under_test", str(tree / "mooring"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


@pytest.fixture
def tree(tmp_path):
    """A checkout without an environment, whose locks ask for nothing."""
    tree = tmp_path / "checkout"
    tree.mkdir()
    shutil.copy(ROOT / "mooring", tree)
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock"):
        (tree / name).write_text(f"# {name}: nothing\n")
    return tree


@pytest.fixture
def ready(tree):
    """A checkout whose environment is complete, with the stand-in for its Python."""
    binaries = tree / ".venv" / "bin"
    binaries.mkdir(parents=True)
    python = binaries / "python"
    python.write_text(STAND_IN)
    python.chmod(0o755)
    module = launcher(tree)
    for kind in ("runtime", "dev"):
        Path(module.stamp_of(kind)).write_text(f"{os.path.realpath(python)}\n")
    return tree


def start(tree, *arguments, cwd=None, **more):
    return subprocess.run(
        [PYTHON, str(tree / "mooring"), *arguments],
        cwd=cwd or tree,
        env=environ(**more),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


def one_line(done):
    """What a refusal said: one line, exit code 2, no traceback."""
    assert done.returncode == 2, done.stdout + done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("mooring: ")]
    assert len(said) == 1, done.stderr
    assert "Traceback" not in done.stderr
    return said[0].removeprefix("mooring: ")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_passes_on(command, ready):
    done = start(ready, command, "--help")
    assert done.returncode == 0
    if command == "match":
        assert "called -P -m mooring.cli.match --help" in done.stdout
    else:
        assert f"usage: ./mooring {command}" in done.stdout
        assert len(done.stdout.splitlines()) >= 3


def test_help_needs_no_installation(tree):
    assert "./mooring COMMAND" in start(tree).stdout
    assert "usage: ./mooring serve" in start(tree, "help", "serve").stdout
    assert not (tree / ".venv").exists()


def test_an_unknown_command_names_the_nearest(tree):
    assert one_line(start(tree, "sevre")) == "There is no command `sevre`. Did you mean `serve`?"
    assert "There are: demo," in one_line(start(tree, "qqq"))


def test_an_unknown_option_is_one_line(ready):
    assert one_line(start(ready, "serve", "--prot", "1")).startswith("unrecognized arguments: --prot 1")
    assert "invalid port value: '99999'" in one_line(start(ready, "serve", "--port", "99999"))


def test_a_ready_environment_starts_at_once_and_passes_arguments_on(ready):
    begun = time.perf_counter()
    done = start(ready, "manage", "shell", "--help")
    assert time.perf_counter() - begun < 2
    assert "called -P -m mooring.config.manage shell --help" in done.stdout
    assert f"mode production data {ready}/data" in done.stdout
    assert f"path {ready}/src" in done.stdout
    assert done.stderr == ""


def test_it_works_from_any_folder_and_through_a_link(ready, tmp_path):
    link = tmp_path / "elsewhere" / "mooring-here"
    link.parent.mkdir()
    link.symlink_to(ready / "mooring")
    done = subprocess.run([sys.executable, link, "match", "a.csv"], cwd="/", env=environ(), capture_output=True, text=True, check=False)
    assert "called -P -m mooring.cli.match a.csv" in done.stdout


def test_the_demo_is_a_world_of_its_own(ready):
    done = start(ready, "demo", "--port", "18200", DATABASE_URL="postgres://real", MOORING_URL="https://real.example")
    assert f"mode demo data {ready}/data/demo url http://localhost:18" in done.stdout


def test_a_week_is_lived_in_a_world_of_its_own_that_is_made_anew(ready):
    (ready / "data" / "demo-week").mkdir(parents=True)
    (ready / "data" / "demo-week" / "mooring.sqlite3").write_text("")
    done = start(ready, "demo", "--port", "18200", "--fast-forward", "7d")
    assert f"mode demo data {ready}/data/demo-week" in done.stdout
    assert "--days 7" in done.stdout
    assert not (ready / "data" / "demo-week" / "mooring.sqlite3").exists()
    assert "invalid days value: '61d'" in one_line(start(ready, "demo", "--fast-forward", "61d"))
    assert "leave --people out" in one_line(start(ready, "demo", "--fast-forward", "7d", "--people", "300"))


def test_a_taken_port_is_named_and_the_next_one_used(ready):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = start(ready, "serve", "--port", str(port))
        assert f"Port {port} is taken by another program; using " in done.stderr
        assert "called -P -m mooring.config.serve --fd" in done.stdout
        assert f":{port}\n" not in done.stdout
        assert one_line(start(ready, "serve", "--port", str(port), "--strict-port")) == f"Port {port} is taken by another program."


def test_an_address_that_is_not_ours_is_one_line(ready):
    assert "Cannot listen on 203.0.113.7" in one_line(start(ready, "serve", "--host", "203.0.113.7"))


def test_several_processes_need_postgresql(ready):
    assert "needs PostgreSQL" in one_line(start(ready, "serve", "--workers", "2"))


def test_a_data_folder_that_cannot_be_written_is_one_line(ready):
    (ready / "file").write_text("")
    said = one_line(start(ready, "serve", MOORING_DATA=str(ready / "file" / "data")))
    assert said == f"The data folder {ready}/file/data cannot be written (Not a directory): set MOORING_DATA to one that can."


def test_a_python_too_old_is_one_line(tree):
    done = subprocess.run(
        [sys.executable, "-c", TOO_OLD.format(str(tree / "mooring"))], env={"PATH": "/nowhere"}, capture_output=True, text=True, check=False
    )
    assert one_line(done).startswith("Mooring needs Python 3.11 or newer; this is 3.9.")


def test_a_newer_python_beside_an_old_one_is_found(tree, tmp_path):
    newer = tmp_path / "bin" / "python3.12"
    newer.parent.mkdir()
    newer.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "newer $2"\n')
    newer.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", TOO_OLD.format(str(tree / "mooring"))],
        env={"PATH": f"{newer.parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "newer demo\n"


def test_old_pythons_can_read_the_launcher():
    ast.parse((ROOT / "mooring").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_a_python_without_pip_and_venv_names_the_package(tree):
    pretend = (
        "import runpy, sys; sys.modules['ensurepip'] = None; sys.modules['importlib.metadata'] = None;"
        "sys.argv = ['mooring', 'demo']; runpy.run_path({!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", pretend.format(str(tree / "mooring"))], env=environ(), capture_output=True, text=True, check=False
    )
    assert one_line(done).endswith(f"On Debian or Ubuntu: apt install python3.{sys.version_info[1]}-venv")


def test_a_disk_too_full_to_begin_is_one_line(tree, monkeypatch):
    module = launcher(tree)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9 - 10**6, 10**6))
    with pytest.raises(module.Stop, match="The disk is full: 1 MB are free, about 700 are needed"):
        module.ready("runtime")
    assert not (tree / ".venv").exists()


def test_a_disk_that_fills_up_on_the_way_is_one_line(tree):
    pretend = (
        "import errno, runpy, sys, venv\n"
        "def full(*_, **__): raise OSError(errno.ENOSPC, 'No space left on device')\n"
        "venv.create = full; sys.argv = ['mooring', 'demo']; runpy.run_path({!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", pretend.format(str(tree / "mooring"))], env=environ(), capture_output=True, text=True, check=False
    )
    assert one_line(done).startswith("The disk is full: nothing more can be written. Make room where")


@pytest.mark.parametrize(
    ("said", "sentence", "untouched"),
    [
        ("error: failed to write: No space left on device (os error 28)", "The disk is full: the packages did not fit.", False),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left", "The disk is full", False),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "is not the one this version was tested with", True),
        ("WARNING: Retrying: NameResolutionError: Temporary failure in name resolution", "The package registry cannot be reached.", True),
        ("/usr/bin/python3: No module named pip", "apt install python3", True),
        ("ERROR: No matching distribution found for scipy==1.17.1", "no ready-made package for this machine", True),
        ("ERROR: something new", "The packages could not be installed: ERROR: something new", False),
    ],
)
def test_what_installers_say_becomes_one_sentence(tree, said, sentence, untouched):
    why, as_before = launcher(tree).explain(said, said, "install.log")
    assert sentence in why
    assert "\n" not in why
    assert as_before is untouched


def test_no_network_is_one_line_and_the_next_start_goes_on(tree):
    (tree / "requirements.lock").write_text(f"nowhere-to-be-found==1.0 --hash=sha256:{'0' * 64}\n")
    done = start(tree, "match", PIP_INDEX_URL="http://127.0.0.1:9/simple")
    assert one_line(done).startswith("The package registry cannot be reached.")
    assert not (tree / ".venv" / "unfinished").exists()


@pytest.fixture
def shelf(tree, tmp_path):
    """A folder with one small package in it, which the lock asks for; there is no registry."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    wheel = shelf / "small-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("small.py", "ANSWER = 42\n")
        archive.writestr("small-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: small\nVersion: 1.0\n")
        archive.writestr("small-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: us\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("small-1.0.dist-info/RECORD", "small.py,,\nsmall-1.0.dist-info/METADATA,,\nsmall-1.0.dist-info/WHEEL,,\n")
    (tree / "requirements.lock").write_text(f"small==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    package = tree / "src" / "mooring" / "cli"
    package.mkdir(parents=True)
    (package / "match.py").write_text("import small\nprint('answer', small.ANSWER)\n")
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(shelf)}


def test_a_first_start_installs_and_a_cut_off_one_is_mended(tree, shelf):
    first = start(tree, "match", **shelf)
    assert first.stdout == "answer 42\n", first.stderr
    assert first.stderr.splitlines() == ["Installing the packages (once, under a minute) ..."]
    assert start(tree, "match").stderr == ""

    environment = tree / ".venv"
    for stamp in environment.glob("installed-*"):
        stamp.unlink()
    (environment / "unfinished").touch()
    next(environment.rglob("small.py")).write_text("half a fi")
    mended = start(tree, "match", **shelf)
    assert mended.stdout == "answer 42\n", mended.stderr
    assert "starting it anew" in mended.stderr


def test_a_changed_lock_and_a_replaced_python_are_noticed(tree, shelf):
    start(tree, "match", **shelf)
    lock = tree / "requirements.lock"
    lock.write_text(lock.read_text() + "# changed\n")
    again = start(tree, "match", **shelf)
    assert again.stdout == "answer 42\n"
    assert "Installing" in again.stderr
    (stamp,) = (tree / ".venv").glob("installed-runtime-*")

    stamp.write_text("/usr/bin/python3.10\n")
    again = start(tree, "match", **shelf)
    assert "no longer fits this machine" in again.stderr
    assert again.stdout == "answer 42\n"


def test_an_environment_that_is_a_link_stays_one(tree, shelf, tmp_path):
    (tmp_path / "shared").mkdir()
    (tree / ".venv").symlink_to(tmp_path / "shared")
    assert start(tree, "match", **shelf).stdout == "answer 42\n"
    assert (tree / ".venv").is_symlink()


def test_an_environment_that_another_version_fills_is_left_as_it_is(tree, shelf, tmp_path):
    shared = tmp_path / "shared"
    (shared / "bin").mkdir(parents=True)
    for name in ("bin/python", "installed-runtime-0123456789abcdef"):
        (shared / name).write_text("theirs")
    (tree / ".venv").symlink_to(shared)
    said = one_line(start(tree, "match", **shelf))
    assert said == f"{tree}/.venv leads to {shared}, which holds the packages of another version. Remove the link, and start again."
    assert {str(path.relative_to(shared)) for path in shared.rglob("*")} == {"bin", "bin/python", "installed-runtime-0123456789abcdef"}


def test_a_package_that_was_swapped_is_refused(tree, shelf):
    with zipfile.ZipFile(Path(shelf["PIP_FIND_LINKS"]) / "small-1.0-py3-none-any.whl", "a") as archive:
        archive.writestr("more.py", "")
    assert "is not the one this version was tested with" in one_line(start(tree, "match", **shelf))


def test_something_in_the_way_of_the_environment_is_one_line(tree):
    (tree / ".venv").write_text("a file")
    assert one_line(start(tree, "match")).startswith("The environment could not be made")


def test_two_first_starts_take_turns(tree, shelf):
    both = [
        subprocess.Popen([sys.executable, tree / "mooring", "match"], env=environ(**shelf), stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [one.communicate(timeout=120)[0] for one in both] == ["answer 42\n"] * 2
