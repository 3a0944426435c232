"""The house stands as docs/architecture.md draws it."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "mooring"
DJANGO_FREE = [name for name in ("engine", "solver", "cli", "house") if (SOURCE / name).is_dir()]


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("package", DJANGO_FREE)
def test_a_fresh_interpreter_that_imports_it_knows_no_django(package):
    modules = [
        ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((SOURCE / package).rglob("*.py"))
        if "tests" not in path.parts and path.stem != "__main__"
    ]
    done = run(
        f"import sys\nfor name in {modules!r}: __import__(name)\nprint([name for name in sys.modules if name.split('.')[0] == 'django'])"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_the_import_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_app_has_its_order_inside_checked():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    inside = next(contract for contract in contracts if contract["name"].startswith("Inside an app"))
    apps = {f"mooring.{path.parent.name}" for path in SOURCE.glob("*/apps.py")}
    # Each channel is a folder of its own, and no app.
    assert apps - {"mooring.core"} == set(inside["containers"]) - {"mooring.channels.*"}


def test_a_planted_upward_import_is_caught(tmp_path):
    """The contracts are only worth something if they fail when they should."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in configuration["contracts"] if contract["name"].startswith("Layers"))
    names = [name.strip(" ()") for layer in layers for name in layer.split("|")]
    for name in names:
        (tmp_path / "mooring" / name).mkdir(parents=True)
        (tmp_path / "mooring" / name / "__init__.py").touch()
    (tmp_path / "mooring" / "__init__.py").touch()
    lines = ["[importlinter]", "root_package = mooring", "[importlinter:contract:layers]", "name = layers", "type = layers"]
    lines += ["containers = mooring", "exhaustive = true", "layers =", *(f"    {layer}" for layer in layers)]
    (tmp_path / "contracts.ini").write_text("\n".join(lines))

    def verdict():
        return subprocess.run(
            [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache", "--config", "contracts.ini"],
            cwd=tmp_path,
            env={"PYTHONPATH": str(tmp_path), "PATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )

    assert verdict().returncode == 0, verdict().stdout
    (tmp_path / "mooring" / "people" / "models.py").write_text("import mooring.programmes")
    assert "mooring.people is not allowed to import mooring.programmes" in verdict().stdout
    (tmp_path / "mooring" / "people" / "models.py").write_text("")
    (tmp_path / "mooring" / "newcomer").mkdir()
    (tmp_path / "mooring" / "newcomer" / "__init__.py").touch()
    assert "newcomer" in verdict().stdout


def test_no_function_imports_our_own_modules_to_dodge_a_circle():
    """A start that must be quick, and a child that first limits itself, may wait with an import; nothing else may."""
    may = {SOURCE / "config", SOURCE / "house", SOURCE / "conftest.py", SOURCE / "solver" / "child.py"}
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" in path.parts or any(path == one or one in path.parents for one in may):
            continue
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name != "ready":
                found += [
                    f"{path.relative_to(ROOT)}:{node.lineno}"
                    for node in ast.walk(function)
                    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mooring.")
                ]
    assert found == []


def test_a_server_starts_without_what_only_solving_and_inviting_need():
    code = (
        "import os, sys, tempfile\n"
        "os.environ.update(MOORING_MODE='demo', MOORING_DATA=tempfile.mkdtemp(), DJANGO_SETTINGS_MODULE='mooring.config.settings')\n"
        "import django; django.setup()\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "print([name for name in ('numpy', 'scipy', 'rustworkx', 'icalendar') if name in sys.modules])"
    )
    done = run(code)
    assert done.stdout.strip() == "[]", done.stderr
