"""`mooring match --with`, two sides from files to files."""

from pathlib import Path

import pytest

from tests.engine.folders import Folder

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
