"""How two sides are matched beside named rivals in the same run: ratios, because seconds belong to a machine.

    PYTHONPATH=src:. .venv/bin/python -P bench/roles.py                    everything, some ten minutes
    PYTHONPATH=src:. .venv/bin/python -P bench/roles.py total 10000        the largest total for so many seekers
    PYTHONPATH=src:. .venv/bin/python -P bench/roles.py stable 1000        the stable answer for so many seekers

(`-P`, or this folder's matching.py would be taken for the package of that name.)

Mentees and a fifth as many mentors with room for one to seven, fewer seats than mentees, lists of fifty. Times are user and system
seconds of this process and its children, the median of five runs, of one where a run takes more than a minute. Imports, compiled code,
and everybody's input are made before the clock starts. Which comparison is which:

*solve*            who has whom and what bounds it, once the problem is read; of a rival what its solving alone takes, once it has made
                   its graph or its players.
*read and solve*   like beside like: from plain input in everybody's own form to who has whom. Ours are flat arrays, so are OR-tools';
                   those of the package `matching` are dictionaries of lists, from which it makes players that solving uses up.
*lists and solve*  ours beginning with the same Python lists as the package has in its dictionaries, no form for many people.
*call*             ours all the way to a checked answer (read, solve, blocking pairs, places, who waits and why, verify), beside the
                   rival's read and solve, which is all it does.

Rows are added to bench/results/roles.jsonl too.
"""

from __future__ import annotations

import statistics
import sys
import threading
import warnings
from typing import Any

import numpy as np
from matching.games import HospitalResident
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from bench.measuring import keep, say, spent, timed
from mooring.engine import RolesProblem, verify_roles
from mooring.engine.lists import Lists
from mooring.engine.meter import Meter
from mooring.engine.roles import network
from mooring.engine.roles.large import choices, solve_roles
from mooring.engine.roles.large.solving import decide
from mooring.engine.roles.large.warming import warm
from mooring.engine.roles.problem import Mode

Array = NDArray[np.int64]

NAMED, LOOKED_AT = 50, 200
TOPICS, THEMES, SHARED = 256, 32, 8


def mentoring(seekers: int, seed: int = 1) -> tuple[Lists, Array, Array, Array]:
    """Lists of mentors best first, what each pair is worth, how mentors like it, and room.

    Everybody has some seven of 256 topics, most of them of two themes. Each mentee looks at two hundred mentors of like themes and names
    the fifty who share most; a mentor goes by the same, and a taste of their own.
    """
    rng = np.random.default_rng(seed)
    hosts = seekers // 5
    themes, topics = _topics(rng, seekers + hosts)
    count = np.bitwise_count(topics).sum(axis=1)
    near = np.argsort(themes[seekers:] * hosts + rng.permutation(hosts), kind="stable")
    place = np.searchsorted(themes[seekers:][near], themes[:seekers])
    rows = []
    for first in range(0, seekers, 5_000):
        who = np.arange(first, min(first + 5_000, seekers))
        looked = _looked_at(rng, place[who], near)
        shared = np.bitwise_count(topics[who][:, None, :] & topics[seekers + looked]).sum(axis=2)
        worth = 550_000 * shared / np.sqrt(np.maximum(1, count[who][:, None] * count[seekers + looked])) + rng.integers(
            0, 350_000, looked.shape
        )
        best = np.argsort(-worth, axis=1, kind="stable")[:, :NAMED]
        rows.append(np.stack([np.take_along_axis(held, best, axis=1) for held in (looked, worth.astype(np.int64))], axis=2))
    host, score = np.concatenate(rows).transpose(2, 0, 1)
    room = rng.integers(1, 6, hosts) + 2 * (rng.random(hosts) < 0.5)
    # No two alike on anybody's list, so that the stable answer is one and the same for everybody who looks for it.
    liked = score.reshape(-1) // 2 + rng.integers(0, 150_000, score.size)
    liked = np.argsort(np.argsort(liked, kind="stable"), kind="stable")
    return Lists.of_rows(host), score.reshape(-1), liked, room


def _topics(rng: np.random.Generator, people: int) -> tuple[Array, NDArray[np.uint64]]:
    themes = rng.integers(0, THEMES, (people, 2))
    made = np.zeros((people, TOPICS // 64), dtype=np.uint64)
    for at in range(9):
        topic = (themes[np.arange(people), at % 2] * SHARED + rng.integers(0, SHARED * 2, people)) % TOPICS
        made[np.arange(people), topic >> 6] |= np.uint64(1) << (topic & 63).astype(np.uint64)
    return themes[:, 0], made


def _looked_at(rng: np.random.Generator, place: Array, near: Array) -> Array:
    """Different mentors for each: a stretch of those of the same theme, from a place of one's own, and some from anywhere."""
    hosts = len(near)
    looked = min(LOOKED_AT, hosts)
    begin = place[:, None] + rng.integers(0, max(1, hosts // THEMES), (len(place), 1))
    near_by = looked * 3 // 4 if hosts > 2 * LOOKED_AT else looked
    step = np.concatenate([np.arange(near_by), np.linspace(looked, hosts - 1, looked - near_by, dtype=np.int64)])
    made: Array = near[(begin + step) % hosts]
    return made


def ours(lists: Lists, score: Array, liked: Array, room: Array, mode: Mode) -> tuple[Any, dict[str, float]]:
    """The answer, and the seconds of solve, of read and solve, and of call."""
    place = np.arange(len(score)) - np.repeat(lists.begins[:-1], lists.sizes) + 1

    def read() -> RolesProblem:
        return RolesProblem.of_choices(lists, room, score=score, seeker_rank=place, host_score=liked, mode=mode)

    def solve() -> Any:
        return solved(problem)

    def read_and_solve() -> Any:
        return solved(read())

    def call() -> tuple[Any, list[str]]:
        problem = read()
        solution = solve_roles(problem)
        return solution, verify_roles(problem, solution)

    problem = read()
    _, solving = timed(solve)
    _, reading = timed(read_and_solve)
    (solution, faults), calling = timed(call)
    say(f"  ours: {solution.status}, {solution.placed} placed, total {solution.total}, gap {solution.gap:.4%}, "
        f"{len(solution.blocking)} blocking pairs, {len(solution.waiting)} wait, faults {len(faults)}")  # fmt: skip
    return solution, {"solve": solving, "read_solve": reading, "call": calling}


def solved(problem: RolesProblem) -> Any:
    """Who has whom, and what bounds it."""
    return decide(problem, choices.left(problem), network.multipliers(problem), Meter())


def flow(lists: Lists, score: Array, room: Array) -> tuple[int, dict[str, float]]:
    """OR-tools' exact minimum-cost flow: its largest total, and the seconds of solving alone and with its graph and its answer read."""
    seekers, hosts = len(lists), len(room)
    source, sink = seekers + hosts, seekers + hosts + 1
    tails = np.concatenate([np.full(seekers, source), np.repeat(np.arange(seekers), lists.sizes), seekers + np.arange(hosts), [source]])
    heads = np.concatenate([np.arange(seekers), seekers + lists.members, np.full(hosts, sink), [sink]])
    most = np.concatenate([np.ones(seekers + len(score), dtype=np.int64), room, [seekers]])
    cost = np.concatenate([np.zeros(seekers, dtype=np.int64), -score, np.zeros(hosts + 1, dtype=np.int64)])
    arcs = tails.astype(np.int32), heads.astype(np.int32), most, cost
    inside: list[float] = []

    def call() -> int:
        net = min_cost_flow.SimpleMinCostFlow()
        made = net.add_arcs_with_capacity_and_unit_cost(*arcs)
        net.set_node_supply(source, seekers)
        net.set_node_supply(sink, -seekers)
        began = spent()
        status = net.solve()
        inside.append(spent() - began)
        if status != net.OPTIMAL or net.flows(made).sum() < seekers:
            raise SystemExit("The flow found no optimum.")
        return -int(net.optimal_cost())

    total, calling = timed(call)
    return total, {"solve": statistics.median(inside), "read_solve": calling, "call": calling}


def python_lists(lists: Lists, liked: Array, room: Array) -> tuple[list[list[int]], list[list[int]]]:
    """Whom everybody names, best first, mentees and then mentors."""
    order = np.lexsort((-liked, lists.members))
    ends = np.cumsum(np.bincount(lists.members, minlength=len(room)))
    owner = np.repeat(np.arange(len(lists)), lists.sizes)[order]
    return list(map(list, lists)), [some.tolist() for some in np.split(owner, ends[:-1])]


def package(lists: Lists, liked: Array, room: Array) -> tuple[Array, dict[str, float]]:
    """The package `matching`: each mentee's mentor, and the seconds of solving alone and with its players made."""
    mentees, mentors = python_lists(lists, liked, room)
    mine, theirs = dict(enumerate(mentees)), {mentor: some for mentor, some in enumerate(mentors) if some}
    seats = {host: int(room[host]) for host in theirs}
    inside: list[float] = []

    def call() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            game = HospitalResident.create_from_dictionaries(mine, theirs, seats)
            began = spent()
            solution = game.solve(optimal="resident")
            inside.append(spent() - began)
        return solution

    solution, calling = timed(call)
    made = np.full(len(lists), -1, dtype=np.int64)
    for host, some in solution.items():
        made[[seeker.name for seeker in some]] = host.name
    return made, {"solve": statistics.median(inside), "read_solve": calling, "lists_solve": calling, "call": calling}


def row(name: str, mine: dict[str, float], rival: str, theirs: dict[str, float], note: str) -> None:
    """Say a row, and keep it, with what stands between solve and call in words as well."""
    said = {
        words: f"{mine[kind]:.4f} s beside {theirs[kind]:.2f} s, {theirs[kind] / mine[kind]:,.0f} ×"
        for kind, words in (("read_solve", "from plain input to the answer"), ("lists_solve", "from the same lists"))
        if kind in mine
    }
    keep("roles", name, mine, rival, theirs, note, **said)


def total(seekers: int) -> None:
    """The largest total beside OR-tools."""
    lists, score, liked, room = mentoring(seekers)
    say(f"largest total, {seekers:,} seekers, {len(room):,} hosts, {int(room.sum()):,} seats, {len(score):,} choices")
    solution, mine = ours(lists, score, liked, room, "total")
    best, theirs = flow(lists, score, room)
    same = "the same total" if best == solution.total else "ANOTHER TOTAL"
    note = f"C++ (OR-tools). It finds one optimum, here {same}; it says nothing of stability, places, who waits, or a proof."
    row(f"total {seekers}", mine, "OR-tools min-cost flow", theirs, note)


def stable(seekers: int) -> None:
    """The stable answer beside the package `matching`."""
    lists, score, liked, room = mentoring(seekers)
    say(f"stable, {seekers:,} seekers, {len(room):,} hosts, {int(room.sum()):,} seats, {len(score):,} choices")
    solution, mine = ours(lists, score, liked, room, "stable")
    if seekers > 20_000:
        say(f"  solve {mine['solve']:.4f} s, call {mine['call']:.4f} s; the package is not asked for so many")
        return
    mentees, mentors = python_lists(lists, liked, room)
    _, listing = timed(lambda: solved(RolesProblem.from_lists(mentees, mentors, room)))
    made, theirs = package(lists, liked, room)
    same = "identical" if np.array_equal(made, solution.host_of) else "ANOTHER ANSWER"
    note = (
        f"Python (matching). Its answer is {same}; it knows no ties, locks, scores or least numbers, and needs a stack of 1 GiB here. "
        "It makes players of its dictionaries, and solving uses them up: *from plain input* is like beside like, *solve* is not."
    )
    kinds = {"solve": mine["solve"], "read_solve": mine["read_solve"], "lists_solve": listing, "call": mine["call"]}
    row(f"stable {seekers}", kinds, "matching", theirs, note)


def main(asked: list[str]) -> None:
    """What was asked for, or everything."""
    warm()
    kinds = {"total": total, "stable": stable}
    if asked:
        kinds[asked[0]](int(asked[1]))
        return
    for kind, seekers in ((total, 10_000), (total, 100_000), (stable, 1_000), (stable, 10_000), (stable, 100_000)):
        kind(seekers)


if __name__ == "__main__":
    sys.setrecursionlimit(1 << 30)  # the package copies its players deeply, each through all they know
    threading.stack_size(1 << 30)
    begun = threading.Thread(target=main, args=(sys.argv[1:],))
    begun.start()
    begun.join()
