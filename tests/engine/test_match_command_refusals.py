"""What `mooring match` refuses: one clear sentence each, and nothing is written."""

import pytest

from mooring.cli import match
from tests.engine.folders import Folder


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


def test_people_and_start_are_needed_to_match(folder: Folder) -> None:
    with pytest.raises(SystemExit) as ended:
        match.main([])
    assert ended.value.code == match.REFUSED
    assert "the following arguments are required: people, --start" in folder.capsys.readouterr().err
