"""`mooring match`, from files to files."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from mooring.cli import match

DATA = Path(__file__).parent.parent / "data"
KEYS = [
    "people", "placed", "unplaced", "trios", "score", "bound", "gap", "status", "ended", "levels", "price_of_fairness", "repeats",
    "fairness", "cross_team_share", "start", "days", "seconds",
]  # fmt: skip


class Folder:
    """A place to run the command in."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path, self.capsys = path, capsys

    def write(self, name: str, text: str) -> str:
        (self.path / name).write_text(text, encoding="utf-8")
        return str(self.path / name)

    def run(self, *arguments: str, start: str = "2026-11-23") -> int:
        return match.main([*arguments, "--start", start])

    def refused(self, *arguments: str, **more: str) -> str:
        before = sorted(self.path.iterdir())
        assert (
            self.run(*arguments, "--out", str(self.path / "out.csv"), "--report", str(self.path / "report.json"), **more) == match.REFUSED
        )
        assert sorted(self.path.iterdir()) == before
        said = self.capsys.readouterr()
        assert said.out == ""
        return said.err.replace(str(self.path) + "/", "").strip()

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.path / name).open(encoding="utf-8") as source:
            return list(csv.DictReader(source))

    def report(self) -> dict[str, Any]:
        return json.loads((self.path / "report.json").read_text())


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Folder:
    return Folder(tmp_path, capsys)


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


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name\nAnn\n", "people.csv, row 1: there is no column 'id'; the first row names the columns."),
        ("id,ID\n1,2\n", "people.csv, row 1, column ID: this column stands there twice."),
        ("id,team\n1,a\n,b\n", "people.csv, row 3, column id: \u201c\u201d: everybody needs an id."),
        ("id\n1\n2\n1\n", "people.csv, row 4, column id: \u201c1\u201d: this id stands in row 2 already."),
        ("id,timezone\n1,Mars\n", "people.csv, row 2, column timezone: \u201cMars\u201d: 'Mars' is not a time zone such as Europe/Berlin."),
        (
            "id,hours\n1,Mon 9-5\n",
            "people.csv, row 2, column hours: \u201cMon 9-5\u201d: '9-5' is not a stretch of time such as 09:00-17:00.",
        ),
        ("id,leave\n1,soon\n", "people.csv, row 2, column leave: \u201csoon\u201d: 'soon' is not a date such as 2026-11-23."),
        ("id,capacity\n1,-1\n", "people.csv, row 2, column capacity: \u201c-1\u201d: a whole number of matches is needed, 0 or more."),
        ("id,manager\n1,1\n", "people.csv, row 2, column manager: \u201c1\u201d: nobody can be their own manager."),
        (
            "id,manager\n1,2\n2,3\n3,1\n",
            "people.csv, row 2, column manager: \u201c2\u201d: the managers go in a circle: 1 \u2192 2 \u2192 3 \u2192 1.",
        ),
        ("id,team\n1,a,b\n", "people.csv, row 2: the row has 3 cells and the header 2; perhaps a quotation mark is missing."),
        ("id,new\n1,perhaps\n", "people.csv, row 2, column new: \u201cperhaps\u201d: yes or no is needed."),
        (
            "id,seniority\n1,high\n",
            "people.csv, row 2, column seniority: \u201chigh\u201d: a whole number of steps is needed, 0 for the lowest.",
        ),
        ("id,number:age\n1,-3\n", "people.csv, row 2, column number:age: \u201c-3\u201d: a whole number is needed, 0 or more, or nothing."),
        ("id,attribute:\n1,x\n", "people.csv, row 1, column attribute:: after attribute: comes a name, such as attribute:department."),
        ("id,wishes\n1,1\n", "people.csv, row 2, column wishes: \u201c1\u201d: nobody can wish to meet themselves."),
        ("id,wishes\n1,2*4\n2,\n", "people.csv, row 2, column wishes: \u201c2*4\u201d: a wish has a strength of 1 to 3."),
        ("id,wishes\n1,2;2*3\n2,\n", "people.csv, row 2, column wishes: \u201c2*3\u201d: this person stands there twice."),
        ("id\n", None),
    ],
)
def test_one_clear_sentence_for_a_bad_row(folder: Folder, text: str, sentence: str | None) -> None:
    people = folder.write("people.csv", text)
    if sentence is None:
        assert folder.run(people, "--out", "-") == 0
        assert folder.capsys.readouterr().out.splitlines() == ["round,match,person,date,carried,reasons"]
        return
    assert folder.refused(people) == sentence


def test_every_bad_row_has_its_sentence(folder: Folder) -> None:
    people = folder.write("people.csv", "id,timezone,capacity\n1,Mars,x\n2,UTC,1\n3,Moon,1\n")
    said = folder.refused(people).splitlines()
    assert [line.split(": ")[0] for line in said] == [
        "people.csv, row 2, column timezone", "people.csv, row 2, column capacity", "people.csv, row 4, column timezone",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("round,person\n1,a\n", "history.csv, row 1: there is no column 'match'; the first row names the columns."),
        ("round,match,person\n1,1,\n", "history.csv, row 2, column person: \u201c\u201d: this must not be empty."),
        (
            "round,match,person\n1,1,a\n1,2,a\n",
            "history.csv, row 3, column person: \u201ca\u201d: this person is in round 1 already, in row 2.",
        ),
        ("round,match,person,date\n1,1,a,x\n", "history.csv, row 2, column date: \u201cx\u201d: 'x' is not a date such as 2026-11-23."),
        (
            "round,match,person,date\n1,1,a,2026-01-01\n1,1,b,2026-01-02\n",
            "history.csv, row 3, column date: \u201c2026-01-02\u201d: round 1 has the date 2026-01-01 further up.",
        ),
    ],
)
def test_one_clear_sentence_for_a_bad_row_of_history(folder: Folder, text: str, sentence: str) -> None:
    people = folder.write("people.csv", "id\na\nb\n")
    assert folder.refused(people, "--history", folder.write("history.csv", text)) == sentence


def test_clear_sentences_for_options(folder: Folder) -> None:
    people = folder.write("people.csv", "id\na\nb\n")
    assert folder.refused(people, start="tomorrow") == "--start: 'tomorrow' is not a date such as 2026-11-23."
    assert folder.refused(people, "--days", "0") == "--days: 1 to 28, not 0."
    assert folder.refused(people, "--size", "9") == "--size: a group has 2 to 6 people, not 9."
    assert folder.refused(people, "--size", "6-4") == "--size: a range of sizes rises, but 4 follows 6."
    assert folder.refused(people, "--seed", "-1") == "--seed: 0 or more, not -1."
    assert folder.refused("nowhere.csv") == "nowhere.csv: No such file or directory."
    assert (
        folder.refused("-", "--history", "-")
        == "Only one of people, --with, --fixed, --scores, --history and --policy can be standard input."
    )
    broken = folder.write("policy.json", '{"size": }')
    assert folder.refused(people, "--policy", broken) == "policy.json: line 1, column 10: this is not JSON (Expecting value)."
    wrong = folder.write("policy.json", '{"size": 1}')
    assert folder.refused(people, "--policy", wrong) == "policy.json: size: a group has 2 to 6 people, not 1."
    wrong = folder.write("policy.toml", "[[preferences]]\nname = 'bridge'\nweight = 1\n[[preferences]]\nname = 'need'\nweight = 2000\n")
    assert folder.refused(people, "--policy", wrong) == "policy.toml: preferences.2.weight: a weight lies between 0 and 1000, not 2000."


def test_nothing_is_written_when_one_of_two_files_cannot_be(folder: Folder) -> None:
    people = folder.write("people.csv", "id\na\nb\n")
    out = folder.path / "matches.csv"
    assert folder.run(people, "--out", str(out), "--report", str(folder.path / "nowhere/report.json")) == match.REFUSED
    assert "nowhere/report.json: No such file or directory." in folder.capsys.readouterr().err
    assert not out.exists()


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


def test_people_and_start_are_needed_to_match(folder: Folder) -> None:
    with pytest.raises(SystemExit) as ended:
        match.main([])
    assert ended.value.code == match.REFUSED
    assert "the following arguments are required: people, --start" in folder.capsys.readouterr().err


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


MENTEES = "id,team,manager,choices\na,red,m1,m2; m1\nb,red,,m1\nc,blue,,m1 = m2; m3\nd,blue,,\n"
MENTORS = "id,team,capacity,choices\nm1,green,1,\nm2,green,1,c; a; b; d\nm3,green,2,\n"


def test_two_sides_are_matched_with_what_each_asked_for(folder: Folder) -> None:
    people, mentors = folder.write("people.csv", MENTEES), folder.write("mentors.csv", MENTORS)
    files = ["--out", str(folder.path / "matches.csv"), "--report", str(folder.path / "report.json")]
    assert folder.run(people, "--with", mentors, "--mode", "stable", *files) == 0
    rows = folder.rows("matches.csv")
    pairs = {
        frozenset(row["person"] for row in rows if row["match"] == number) for number in {row["match"] for row in rows if row["match"]}
    }
    assert pairs == {frozenset({"b", "m1"}), frozenset({"c", "m2"}), frozenset({"d", "m3"})}
    assert [(row["person"], row["role"], row["reasons"]) for row in rows if not row["match"]] == [("a", "looks for", "outweighed")]
    report = folder.report()
    assert (report["people"], report["with"], report["room"], report["placed"], report["fixed_first"]) == (4, 3, 4, 3, 0)
    assert (report["status"], report["ended"], report["stability"], report["blocking"]) == ("exact", "proof", "weakly stable", [])
    assert report["waiting"] == [{"person": "a", "cause": "outweighed", "waited_last_time": False}]
    assert (report["ranks"]["people"]["asked"], report["ranks"]["people"]["places"][0]) == (4, 3)


def test_pairs_fixed_first_stay_and_those_who_would_rather_are_told(folder: Folder) -> None:
    people, mentors = folder.write("people.csv", MENTEES), folder.write("mentors.csv", MENTORS)
    fixed = folder.write("fixed.csv", "person,with\nc,m3\n")
    files = ["--out", str(folder.path / "matches.csv"), "--report", str(folder.path / "report.json")]
    assert folder.run(people, "--with", mentors, "--mode", "served", "--fixed", fixed, *files) == 0
    report = folder.report()
    assert (report["placed"], report["fixed_first"], report["mode"]) == (4, 1, "served")
    assert [row["match"] for row in folder.rows("matches.csv") if row["person"] in ("c", "m3")] == ["3", "3"]
    assert "fixed first" in next(row["reasons"] for row in folder.rows("matches.csv") if row["person"] == "c")


def test_groups_of_mentees_by_capacity_follow_each_other_by_appending(folder: Folder) -> None:
    people = folder.write("people.csv", "id\n" + "".join(f"p{at}\n" for at in range(6)))
    mentors = folder.write("mentors.csv", "id,capacity,least\nm1,3,2\nm2,3,2\n")
    history = str(folder.path / "history.csv")
    files = ["--out", str(folder.path / "matches.csv"), "--report", str(folder.path / "report.json")]
    assert folder.run(people, "--with", mentors, *files) == 0
    first = {row["person"]: row["match"] for row in folder.rows("matches.csv")}
    Path(history).write_text((folder.path / "matches.csv").read_text())
    assert folder.run(people, "--with", mentors, "--history", history, *files, start="2026-12-07") == 0
    second = {row["person"]: row["match"] for row in folder.rows("matches.csv")}
    assert sorted(first.values()) == sorted(second.values()) == ["1"] * 4 + ["2"] * 4
    assert all((first[person] == first["m1"]) is not (second[person] == second["m1"]) for person in first if person.startswith("p"))
    assert {row["round"] for row in folder.rows("matches.csv")} == {"2"}


@pytest.mark.parametrize(
    ("mentors", "fixed", "more", "sentence"),
    [
        (
            "id\nm1\nm2\nm3\na\n",
            "",
            [],
            "mentors.csv, row 5, column id: \u201ca\u201d: this id stands in row 2 of people.csv too; nobody is on both sides",
        ),
        ("id,choices\nm1,z\nm2,\nm3,\n", "", [], "mentors.csv, row 2, column choices: \u201cz\u201d: nobody in people.csv has this id"),
        ("id,choices\nm1,b;c=b\nm2,\nm3,\n", "", [], "mentors.csv, row 2, column choices: \u201cb\u201d: this person stands there twice"),
        ("id,least\nm1,2\nm2,\nm3,\n", "", [], "mentors.csv, row 2, column least: \u201c2\u201d: there is room for 1 only"),
        ("id\nm1\n", "", [], "people.csv, row 2, column choices: \u201cm2\u201d: nobody in mentors.csv has this id"),
        (MENTORS, "person,with\nx,m1\n", [], "fixed.csv, row 2, column person: \u201cx\u201d: nobody who looks for somebody has this id"),
        (MENTORS, "person,with\na,x\n", [], "fixed.csv, row 2, column with: \u201cx\u201d: nobody who has room has this id"),
        (MENTORS, "person,with\nb,m1\nb,m1\n", [], "fixed.csv, row 3, column person: \u201cb\u201d: this person stands in row 2 already"),
        (MENTORS, "person,with\nb,m1\nc,m1\n", [], "fixed.csv, row 3, column with: \u201cm1\u201d: there is room for 1 only"),
        (MENTORS, "person,with\na,m1\n", [], "a rule keeps them apart, or a list leaves the other out"),
        (MENTORS, "person,with\nb,m3\n", [], "a rule keeps them apart, or a list leaves the other out"),
        (MENTORS, "", ["--size", "4"], "--size is for one side; with --with, capacity says how many people somebody has room for."),
    ],
)
def test_what_two_sides_cannot_use_is_told_row_by_row(folder: Folder, mentors: str, fixed: str, more: list[str], sentence: str) -> None:
    people, beside = folder.write("people.csv", MENTEES), folder.write("mentors.csv", mentors)
    told = ["--fixed", folder.write("fixed.csv", fixed)] if fixed else []
    assert sentence in folder.refused(people, "--with", beside, *told, *more)


def test_options_of_two_sides_need_the_other_side(folder: Folder) -> None:
    people = folder.write("people.csv", MENTEES)
    assert folder.refused(people, "--mode", "stable") == "--mode is for two sides; name the other one by --with."


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
