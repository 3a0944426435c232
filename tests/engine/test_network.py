"""Measures of a network against networkx and against every way chance can fall; what is withheld, and what is said of what is missing."""

import csv
from collections.abc import Callable
from itertools import combinations, permutations
from pathlib import Path

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.engine.meter import Meter
from mooring.engine.network import LEAST_PEOPLE, MEASURES, NetworkError, Ties, chance, measured, measures, self_view

DATA = Path(__file__).parent.parent / "data"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


def real(name: str, relation: str, group: str) -> Ties:
    """A network of tests/data: people in the file's order, grouped by a column."""
    nodes = rows(DATA / name / "nodes.csv")
    ties = [row for row in rows(DATA / name / "ties.csv") if row["relation"] == relation]
    kinds = sorted({row[group] for row in nodes})
    pairs = [(int(row["from"]) - 1, int(row["to"]) - 1) for row in ties]
    return Ties.of(len(nodes), pairs, group=[kinds.index(row[group]) for row in nodes])


REAL = {
    "managers, advice": lambda: real("krackhardt", "advice", "department"),
    "managers, friends": lambda: real("krackhardt", "friends", "department"),
    "lawyers, friends": lambda: real("lazega", "friends", "office"),
    "lawyers, cowork": lambda: real("lazega", "cowork", "practice"),
}


def random_ties(seed: int) -> Ties:
    """A few people with some ties, in groups, some of which are unknown."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 15))
    pairs = rng.integers(0, n, (int(rng.integers(0, 3 * n)), 2))
    return Ties.of(n, pairs[pairs[:, 0] != pairs[:, 1]], group=rng.integers(-1, 4, n))


def graph(ties: Ties) -> networkx.Graph:
    made = networkx.Graph()
    made.add_nodes_from(range(ties.people))
    made.add_edges_from(ties.pairs.tolist())
    return made


def same_as_networkx(ties: Ties) -> None:
    """Every measure that networkx has."""
    other = graph(ties)
    sizes = [len(part) for part in networkx.connected_components(other)]
    assert ties.degree.tolist() == [degree for _, degree in other.degree]
    assert measures.density(ties) == pytest.approx(networkx.density(other))
    assert measures.components(ties) == len(sizes)
    assert measures.largest_component(ties) == max(sizes) / ties.people
    assert (measures.transitivity(ties) or 0) == pytest.approx(networkx.transitivity(other))
    assert measures.efficiency(ties, np.random.default_rng(0)) == pytest.approx(networkx.global_efficiency(other))
    known = other.subgraph(np.flatnonzero(ties.group >= 0).tolist())
    found = measures.modularity(ties)
    if known.number_of_edges():
        groups = [{who for who in known if ties.group[who] == group} for group in set(ties.group.tolist()) - {-1}]
        assert found == pytest.approx(networkx.community.modularity(known, groups))
    else:
        assert found is None
    for me in range(0, ties.people, 1 + ties.people // 15):
        own, ego = self_view(ties, me), networkx.ego_graph(other, me)
        if own.contacts:
            assert own.constraint == pytest.approx(networkx.constraint(ego, [me])[me])
            assert own.effective_size == pytest.approx(networkx.effective_size(ego, [me])[me])
        else:
            assert (own.constraint, own.effective_size) == (None, None)


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6))
def test_small_networks_as_networkx_measures_them(seed: int) -> None:
    same_as_networkx(random_ties(seed))


@pytest.mark.parametrize("name", REAL)
def test_real_networks_as_networkx_measures_them(name: str) -> None:
    same_as_networkx(REAL[name]())


def test_zacharys_club_has_the_modularity_of_the_books() -> None:
    club = networkx.karate_club_graph()
    group = [club.nodes[who]["club"] == "Officer" for who in club]
    found = measures.modularity(Ties.of(34, list(club.edges), group=np.array(group, dtype=int)))
    assert found == pytest.approx(0.3582, abs=5e-5)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), people=st.integers(2, 6))
def test_the_e_i_index_beside_every_way_to_deal_the_groups(seed: int, people: int) -> None:
    rng = np.random.default_rng(seed)
    every = list(combinations(range(people), 2))
    pairs = [every[at] for at in rng.choice(len(every), int(rng.integers(1, len(every) + 1)), replace=False)]
    group = rng.integers(0, 3, people)
    ties = Ties.of(people, pairs, group=group)
    dealt = [outside(pairs, order) for order in permutations(group.tolist())]
    beside = chance.ei(ties)
    assert measures.ei(ties) == pytest.approx(outside(pairs, group.tolist()))
    assert beside.expected == pytest.approx(np.mean(dealt))
    if np.std(dealt) > 1e-9:
        assert beside.z == pytest.approx((measures.ei(ties) - np.mean(dealt)) / np.std(dealt))
    else:
        assert beside.z is None


def outside(pairs: list[tuple[int, int]], group: list[int]) -> float:
    across = sum(group[one] != group[other] for one, other in pairs)
    return (2 * across - len(pairs)) / len(pairs)


@pytest.mark.parametrize("name", ["managers, friends", "lawyers, friends"])
def test_modularity_beside_ties_that_were_swapped_a_hundred_times(name: str) -> None:
    """The closed form, and what a long walk through networks in which everybody keeps their number of ties finds."""
    ties = REAL[name]()
    other = graph(ties)
    groups = [set(np.flatnonzero(ties.group == group).tolist()) for group in np.unique(ties.group)]
    found = []
    for seed in range(100):
        networkx.double_edge_swap(other, nswap=other.number_of_edges(), max_tries=10**6, seed=seed)
        found.append(networkx.community.modularity(other, groups))
    beside = chance.modularity(ties)
    assert beside.expected == pytest.approx(np.mean(found), abs=3 * np.std(found) / 10)
    assert beside.z == pytest.approx((measures.modularity(ties) - np.mean(found)) / np.std(found), rel=0.15)


def test_nothing_varies_where_everybody_is_tied_to_everybody() -> None:
    whole = Ties.of(6, list(combinations(range(6), 2)), group=[0, 0, 0, 1, 1, 1])
    assert chance.modularity(whole).z is None
    assert chance.modularity(whole).expected == pytest.approx(measures.modularity(whole), abs=1e-6)
    assert chance.ei(whole).z is None


def test_ties_across_groups_are_counted_where_both_are_known() -> None:
    ties = Ties.of(5, [(0, 1), (1, 0), (0, 2), (0, 3), (3, 4)], group=[0, 0, 1, -1, 2])
    assert measures.cross_ties(ties).tolist() == [1, 0, 1, 0, 0]


def test_everybody_around_me_and_nobody() -> None:
    star = Ties.of(4, [(0, 1), (0, 2), (0, 3)])
    clique = Ties.of(4, [(one, other) for one in range(4) for other in range(one)])
    assert (self_view(star, 0).effective_size, self_view(clique, 0).effective_size) == (3, 1)
    assert self_view(star, 0).constraint < self_view(clique, 0).constraint
    assert self_view(star, 1).constraint == 1
    assert self_view(Ties.of(1, []), 0).contacts == 0


def test_only_my_own_contacts_have_a_part_in_my_view() -> None:
    near = Ties.of(6, [(0, 1), (0, 2), (1, 2)])
    far = Ties.of(6, [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (4, 5)])
    assert self_view(near, 0) == self_view(far, 0)


def company(answered: int, people: int = 40) -> Ties:
    rng = np.random.default_rng(3)
    pairs = rng.integers(0, people, (4 * people, 2))
    return Ties.of(
        people, pairs[pairs[:, 0] != pairs[:, 1]], group=rng.integers(0, 4, people), answered=np.arange(people) < answered
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answered", "withheld"),
    [
        (9, dict.fromkeys(MEASURES, "people")),
        (27, dict.fromkeys(MEASURES, "coverage")),
        (28, {name: "coverage" if name == "efficiency" else None for name in MEASURES}),
        (32, dict.fromkeys(MEASURES)),
    ],
)
def test_too_few_or_too_little_known_is_withheld(answered: int, withheld: dict[str, str | None]) -> None:
    ties = company(answered)
    found = measured(ties, draws=3)
    assert {one.name: one.withheld for one in found} == withheld
    assert all((one.value is None) is (one.withheld is not None) for one in found)
    assert {one.coverage for one in found} == {answered / 40}
    assert {one.people for one in found} == {answered}


def test_nine_people_who_all_answered_are_too_few() -> None:
    assert LEAST_PEOPLE == 10
    assert {one.withheld for one in measured(company(9, 9))} == {"people"}


def test_those_who_did_not_answer_are_not_measured() -> None:
    ties = company(32)
    alone = Ties.of(32, ties.pairs[(ties.pairs < 32).all(axis=1)], group=ties.group[:32])
    assert [(one.name, one.value) for one in measured(ties, draws=0)] == [(one.name, one.value) for one in measured(alone, draws=0)]


def test_intervals_hold_the_number_and_the_same_seed_gives_the_same() -> None:
    ties = real("lazega", "friends", "office")
    found = measured(ties, draws=60)
    assert all(one.low <= one.value <= one.high for one in found)
    assert all(one.low < one.high for one in found)
    assert found == measured(ties, draws=60)
    assert found != measured(ties, draws=60, seed=1)
    expected = {one.name for one in found if one.expected is not None}
    assert expected == {"ei", "modularity"}


def test_lawyers_are_friends_within_their_office_more_than_chance_would_have_it() -> None:
    """Lazega 2001: ties follow the office."""
    ties = real("lazega", "friends", "office")
    found = {one.name: one for one in measured(ties, draws=0)}
    assert found["ei"].value < found["ei"].expected
    assert found["ei"].z < -5
    assert found["modularity"].z > 5


def test_nothing_to_measure_is_said() -> None:
    found = {one.name: one.withheld for one in measured(Ties.of(12, []), draws=2)}
    assert {name for name, withheld in found.items() if withheld == "nothing"} == {
        "cross_group_ties", "few_cross_group_ties", "ei", "modularity", "transitivity",
    }  # fmt: skip
    assert {one.withheld for one in measured(Ties.of(0, []))} == {"people"}


def test_it_can_be_stopped_and_says_what_it_is_at() -> None:
    said: list[str] = []
    found = measured(company(40), draws=5, meter=Meter(limit=12, progress=lambda step, _: said.append(step)))
    assert 0 < len(found) < len(MEASURES)
    assert said == list(MEASURES)[: len(found) + 1]


def test_mutual_ties_are_those_given_both_ways() -> None:
    assert Ties.of(4, [(0, 1), (1, 0), (2, 3), (2, 3)], mutual=True).pairs.tolist() == [[0, 1]]


REFUSED: dict[str, Callable[[], object]] = {
    "people: 0 or more, not -1.": lambda: Ties.of(-1, []),
    "pairs: two whole numbers a row are needed.": lambda: Ties.of(3, [0, 1]),
    "pairs: row 1 joins 0 and 3; people are 0 to 2.": lambda: Ties.of(3, [(0, 1), (0, 3)]),
    "pairs: row 0 joins person 2 to themself.": lambda: Ties.of(3, [(2, 2)]),
    "group: 2 entries for 3 people.": lambda: Ties.of(3, [], group=[1, 2]),
    "group: whole numbers are needed.": lambda: Ties.of(2, [], group=[0.5, 1]),
    "group: person 1 has -4; the least is -1.": lambda: Ties.of(2, [], group=[0, -4]),
    "answered: 1 entries for 2 people.": lambda: Ties.of(2, [], answered=[True]),
    "me: there is no person 5; people are 0 to 1.": lambda: self_view(Ties.of(2, []), 5),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence(sentence: str) -> None:
    with pytest.raises(NetworkError) as refused:
        REFUSED[sentence]()
    assert str(refused.value) == sentence
