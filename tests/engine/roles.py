"""Made-up problems of two sides, and slow, plain answers to compare with."""

from collections.abc import Iterator

import numpy as np

from mooring.engine.roles.problem import RolesProblem

Hosts = tuple[int, ...]
LEVELS = {"total": ("score", "placed", "waited"), "served": ("placed", "waited", "score"), "stable": ("placed", "waited", "score")}


def small_roles(seed: int, mode: str, *, ties: bool = False, least: bool = True, locks: bool = True, most: int = 6) -> RolesProblem:
    """A few seekers and hosts: lists of different length, little room, some apart, some locked, some groups with a least number."""
    rng = np.random.default_rng(seed)
    seekers, hosts = int(rng.integers(0, most + 1)), int(rng.integers(1, 5))
    lists = [rng.permutation(hosts)[: int(rng.integers(0, hosts + 1))].tolist() for _ in range(seekers)]
    pairs = [(seeker, host) for seeker, some in enumerate(lists) for host in some]
    count, kinds = len(pairs), 3 if ties else 10**6
    room = rng.integers(0, 4, hosts)
    apart = [pair for pair in pairs if rng.random() < 0.1]
    locked, left = [], room.copy()
    for seeker, host in pairs if locks else ():
        free = (seeker, host) not in apart and left[host] and seeker not in [one for one, _ in locked]
        if free and rng.random() < 0.1:
            locked.append((seeker, host))
            left[host] -= 1
    smallest = np.minimum(room, rng.integers(0, 4, hosts)) if least and rng.random() < 0.5 else np.zeros(hosts, int)
    smallest[[host for _, host in locked]] = 0
    return RolesProblem.of(
        seekers,
        room,
        [seeker for seeker, _ in pairs],
        [host for _, host in pairs],
        score=rng.integers(0, 3 if ties else 10**6, count),
        seeker_score=rng.integers(0, kinds, count),
        host_score=rng.integers(0, kinds, count),
        least=smallest,
        waited=rng.integers(0, 3, seekers),
        forbidden=apart,
        locks=locked,
        mode=mode,
        seed=seed,
    )


def everything(problem: RolesProblem) -> Iterator[Hosts]:
    """Every arrangement that breaks no rule: each seeker's host, -1 for none."""
    locked = dict(problem.locks)
    ways = []
    for seeker in range(problem.seekers):
        named = problem.host[problem.start[seeker] : problem.start[seeker + 1]].tolist()
        free = [-1, *(host for host in named if (seeker, host) not in problem.forbidden)]
        ways.append([locked[seeker]] if seeker in locked else free)
    for hosts in _seat(ways, problem.room.tolist()):
        if all(not (taken := hosts.count(host)) or taken >= problem.least[host] for host in range(problem.hosts)):
            yield hosts


def _seat(ways: list[list[int]], left: list[int]) -> Iterator[Hosts]:
    if not ways:
        yield ()
        return
    for host in ways[0]:
        if host < 0 or left[host]:
            after = left.copy()
            if host >= 0:
                after[host] -= 1
            for rest in _seat(ways[1:], after):
                yield (host, *rest)


def values(problem: RolesProblem, hosts: Hosts) -> tuple[int, ...]:
    """What an arrangement reaches, level by level."""
    pairs = [(seeker, host) for seeker, host in enumerate(hosts) if host >= 0]
    reached = {
        "placed": len(pairs),
        "waited": sum(int(problem.waited[seeker]) for seeker, _ in pairs),
        "score": sum(int(problem.score[problem.choice(*pair)]) for pair in pairs),
    }
    return tuple(reached[name] for name in LEVELS[problem.mode])


def blocking(problem: RolesProblem, hosts: Hosts) -> list[tuple[int, int]]:
    """Pairs who would both rather have each other; a locked seeker and a host whose group is not held never do."""
    locked = {seeker for seeker, _ in problem.locks}
    found = []
    for seeker in range(problem.seekers):
        for at in range(int(problem.start[seeker]), int(problem.start[seeker + 1])):
            host = int(problem.host[at])
            if seeker in locked or (seeker, host) in problem.forbidden or hosts[seeker] == host:
                continue
            mine = problem.choice(seeker, hosts[seeker]) if hosts[seeker] >= 0 else None
            if mine is not None and problem.seeker_score[mine] >= problem.seeker_score[at]:
                continue
            there = [other for other, where in enumerate(hosts) if where == host]
            if not there and problem.least[host]:
                continue
            likes = [problem.host_score[problem.choice(other, host)] for other in there if other not in locked]
            if len(there) < problem.room[host] or any(liked < problem.host_score[at] for liked in likes):
                found.append((seeker, host))
    return sorted(found)
