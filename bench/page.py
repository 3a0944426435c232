"""Writes docs/benchmarks.md, and its plot, from the rows that benches have kept in bench/results.

    PYTHONPATH=src:. .venv/bin/python -P bench/page.py

The last row of each name counts. What is in the page is kept in bench/kept, so that rows measured elsewhere or long ago stay until they are
measured anew.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from bench.measuring import RESULTS, rows, say

KEPT: Final = Path(__file__).parent / "kept"
DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
PAGE: Final = DOCS / "benchmarks.md"
PLOT: Final = DOCS / "growth.svg"
TITLES: Final = {
    "large": "Rounds of many pairs",
    "roles": "Two sides",
    "constraints": "What fuller constraints cost",
    "groups": "Groups",
    "imports": "People coming in",
    "notices": "Hours and notices",
    "circle": "Pages beside an empty one",
}
HEAD: Final = """\
# Benchmarks

How long the matcher takes beside others, measured in the same run on the same people. Seconds belong to a machine; ratios travel better.
This page is written by `bench/page.py` from what the programs of `bench/` measured; each says how it is run and what its people are.

*Solve* is the search itself, from the problem as arrays, candidates included; *call* is all a caller waits for: bound, reasons, causes and
a check by `verify`. Seconds are user and system seconds of all cores together, the median of five runs, of one where it takes more than a
minute; imports, compiled code and the rivals' input are made before the clock starts. A ratio is the rival's seconds over ours.
"""
HEADS: Final = {
    "large": ["row", "beside", "solve", "rival", "ratio", "call", "ratio", "what else"],
    "groups": ["row", "beside", "solve", "rival", "ratio", "call", "ratio", "what else"],
    "constraints": ["row", "beside", "solve", "its solve", "ratio", "", "", "what else"],
    "imports": ["row", "beside", "ours", "rival", "ratio", "the longest part", "ratio", "what else"],
    "circle": ["row", "beside", "page", "empty", "ratio", "", "", "what else"],
    "notices": ["row", "beside", "planning", "reading", "ratio", "groups of five", "ratio", "what else"],
}
ABOUT: Final = {
    "roles": "*Solve* is the search once the problem is read, beside the rival's once it has made its graph or its players. *From plain "
    "input to the answer* is like beside like: each from its own plain form (ours flat arrays, so OR-tools'; dictionaries of lists for "
    "`matching`). *From the same lists* begins with the Python lists of those dictionaries. *Call* is all of ours beside all of theirs.",
    "constraints": "The same people, asked for a little more in each row. The first asks for what the first sketch of this matcher knew: "
    "the hours of one day, blocks, earlier meetings and the score.",
    "circle": "An empty page has the same middleware, session and base template, and nothing in it. "
    "A page is to take three times as long at most; *times empty* says how it stands.",
    "notices": "Planning puts together everyone's hours and decides for a notice to each whether it goes now, and if not, when.",
    "groups": "Groups of five in rounds that follow each other, each with all those before it. *Solve* breaks no rule, has nobody meet "
    "again while that can be helped, spreads teams, and betters the score.",
}
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 420, 70, 50, 20, 50
PROVEN_UP_TO: Final = 20_000
"""So many people have a bound over all pairs without asking for it (`mooring.engine.large.proof`, which loads compiled code)."""
SAME: Final = ("100000", "1000000")
"""Rows with every rule and aim that stand for a point of the growth until that is measured; their call proves a bound, or is not taken."""
SKIPPED: Final = {"bench", "row", "rival", "note", "machine", "runs", "load"}
COLOURS: Final = {"solve": "#1f5f8b", "call": "#b3541e"}


def latest(bench: str) -> dict[str, dict[str, Any]]:
    """The last row of each name, those kept from before first, in the order in which names came up."""
    made: dict[str, dict[str, Any]] = {}
    for folder in (KEPT, RESULTS):
        for one in rows(bench, folder):
            made[str(one["row"])] = one
    return made


def keep(bench: str, kept: dict[str, dict[str, Any]]) -> None:
    """Keep what the page says, a row a line."""
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"{bench}.jsonl").write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in kept.values()), encoding="utf-8")


def seconds(value: float | None) -> str:
    """Seconds with three figures that count."""
    if value is None:
        return ""
    if not value:
        return "0 s"
    places = max(0, 2 - math.floor(math.log10(value)))
    return f"{value:,.{places}f} s"


def times(value: float | None) -> str:
    """A ratio."""
    if value is None:
        return ""
    return f"{value:,.0f} ×" if value >= 10 else f"{value:.2f} ×"


def table(lines: Iterable[Sequence[str]]) -> str:
    """A table whose first line is its head."""
    head, *body = lines
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, ["---"] * len(head), *body))


def section(bench: str, kept: dict[str, dict[str, Any]]) -> str:
    """Everything about one bench but its growth."""
    plain = {name: one for name, one in kept.items() if not name.startswith("growth")}
    if not plain:
        return ""
    lines: list[list[str]] = [HEADS.get(bench, HEADS["large"])]
    for name, one in sorted(plain.items(), key=lambda kept: (not kept[0][0].isdigit(), _number(kept[0]), kept[0])):
        whats = [what.removeprefix("ours_") for what in one if what.startswith("ours_")]
        first, last = whats[0], whats[-1]
        more = [f"{key.replace('_', ' ')} {value}" for key, value in one.items() if key not in SKIPPED and not key.startswith(_TIMES)]
        cells = [name, one["rival"], seconds(one[f"ours_{first}"]), seconds(one.get(f"rival_{first}")), times(one.get(f"ratio_{first}"))]
        whole = [seconds(one[f"ours_{last}"]), times(one.get(f"ratio_{last}"))] if last != first else ["", ""]
        lines.append([*cells, *whole, "; ".join(more)])
    notes = "".join(f"- **{name}**: {one['note']}\n" for name, one in plain.items())
    by_machine: dict[str, list[str]] = {}
    for name, one in plain.items():
        by_machine.setdefault(one.get("machine", "a machine nobody noted"), []).append(name)
    most = max(by_machine, key=lambda machine: len(by_machine[machine]))
    said = f"Measured on {most}.\n"
    said += "".join(f"\n{', '.join(names)}: measured on {machine}.\n" for machine, names in by_machine.items() if machine != most)
    load = max((one.get("load", 0) for one in plain.values()), default=0)
    if load > len(os.sched_getaffinity(0)):
        said += f"\nThe machine had other work (load up to {load:g}), which makes everybody's seconds longer; ratios less so.\n"
    once = [name for name, one in plain.items() if one.get("runs", 5) == 1]
    said += f"\nWhat took more than a second was run once: {', '.join(once)}.\n" if once else ""
    about = f"{ABOUT[bench]}\n\n" if bench in ABOUT else ""
    return f"\n## {TITLES.get(bench, bench)}\n\n{about}{table(lines)}\n{notes}\n{said}"


def _number(name: str) -> int:
    """The number in the name of a row, 0 where there is none."""
    return int("".join(character for character in name.partition("-")[0] if character.isdigit()) or 0)


_TIMES: Final = ("ours_", "rival_", "ratio_")


def growth(kept: dict[str, dict[str, Any]]) -> str:
    """How seconds grow with people, as a table and a plot."""
    held = {int(name): kept[name] for name in SAME if name in kept}
    held |= {int(name.split()[1]): one for name, one in kept.items() if name.startswith("growth")}
    points = sorted(held.items(), key=lambda point: point[0])
    if not points:
        return ""
    drawn = [(n, {what: one[f"ours_{what}"] for what in COLOURS if f"ours_{what}" in one}) for n, one in points]
    PLOT.write_text(plot(drawn), encoding="utf-8")
    lines = [["people", "solve", "call", "gap", "most memory"]]
    for n, one in points:
        memory = one.get("memory", one.get("peak", ""))
        gap = one.get("gap", "") if n <= PROVEN_UP_TO else ""
        lines.append([f"{n:,}", seconds(one["ours_solve"]), seconds(one.get("ours_call")), gap, memory])
    said = "Processor seconds by number of people, both axes in powers of ten"
    return f"\n## Growth\n\n{points[0][1]['note']}\n\n![{said}]({PLOT.name})\n\n{table(lines)}"


def plot(points: Sequence[tuple[int, dict[str, float]]]) -> str:
    """A picture of seconds over people, both in powers of ten."""
    every = [value for _, made in points for value in made.values()]
    low, high = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))
    first, last = math.log10(points[0][0]), math.log10(points[-1][0])

    def place(n: float, value: float) -> tuple[float, float]:
        across = LEFT + (math.log10(n) - first) / max(last - first, 1e-9) * (WIDTH - LEFT - RIGHT)
        return round(across, 1), round(HEIGHT - BOTTOM - (math.log10(value) - low) / max(high - low, 1) * (HEIGHT - BOTTOM - TOP), 1)

    made = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13" role="img">',
        "<title>Processor seconds by number of people</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for power in range(low, high + 1):
        _, down = place(points[0][0], 10.0**power)
        made.append(f'<path d="M{LEFT} {down}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        made.append(f'<text x="{LEFT - 8}" y="{down + 4}" text-anchor="end">{10.0**power:g} s</text>')
    for power in range(math.ceil(first), math.floor(last) + 1):
        across, _ = place(10.0**power, 10.0**low)
        made.append(f'<path d="M{across} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        made.append(f'<text x="{across}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{10**power:,}</text>')
    made.append(f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 8}" text-anchor="middle">people</text>')
    for row, (what, colour) in enumerate(COLOURS.items()):
        held = [place(n, values[what]) for n, values in points if what in values]
        made.append(f'<polyline points="{" ".join(f"{x},{y}" for x, y in held)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        made += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in held]
        made.append(f'<text x="{LEFT + 14}" y="{TOP + 20 + 18 * row}" fill="{colour}">{what}</text>')
    return "\n".join([*made, "</svg>\n"])


def main() -> None:
    """Write both."""
    benches = sorted({path.stem for folder in (KEPT, RESULTS) for path in folder.glob("*.jsonl")})
    if not benches:
        sys.exit("Nothing is measured yet; run a program of bench/ first.")
    order = sorted(benches, key=lambda name: ([*TITLES, name].index(name), name))
    kept = {bench: latest(bench) for bench in order}
    for bench, held in kept.items():
        keep(bench, held)
    PAGE.write_text(HEAD + "".join(section(bench, kept[bench]) for bench in order) + growth(kept.get("large", {})), encoding="utf-8")
    say(f"{PAGE.name}: {sum(map(len, kept.values()))} rows")


if __name__ == "__main__":
    main()
