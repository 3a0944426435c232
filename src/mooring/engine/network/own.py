"""One's own network, for oneself: never shown to anybody else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mooring.engine.network.ties import NetworkError, Ties


@dataclass(frozen=True, slots=True)
class SelfView:
    """What my contacts' ties among each other mean for me.

    `contacts`: how many I have. `tied`: pairs of them who know each other. `effective_size`: how many different circles they open to me,
    from 1 (all know each other) to their number (none do). `constraint`: how much of my time goes to people who lead back to each other;
    high means that one circle carries nearly everything. Both None without contacts.
    """

    contacts: int
    tied: int
    effective_size: float | None
    constraint: float | None


def self_view(ties: Ties, me: int) -> SelfView:
    """Burt's effective size and constraint (1992) of one person, from their own contacts and the ties among these alone.

    Effective size is n - 2t/n for n contacts with t ties among them (Borgatti 1997); constraint the sum over contacts j of
    (p_ij + sum over others q of p_iq p_qj) squared, p the share of somebody's ties, counted within this small network. Raises NetworkError.
    """
    if not 0 <= me < ties.people:
        raise NetworkError(f"me: there is no person {me}; people are 0 to {ties.people - 1}.")
    mine = np.zeros(ties.people, dtype=np.bool_)
    mine[ties.pairs[(ties.pairs == me).any(axis=1)]] = True
    count = int(mine.sum()) - 1
    if count < 1:
        return SelfView(0, 0, None, None)
    near = ties.only(mine)
    at = int(mine[:me].sum())
    tied = len(near.pairs) - count
    joined = near.matrix.toarray().astype(np.float64)
    share = joined / joined.sum(axis=1, keepdims=True)
    led = share[at] + share[at] @ share
    led[at] = 0
    return SelfView(count, tied, count - 2 * tied / count, float((led**2).sum()))
