"""More people than can be solved at once: many small exact solves, each over groups that are already made.

People are cut into blocks of a few hundred who share hours, and every block is solved as if it were alone. Then groups, kept whole,
are dealt into new blocks and solved again: the old groups are among what a block may answer, so no aim can fall. The bound
holds over all pairs: prices from the blocks, raised by half of the largest amount by which any pair in the whole breaks them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from mooring.engine import dual, exact, grouping
from mooring.engine.aims import Aims
from mooring.engine.facts import Facts
from mooring.engine.meter import Meter, Stopped
from mooring.engine.policy import SCORE_SCALE
from mooring.engine.problem import Group, IntArray

BLOCK: Final = 400

_PASSES: Final = 6
_ROWS: Final = 250
_PRICED_TOGETHER: Final = 1_500
_PAIRS_PROVEN: Final = 450_000_000


def arrange(facts: Facts, free: IntArray, shore: IntArray, meter: Meter) -> tuple[Group, ...]:
    """Everybody in groups, as good as a few passes find them; answers with what it has when stopped."""
    rng = np.random.default_rng(facts.problem.seed)
    made: tuple[Group, ...] = ()
    for number in range(_PASSES if facts.problem.policy.size == 2 else 1):
        if meter.stopped:
            break
        meter.say(f"pass {number + 1}")
        made = _one_pass(facts, free, made, shore, rng, meter)
    return made


def _one_pass(
    facts: Facts, free: IntArray, made: tuple[Group, ...], shore: IntArray, rng: np.random.Generator, meter: Meter
) -> tuple[Group, ...]:
    seated = {person for group in made for person in group}
    units: list[Group] = list(made)
    for person in free.tolist():
        if person not in seated:
            units.append((person,))
    done: list[Group] = []
    left: list[Group] = []
    block: list[Group]
    for block in _blocks(units, shore, rng):
        block = [*block, *left]
        trios = [unit for unit in block if len(unit) == 3]
        if len(trios) == 1 and facts.problem.policy.size == 2 and all(len(unit) > 1 for unit in block):
            done += trios  # one trio cannot be spared, and looking for a better one costs as much as all else
            block = [unit for unit in block if len(unit) == 2]
        after = _block(facts, block, meter)
        done += [group for group in after if len(group) > 1]
        left = [group for group in after if len(group) < 2][: BLOCK // 4]
    return tuple(sorted(done))


def _blocks(units: Sequence[Group], shore: IntArray, rng: np.random.Generator) -> Iterator[list[Group]]:
    """Groups dealt into blocks of even size, those who might share hours together, the odd ones and the lone first."""
    even = np.array([len(unit) == 2 for unit in units])
    order = np.lexsort((rng.random(len(units)), even, shore[[unit[0] for unit in units]]))
    block: list[Group] = []
    size = 0
    for place in order.tolist():
        unit = units[place]
        full = size >= BLOCK and (size % 2 == 0 or bool(even[place]))
        if block and (full or shore[unit[0]] != shore[block[0][0]]):
            yield block
            block, size = [], 0
        block.append(unit)
        size += len(unit)
    if block:
        yield block


def _block(facts: Facts, units: list[Group], meter: Meter) -> list[Group]:
    """The groups of a block made anew, where that is better than leaving them."""
    people = np.array(sorted(person for unit in units for person in unit))
    near = facts.narrow(people)
    aims = Aims.of(near)
    allowed = near.allowed(people, people)
    links: Any = csr_array(allowed)
    count, label = connected_components(links, directed=False)
    made: list[Group] = []
    for at in range(count):
        inside = np.flatnonzero(label == at)
        who = people[inside]
        if len(who) == 1:
            made.append((int(who[0]),))
            continue
        part = allowed[np.ix_(inside, inside)]
        members = {int(person): place for place, person in enumerate(who)}
        before = tuple(tuple(sorted(members[person] for person in unit)) for unit in units if len(unit) > 1 and unit[0] in members)
        island = exact.Island(aims, who, part)
        if facts.problem.policy.size == 2:
            pairs = all(len(group) == 2 for group in before)
            after = exact.solve(island, meter, before if pairs else ()).groups
            after = max((after, before), key=lambda groups: _rank(island, groups))
        else:
            after = grouping.arrange(aims, who, part, meter)
        seated = {place for group in after for place in group}
        made += [tuple(sorted(int(who[place]) for place in group)) for group in after]
        made += [(int(who[place]),) for place in range(len(who)) if place not in seated]
    return made


def _rank(island: exact.Island, made: Sequence[Group]) -> tuple[int, int, exact.Key]:
    return sum(map(len, made)), -sum(len(group) == 3 for group in made), island.key(made)


def shores(facts: Facts) -> IntArray:
    """A number for everybody: people of different numbers share no hours with each other, not even through others."""
    hours = facts.hours
    if not (hours.known and hours.needed) or len(hours.starts) > 4_000:
        return np.zeros(facts.n, dtype=np.int64)
    first = np.unique(hours.kind, return_index=True)[1]
    links: Any = csr_array(hours.possible(first, first))
    _, label = connected_components(links, directed=False)
    return np.asarray(label[hours.kind], dtype=np.int64)


def score_bound(facts: Facts, people: IntArray, meter: Meter) -> int:
    """Twice a score no arrangement can exceed, proven over all pairs where there are not too many, else by the scale."""
    trivial = SCORE_SCALE * len(people)
    if meter.stopped or len(people) ** 2 > _PAIRS_PROVEN:
        return trivial
    meter.say("proving the bound")
    try:
        price = _prices(facts, people, meter)
        raised = alone = 0
        for at in range(0, len(people), _ROWS):
            rows = people[at : at + _ROWS]
            meter.spend(len(rows) * len(people))
            worth = np.where(facts.allowed(rows, people), 2 * facts.score(rows, people), 0)
            alone += int(worth.max(axis=1).sum())
            short = (worth - price[None, :]).max(axis=1) - price[at : at + _ROWS]
            raised += int(np.maximum(0, -(-short // 2)).sum())
    except Stopped:
        return trivial
    return min(trivial, -(-alone // 2), int(price.sum()) + raised)


def _prices(facts: Facts, people: IntArray, meter: Meter) -> IntArray:
    """A first guess at everybody's price, in half points: what it is in a part of the whole."""
    place = np.full(facts.n, -1, dtype=np.int64)
    place[people] = np.arange(len(people))
    price = np.zeros(len(people), dtype=np.int64)
    order = np.random.default_rng(facts.problem.seed).permutation(people)
    for block in np.array_split(order, -(-len(people) // _PRICED_TOGETHER)):
        near = facts.narrow(block)
        price[place[block]] = dual.solve([near.score(block, block)], near.allowed(block, block), meter).price[0]
    return price
