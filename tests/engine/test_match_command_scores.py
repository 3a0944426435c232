"""`mooring match --scores`, scores of one's own."""

import json

import pytest

from mooring.cli import match
from tests.engine.folders import Folder

PEOPLE = "id,team\nanna,a\nben,a\nclara,b\ndan,b\n"


def pairs(folder: Folder) -> set[frozenset[str]]:
    """Who meets whom by out.csv."""
    met: dict[str, set[str]] = {}
    for row in folder.rows("out.csv"):
        met.setdefault(row["match"], set()).add(row["person"])
    return {frozenset(group) for match_, group in met.items() if match_}


@pytest.mark.parametrize("name", ["scores.csv", "scores.json", "more.json"])
def test_scores_of_ones_own_decide_alone_and_are_named_to_nobody(folder: Folder, name: str) -> None:
    people = folder.write("people.csv", PEOPLE)
    # A pair given both ways is worth the mean.
    given = [("anna", "ben", 7), ("clara", "anna", 6), ("anna", "clara", 4), ("ben", "dan", 5)]
    told = "person;with;score\n" + "".join(f"{a};{b};{score}\n" for a, b, score in given)
    scores = folder.write(name, json.dumps(given) if name.endswith("json") else told)
    if name == "more.json":
        folder.write(name, json.dumps([dict(zip(("person", "with", "score"), one, strict=True)) for one in given]))
    files = ("--out", str(folder.path / "out.csv"), "--report", str(folder.path / "report.json"))
    assert folder.run(people, "--scores", scores, *files) == match.DONE
    assert pairs(folder) == {frozenset({"anna", "clara"}), frozenset({"ben", "dan"})}
    assert (folder.report()["score"], folder.report()["status"]) == (2 * (5 * 10**6 // 7), "exact")
    assert {row["reasons"] for row in folder.rows("out.csv")} == {""}


def test_a_policy_weighs_scores_names_them_if_it_says_so_and_lets_nobody_else_meet(folder: Folder) -> None:
    people = folder.write("people.csv", "id\nanna\nben\nclara\ndan\n")
    scores = folder.write("scores.csv", "person,with,score\nanna,ben,0.25\nclara,ben,0\n")
    policy = folder.write("policy.toml", 'rules = ["stated"]\npreferences = { stated = { weight = 1, private = false } }\n')
    files = ("--out", str(folder.path / "out.csv"), "--report", str(folder.path / "report.json"))
    assert folder.run(people, "--scores", scores, "--policy", policy, *files) == match.DONE
    assert pairs(folder) == {frozenset({"anna", "ben"})}
    assert [row["reasons"] for row in folder.rows("out.csv") if row["match"]] == ["stated 0.250"] * 2
    left = {one["person"]: [(rule["rule"], rule["means"]) for rule in one["reasons"]] for one in folder.report()["unplaced"]}
    assert left["dan"] == [("stated", "no score was given for these two")]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("scores.csv", "person,with,score\nanna,eve,3\n", "scores.csv, row 2, column with: “eve”: nobody here has this id."),
        ("scores.csv", "person,with,score\neve,anna,3\n", "scores.csv, row 2, column person: “eve”: nobody here has this id."),
        ("scores.csv", "person,with,score\nanna,anna,3\n", "scores.csv, row 2, column with: “anna”: these must be two different people."),
        (
            "scores.csv",
            "person,with,score\nanna,ben,3\nanna,ben,3\n",
            "scores.csv, row 3, column with: “ben”: this pair stands in row 2 already.",
        ),
        (
            "scores.csv",
            "person,with,score\nanna,ben,much\n",
            "scores.csv, row 2, column score: “much”: a number from 0 is needed, such as 12 or 0.75.",
        ),
        (
            "scores.csv",
            "person,with,score\nanna,ben,-1\n",
            "scores.csv, row 2, column score: “-1”: a number from 0 is needed, such as 12 or 0.75.",
        ),
        ("scores.csv", "person,score\nanna,1\n", "scores.csv, row 1: there is no column 'with'; the first row names the columns."),
        ("scores.json", '[["anna", "ben"]]', 'scores.json: entry 1: two ids and a score are needed, such as ["anna", "ben", 12].'),
        (
            "scores.json",
            '[["anna", "ben", NaN]]',
            "scores.json, row 1, column score: “NaN”: a number from 0 is needed, such as 12 or 0.75.",
        ),
        ("scores.json", '[["anna", "ben", 1]', "scores.json: this is not JSON (line 1, column 20)."),
    ],
)
def test_one_clear_sentence_for_a_score_that_cannot_be_used(folder: Folder, name: str, text: str, sentence: str) -> None:
    people = folder.write("people.csv", PEOPLE)
    assert folder.refused(people, "--scores", folder.write(name, text)) == sentence


def test_scores_and_what_asks_for_them_go_together(folder: Folder) -> None:
    people = folder.write("people.csv", PEOPLE)
    asks = folder.write("asks.toml", "preferences = { interests = 1, stated = 1 }\n")
    other = folder.write("other.toml", "preferences = { interests = 1 }\n")
    scores = folder.write("scores.csv", "person,with,score\nanna,ben,3\n")
    said = folder.refused(people, "--policy", asks)
    assert said == "asks.toml: preferences.2: 'stated' asks for scores of pairs; name their file by --scores."
    said = folder.refused(people, "--policy", other, "--scores", scores)
    assert said == "other.toml: --scores is given, but neither a preference nor a rule 'stated' asks for it."
    policy = folder.write("graph.toml", "rules = ['stated']\npreferences = { stated = 1 }\n")
    crowd = folder.write("crowd.csv", "id\n" + "".join(f"{at}\n" for at in range(1_501)))
    scores = folder.write("few.csv", "person,with,score\n1,2,3\n")
    assert (
        folder.refused(crowd, "--scores", scores, "--policy", policy)
        == "scores: stated scores are for at most 1,500 people; here are 1,501."
    )


@pytest.mark.slow
def test_scores_of_many_people_count_in_hundredths(folder: Folder) -> None:
    people = folder.write("people.csv", "id\n" + "".join(f"{at}\n" for at in range(1_502)))
    pairs_ = [(at, at + 751, 80 if at else 100) for at in range(751)]
    scores = folder.write("scores.json", json.dumps([(str(a), str(b), score) for a, b, score in pairs_]))
    assert folder.run(people, "--scores", scores, "--report", str(folder.path / "report.json")) == match.DONE
    assert folder.report()["score"] == 750 * 800_000 + 1_000_000
