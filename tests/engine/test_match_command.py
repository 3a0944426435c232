"""`mooring match`, from files to files."""

import csv
import io
import json
from collections import Counter
from unittest import mock

import pytest

from mooring.cli import match
from tests.engine.folders import DATA, KEYS, Folder


def test_rounds_follow_each_other_by_appending(folder: Folder) -> None:
    people = folder.write("people.csv", "id,team\n" + "".join(f"p{at},{'red' if at % 2 else 'blue'}\n" for at in range(9)))
    history = str(folder.path / "history.csv")
    seen: Counter[frozenset[str]] = Counter()
    for number in range(1, 4):
        told = ["--history", history] if number > 1 else []
        files = ["--out", str(folder.path / "matches.csv"), "--report", str(folder.path / "report.json")]
        assert folder.run(people, *told, *files, "--seed", "7", start=f"2026-11-{number + 10}") == 0
        rows = folder.rows("matches.csv")
        assert {row["round"] for row in rows} == {str(number)}
        assert sorted(row["person"] for row in rows) == [f"p{at}" for at in range(9)]
        report = folder.report()
        assert list(report) == KEYS
        assert (report["people"], report["placed"], report["trios"], report["repeats"]) == (9, 9, 1, 0)
        assert report["status"] == "exact"
        groups: dict[str, set[str]] = {}
        for row in rows:
            groups.setdefault(row["match"], set()).add(row["person"])
        for group in groups.values():
            seen.update(frozenset((a, b)) for a in group for b in group if a < b)
        with open(history, "a", encoding="utf-8") as end:
            end.write((folder.path / "matches.csv").read_text())
    assert max(seen.values()) == 1


def test_krackhardts_managers(folder: Folder) -> None:
    with (DATA / "krackhardt/ties.csv").open() as source:
        boss = {row["from"]: row["to"] for row in csv.DictReader(source) if row["relation"] == "reports"}
    people = folder.write("people.csv", "id,manager\n" + "".join(f"{one},{boss.get(str(one), '')}\n" for one in range(1, 22)))
    policy = folder.write("policy.json", json.dumps({"rules": ["hours", "chain"]}))
    files = ["--out", str(folder.path / "matches.csv"), "--report", str(folder.path / "report.json")]
    assert folder.run(people, "--policy", policy, *files) == 0
    [left] = folder.report()["unplaced"]
    assert (left["person"], left["cause"], left["would_help"]) == ("7", "no_allowed_partner", ["chain"])
    assert [(reason["rule"], reason["people"]) for reason in left["reasons"]] == [("chain", 20)]
    assert [row["person"] for row in folder.rows("matches.csv") if not row["match"]] == ["7"]


def test_the_people_of_a_whole_company(folder: Folder) -> None:
    files = ["--out", str(folder.path / "matches.csv"), "--report", str(folder.path / "report.json")]
    assert folder.run(str(DATA / "adventureworks/people.csv"), *files) == 0
    report = folder.report()
    assert (report["people"], report["placed"], report["unplaced"], report["status"]) == (290, 290, [], "exact")
    assert report["gap"] == 0
    assert 0 < report["cross_team_share"] < 1
    teams = report["fairness"]["teams"]
    assert teams["placed_ratio"] == 1
    assert all(one["first_choice"] <= one["among_first_five"] <= one["placed"] == one["people"] for one in teams["groups"])


def test_of_many_people_all_is_told_but_first_choices(folder: Folder) -> None:
    files = ["--out", str(folder.path / "matches.csv"), "--report", str(folder.path / "report.json")]
    with mock.patch("mooring.cli.report.AT_ONCE", 289):
        assert folder.run(str(DATA / "adventureworks/people.csv"), *files) == 0
    teams = folder.report()["fairness"]["teams"]
    assert teams["placed_ratio"] == 1
    assert {(one["first_choice"], one["among_first_five"]) for one in teams["groups"]} == {(None, None)}
    assert all(one["placed"] == one["people"] >= 5 for one in teams["groups"])


def test_standard_input_and_output(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO("id;topics\nä;Climbing;\n".encode("cp1252") + b"b;climbing\n")

    monkeypatch.setattr("sys.stdin", Input())
    assert folder.run("-", "--out", "-") == 0
    lines = list(csv.DictReader(io.StringIO(folder.capsys.readouterr().out)))
    assert [line["person"] for line in lines] == ["ä", "b"]
    assert "(Climbing)" in lines[0]["reasons"]


def test_hours_leave_and_zones_decide_who_can_meet(folder: Folder) -> None:
    text = """id,timezone,hours,leave
a,Europe/Berlin,Mon-Fri 09:00-17:00,
b,Asia/Tokyo,Mon-Fri 09:00-17:00,
c,Europe/Berlin,Mon 09:00-12:00,2026-11-23
d,America/New_York,Sun-Thu 22:00-06:00,
"""
    people = folder.write("people.csv", text)
    files = ["--out", str(folder.path / "matches.csv"), "--report", str(folder.path / "report.json")]
    assert folder.run(people, *files) == 0
    unplaced = {one["person"]: one["cause"] for one in folder.report()["unplaced"]}
    placed = {row["person"] for row in folder.rows("matches.csv") if row["match"]}
    assert unplaced["c"] == "no_common_time"
    assert "d" in placed


def test_sizes_seats_and_company_are_asked_of_columns(folder: Folder) -> None:
    rows = [f"p{one},{'1' if one < 2 else ''},{'fx'[one % 7 == 0]}" for one in range(14)]
    people = folder.write("people.csv", "\n".join(["id,number:host,attribute:gender", *rows]) + "\n")
    policy = folder.write("policy.toml", "size = '4-5'\nnot_alone = ['gender']\n[seats]\nhost = 1\n")
    files = ["--out", str(folder.path / "matches.csv"), "--report", str(folder.path / "report.json")]
    assert folder.run(people, "--policy", policy, *files) == 0
    groups: dict[str, list[str]] = {}
    for row in folder.rows("matches.csv"):
        groups.setdefault(row["match"], []).append(row["person"])
    waiting = groups.pop("")
    assert sorted(map(len, groups.values())) == [5, 5]
    assert all(len({"p0", "p1"} & set(group)) == 1 for group in groups.values())
    report = folder.report()
    assert [one["cause"] for one in report["unplaced"]] == ["too_few_for_seats"] * len(waiting)
    assert "alone" not in str(report)
    said = folder.capsys.readouterr().err
    assert said == "Every group needs 1 of those marked 'host', and there are 2; at most 10 of 14 people get a seat.\n"
    assert folder.refused(people, "--policy", folder.write("other.toml", "size = 4\nnot_alone = ['age']\n")) == (
        "other.toml: not_alone.1: people.csv has no column 'attribute:age'."
    )


def test_numbers_that_do_not_part_into_the_sizes_are_said(folder: Folder) -> None:
    people = folder.write("people.csv", "id\n" + "".join(f"p{one}\n" for one in range(7)))
    assert folder.run(people, "--size", "4-5", "--out", str(folder.path / "matches.csv")) == 0
    assert folder.capsys.readouterr().err == "7 people cannot be parted into groups of 4 to 5; at most 5 get a seat.\n"
    assert sum(not row["match"] for row in folder.rows("matches.csv")) == 2


def test_the_same_input_and_seed_give_the_same_matches(folder: Folder) -> None:
    people = str(DATA / "adventureworks/people.csv")
    made = []
    for _ in range(2):
        assert folder.run(people, "--seed", "3", "--size", "4", "--out", "-") == 0
        made.append(folder.capsys.readouterr().out)
    assert made[0] == made[1]


def test_a_manager_who_does_not_take_part_still_counts(folder: Folder) -> None:
    """Two people of one absent manager's manager may meet; a person and the manager's manager may not."""
    people = folder.write("people.csv", "id,manager\nchief,\na,boss\nb,boss\n")
    assert folder.run(people, "--out", str(folder.path / "matches.csv")) == 0
    assert "row 3, column manager" in folder.capsys.readouterr().err


ASKS_MUCH = """
rules = ["other_attribute:Department", { name = "language", private = true }]
[preferences]
wish = 2
"number:years" = { weight = 1, curve = [[0, 1], [10, 0]] }
seniority = 0.5
exchange = 0.5
"""


def test_a_policy_asks_for_columns_of_ones_own(folder: Folder) -> None:
    text = """id,attribute:department,number:Years,seniority,wishes,helps,wants,languages
a,law,1,0,d*3;e,,chess,en
b,Law,1,0,,,,en
c,sales,2,0,,go,,en
d,sales,9,2,a*2;nobody,chess,,en
e,sales,2,1,,,,de
"""
    people, policy = folder.write("people.csv", text), folder.write("policy.toml", ASKS_MUCH)
    files = ["--out", str(folder.path / "matches.csv"), "--report", str(folder.path / "report.json")]
    assert folder.run(people, "--policy", policy, *files) == 0
    rows = folder.rows("matches.csv")
    groups: dict[str, set[str]] = {}
    for row in rows:
        groups.setdefault(row["match"], set()).add(row["person"])
    assert sorted(map(sorted, groups.values())) == [["a", "d"], ["b", "c"], ["e"]]
    told = next(row["reasons"] for row in rows if row["person"] == "a")
    assert "exchange 0.062 (chess)" in told
    assert "wish" not in told
    left = next(one for one in folder.report()["unplaced"] if one["person"] == "e")
    assert left["reasons"] == [{"rule": "other_attribute:Department", "people": 2, "means": "the same Department"}]
    assert "language" not in json.dumps(left)
    remark = "people.csv, row 5, column wishes: \u201cnobody\u201d: nobody here has this id, so the wish counts for nothing."
    assert remark in folder.capsys.readouterr().err


def test_what_would_help_is_told_only_where_all_of_it_may_be(folder: Folder) -> None:
    people = folder.write("people.csv", "id,hours,languages\na,Mon 09:00-12:00,en\nb,Mon 09:00-12:00,en\nc,Tue 09:00-12:00,de\n")
    for private in ("true", "false"):
        policy = folder.write("policy.toml", f'rules = ["hours", {{ name = "language", private = {private} }}]\n')
        files = ["--out", str(folder.path / "matches.csv"), "--report", str(folder.path / "report.json")]
        assert folder.run(people, "--policy", policy, *files) == 0
        [left] = folder.report()["unplaced"]
        assert left["person"] == "c"
        assert sorted(left["would_help"]) == ([] if private == "true" else ["hours", "language"])


def test_a_column_the_policy_asks_for_must_be_there(folder: Folder) -> None:
    people, policy = folder.write("people.csv", "id,attribute:department\na,x\n"), folder.write("policy.toml", ASKS_MUCH)
    assert folder.refused(people, "--policy", policy) == "policy.toml: preferences.2: people.csv has no column 'number:years'."


def test_levels_and_the_price_of_fairness_are_reported(folder: Folder) -> None:
    """One has waited and is placed first, though a pair of others would suit better."""
    policy = folder.write("policy.toml", "rules = ['other_site']\n[preferences]\ninterests = 1\n")
    history = folder.write("history.csv", "round,match,person\n1,,c\n1,1,a\n1,1,x\n")
    people = folder.write("people.csv", "id,topics,site\na,tea;go;law,1\nb,tea;go;law,2\nc,tea,2\n")
    files = ["--out", str(folder.path / "matches.csv"), "--report", str(folder.path / "report.json")]
    assert folder.run(people, "--policy", policy, "--history", history, *files) == 0
    report = folder.report()
    assert [row["person"] for row in folder.rows("matches.csv") if row["match"]] == ["a", "c"]
    assert report["levels"][0] == {"name": "placed", "value": 2, "bound": 2, "exact": True}
    names = ["placed", "left_out_last_time", "waited_longest", "repeats", "recent_repeats", "burden", "need", "score"]
    assert [one["name"] for one in report["levels"]] == names
    assert report["levels"][-1] == {"name": "score", "value": 333_333, "bound": 333_333, "exact": True}
    assert report["bound"] == 1_000_000
    assert report["price_of_fairness"] == {"points": 666_667, "share": pytest.approx(0.666667), "exact": True}


def test_a_policy_is_read_aloud(folder: Folder) -> None:
    policy = folder.write("policy.toml", ASKS_MUCH)
    assert match.main(["--policy", policy, "--read-aloud"]) == 0
    said = folder.capsys.readouterr().out.splitlines()
    assert "Only people with a different Department meet." in said
    assert "50 % of the score: a stated wish to meet; when both wish it, it counts double. It is named to nobody as a reason." in said


def test_what_fell_to_whom_goes_on_to_the_next_round_and_is_reported(folder: Folder) -> None:
    rows = "".join(f"p{at},{'north' if at < 6 else 'south'}\n" for at in range(12))
    people = folder.write("people.csv", "id,team\n" + rows)
    policy = folder.write("policy.json", json.dumps({"rules": [], "preferences": {"other_team": 1}, "cooldown_days": 0}))
    past = "round,match,person,carried\n1,1,p0,low score\n1,1,p1,Low Score; bad hour\n1,,p9,\n"
    history = folder.write("history.csv", past)
    files = ["--out", str(folder.path / "matches.csv"), "--report", str(folder.path / "report.json")]
    assert folder.run(people, "--policy", policy, "--history", history, *files) == 0
    fair = folder.report()["fairness"]
    assert (fair["left_out"], fair["bad_hour"], fair["low_score"], fair["trio"]) == ([11, 1], [11, 1], [10, 2], [12])
    north, south = fair["teams"]["groups"]
    assert north == {"names": ["north"], "people": 6, "placed": 6, "first_choice": 6, "among_first_five": 6, "rounds_waited": 0}
    assert (south["names"], fair["teams"]["placed_ratio"], fair["sites"]["groups"]) == (["south"], 1, [])
    assert {row["carried"] for row in folder.rows("matches.csv")} == {""}
    wrong = folder.write("history.csv", past + "2,1,p0,long day\n")
    assert "any of trio, bad hour, low score are needed" in folder.refused(people, "--history", wrong)


@pytest.mark.parametrize(
    ("people", "policy", "said"),
    [
        ("id\n", "", ["There is nobody to match; it takes two."]),
        ("id\na\n", "", ["There is one person to match; it takes two."]),
        ("id,capacity\na,1\nb,0\nc,0\n", "", ["There is one person to match; it takes two."]),
        ("id\na\nb\n", "", []),
        (
            "id,leave\na,2026-11-01..2026-12-31\nb,\n",
            "",
            [
                "No stretch of 60 minutes in their own hours on these days: a.",
                "Nobody is placed, of 2; what stands in the way is said for each.",
            ],
        ),
        (
            "id,hours\na,Mon 09:00-12:00\nb,Tue 09:00-12:00\n",
            "",
            ["Nobody is placed, of 2; what stands in the way is said for each."],
        ),
        (
            "id,team\na,x\nb,x\n",
            "rules = ['other_team']\n",
            ["Nobody is placed, of 2; what stands in the way is said for each."],
        ),
        (
            "id,number:Host\na,0\nb,0\nc,1\nd,0\n",
            "size = 4\n[seats]\nHost = 2\n",
            [
                "Every group needs 2 of those marked 'Host', and there is 1; at most 0 of 4 people get a seat.",
                "Nobody is placed, of 4; what stands in the way is said for each.",
            ],
        ),
    ],
)
def test_what_leaves_little_to_match_is_said_in_a_sentence_and_stops_nothing(
    folder: Folder, people: str, policy: str, said: list[str]
) -> None:
    given = ("--policy", folder.write("policy.toml", policy)) if policy else ()
    assert folder.run(folder.write("people.csv", people), *given, "--out", str(folder.path / "out.csv")) == match.DONE
    assert folder.capsys.readouterr().err.splitlines() == said
    assert len(folder.rows("out.csv")) == people.count("\n") - 1
