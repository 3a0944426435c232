"""The bound over all pairs: for everybody the most any partner at all would leave them."""

from __future__ import annotations

from mooring.engine.kernels.compiling import kernel
from mooring.engine.kernels.packed import NONE, Packed, Words
from mooring.engine.kernels.pair import worth


@kernel
def over_all(p: Packed, bonus: int, doubled: Words, tile: int, first: int, last: int, most: Words) -> None:
    """Raise `most[u]` to what any partner leaves u: twice a pair's worth, bonus included, less the other's doubled price. Looks at the
    pairs of people in tiles `first` to `last` with everybody after them.
    """
    many = len(p.rows)
    for at in range(first, last):
        begin, end = at * tile, min(many, (at + 1) * tile)
        for v in range(begin + 1, many):
            for u in range(begin, min(end, v)):
                for_u, for_v = most[u] + doubled[v], most[v] + doubled[u]
                value = worth(p, u, v, (min(for_u, for_v) >> 1) - bonus + 1)
                if value == NONE:
                    continue
                most[u] = max(most[u], 2 * (value + bonus) - doubled[v])
                most[v] = max(most[v], 2 * (value + bonus) - doubled[u])


@kernel
def over_some(p: Packed, bonus: int, doubled: Words, who: Words, first: int, last: int, most: Words) -> None:
    """The same for a few people against everybody; `most` has an entry for each of `who`."""
    for at in range(first, last):
        u = who[at]
        for v in range(len(p.rows)):
            value = worth(p, u, v, ((most[at] + doubled[v]) >> 1) - bonus + 1)
            if value != NONE:
                most[at] = max(most[at], 2 * (value + bonus) - doubled[v])
