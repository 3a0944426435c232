"""Rules about our Python that no linter knows: one clock, marked words, nothing left lying about."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from mooring.house.findings import ROOT, SAMPLES, SOURCE, Finding, dotted, parsed, python_files

# The one clock, and the queue's own bookkeeping, which must not follow a fast-forward.
MAY_READ_THE_CLOCK = {SOURCE / "core" / "time.py", SOURCE / "jobs" / "policy.py"}
CLOCKS = re.compile(
    r"(^|\.)((datetime|date)\.(now|utcnow|today)|timezone\.(now|localtime|localdate)|time\.(time|time_ns|localtime|gmtime))$"
    r"|^(localtime|localdate|time_ns)$"
)
CLOCK_IMPORTS = {("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("django.utils.timezone", "now")}

# How a route is named: small letters, words joined by one low line, so that nobody has to look up which.
ROUTE_NAME = re.compile(r"[a-z]+(_[a-z]+)*")

DEBRIS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
# What silences a linter or the type checker, and what stands behind it.
SILENCED = re.compile(
    r"#\s*(noqa\b|type:\s*ignore\b|nosec\b)"
    r"(?::\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*|\[[\w, -]+\])?"  # which of its rules
    r"([^#]*)"  # and why
)
DEBUGGING = {"print", "breakpoint", "pprint", "pdb.set_trace"}

GETTEXT = {"gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy", "_"}
SHOWN_KEYWORDS = {"label", "help_text", "empty_label", "label_suffix"}
SHOWN_CALLS = {"ValidationError": 0, "messages.success": 1, "messages.info": 1, "messages.warning": 1, "messages.error": 1}


def clocks() -> list[Finding]:
    """Find every clock but ``mooring.core.time``: pages, jobs and fast-forward must agree on what time it is."""
    found = []
    for path in python_files(tests=False):
        if path in MAY_READ_THE_CLOCK:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Attribute | ast.Name) and CLOCKS.search(dotted(node)):
                found.append(Finding(path, node.lineno, f"{dotted(node)} is a clock of its own: use mooring.core.time"))
            elif isinstance(node, ast.ImportFrom):
                found += [
                    Finding(path, node.lineno, f"{node.module}.{name.name} is a clock of its own: use mooring.core.time")
                    for name in node.names
                    if (node.module, name.name) in CLOCK_IMPORTS
                ]
    return found


def routes() -> list[Finding]:
    """Find routes named another way than all others, or by a name that is taken."""
    found: list[Finding] = []
    taken: dict[str, Finding] = {}
    for path in python_files(tests=False):
        for call in (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)):
            if not (name := route_name(call)):
                continue
            here = Finding(path, call.lineno, f"the route “{name}” is not named like the others: words_in_small_letters")
            if not ROUTE_NAME.fullmatch(name):
                found.append(here)
            if (first := taken.setdefault(name, here)) is not here:
                found.append(Finding(path, here.line, f"the route “{name}” has a namesake: {first.path.name}, line {first.line}"))
    return found


def route_name(call: ast.Call) -> str:
    """Return the name a call of ``core.routes.route`` gives, or an empty text where it is another call."""
    if dotted(call.func).rpartition(".")[2] != "route":
        return ""
    return next((str(ast.literal_eval(keyword.value)) for keyword in call.keywords if keyword.arg == "name"), "")


def debris() -> list[Finding]:
    """Find notes to oneself and debugging left behind."""
    found = []
    for path in python_files(tests=True):
        found += [Finding(path, line, f"“{match[0]}”: do it now, or describe it in an issue") for line, match in comments(path, DEBRIS)]
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and dotted(node.func) in DEBUGGING:
                found.append(Finding(path, node.lineno, f"{dotted(node.func)}() was left behind"))
    for path in sorted(SOURCE.rglob("*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if match := DEBRIS.search(line):
                found.append(Finding(path, number, f"“{match[0]}”: do it now, or describe it in an issue"))
    return found


def comments(path: Path, about: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the line and the match of each place in the comments of a file that says something of the kind."""
    text = path.read_text(encoding="utf-8")
    if not about.search(text):  # taking a file apart takes a hundred times as long as looking through it
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield from ((token.start[0], match) for match in about.finditer(token.string))


def silenced() -> list[Finding]:
    """Find places where a tool is told to look away and nobody says why."""
    return [
        Finding(path, line, f"“{match[1]}” without a reason: say why on the same line, or mend what the tool found")
        for path in [*python_files(tests=True), *sorted((ROOT / "bench").rglob("*.py")), ROOT / "mooring"]
        for line, match in comments(path, SILENCED)
        if not re.search(r"\w", match[2])
    ]


def words() -> list[Finding]:
    """Find words people will read that no translator ever sees, or sees only in pieces."""
    found = []
    for path in python_files(tests=False):
        for node in ast.walk(parsed(path)) if path not in SAMPLES else ():
            if isinstance(node, ast.Call):
                found += [Finding(path, node.lineno, says) for says in wrong_words(node)]
            elif isinstance(node, ast.JoinedStr) and any(isinstance(part, ast.expr) and marked(part) for part in ast.walk(node)):
                found.append(
                    Finding(path, node.lineno, "words within an f-string are not gathered for translators: translate them before it")
                )
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and (marked(node.left) or marked(node.right)):
                found.append(Finding(path, node.lineno, "a translated piece is glued to another: translate the whole sentence"))
    return found


def wrong_words(call: ast.Call) -> Iterator[str]:
    """Yield what is wrong with the words a call shows."""
    name = dotted(call.func)
    if name in GETTEXT and any(isinstance(argument, ast.JoinedStr) for argument in call.args):
        yield "an f-string is filled before it is translated: use %(name)s and fill it afterwards"
    for keyword in call.keywords:
        if keyword.arg in SHOWN_KEYWORDS and spoken(keyword.value):
            yield f"{keyword.arg} is not marked for translation"
    place = next((at for shown, at in SHOWN_CALLS.items() if name == shown or name.endswith(f".{shown}")), None)
    if place is not None and len(call.args) > place and spoken(call.args[place]):
        yield f"what {name} says is not marked for translation"


def spoken(node: ast.expr) -> bool:
    """Tell whether an expression is a literal text with letters in it."""
    if isinstance(node, ast.JoinedStr):
        return any(spoken(part) for part in node.values)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and any(letter.isalpha() for letter in node.value)


def marked(node: ast.expr) -> bool:
    """Tell whether an expression is a call that translates."""
    return isinstance(node, ast.Call) and dotted(node.func) in GETTEXT


def settings_read() -> dict[str, Finding]:
    """Return every environment variable the configuration and the launcher read, with the place."""
    found: dict[str, Finding] = {}
    for path in [*sorted((SOURCE / "config").glob("*.py")), ROOT / "mooring"]:
        for node in [one for one in ast.walk(parsed(path)) if isinstance(one, ast.expr)]:
            name = variable(node)
            if name.startswith("MOORING_") or name == "DATABASE_URL":
                found.setdefault(name, Finding(path, node.lineno, f"{name} is read here"))
    return found


def variable(node: ast.expr) -> str:
    """Return the environment variable a node reads, or an empty text."""
    argument: ast.expr | None = None
    if isinstance(node, ast.Call) and node.args and re.search(r"^env(\.\w+)?$|environ\.(get|pop|setdefault)$|getenv$", dotted(node.func)):
        argument = node.args[0]
    elif isinstance(node, ast.Subscript) and re.search(r"environ$", dotted(node.value)):
        argument = node.slice
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""


def launcher_commands() -> list[str]:
    """Return the commands of ``./mooring``, read from its table."""
    for node in parsed(ROOT / "mooring").body:
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == "COMMANDS" and isinstance(node.value, ast.Dict):
            return [key.value for key in node.value.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    raise LookupError("The launcher has no table of commands.")


def management_commands() -> list[str]:
    """Return the management commands that are ours."""
    return sorted(path.stem for path in SOURCE.glob("*/management/commands/*.py") if not path.stem.startswith("_"))


def documentation() -> list[Finding]:
    """Find settings and commands without a line in docs/operate.md, and lines there about what is gone."""
    page = ROOT / "docs" / "operate.md"
    text = page.read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `([A-Z][A-Z_]+)` \|", text, re.MULTILINE))
    read = settings_read()
    found = [
        Finding(where.path, where.line, f"{name} is read here but has no row in the table of settings in docs/operate.md")
        for name, where in read.items()
        if name not in described
    ]
    found += [Finding(page, line_of(text, f"| `{name}` |"), f"{name} is described but nothing reads it") for name in described - set(read)]
    found += [Finding(page, 1, f"./mooring {name} is not described") for name in launcher_commands() if f"`./mooring {name}" not in text]
    found += [
        Finding(page, 1, f"the management command {name} has no row in the table of commands")
        for name in management_commands()
        if f"| `{name}" not in text
    ]
    return sorted(found)


def line_of(text: str, piece: str) -> int:
    """Return the number of the line a piece of text stands on."""
    return text[: text.index(piece)].count("\n") + 1
