"""Files of every kind, hostile ones too: what is read, and the one sentence where it stops."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import resource
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.people.imports import columns, fields, reading, zones
from mooring.people.imports.problems import Problem
from mooring.people.imports.reading import Shape, Unreadable

NAUGHTY = Path(__file__).parent / "data" / "blns.json"


def read(tmp_path, content, **shape):
    path = tmp_path / "people.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found, _lines = reading.sniff(path)
    chosen = Shape(shape.get("encoding", found.encoding), shape.get("delimiter", found.delimiter))
    return chosen, list(reading.records(path, chosen))


PEOPLE = "id{0}name{0}city\n1{0}Jürgen Müßig{0}Köln\n2{0}Zoë Ünal{0}Düsseldorf\n3{0}Françoise Dürr{0}Genève\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_delimiter_encoding_and_line_end(tmp_path, delimiter, encoding, newline):
    text = PEOPLE.format(delimiter).replace("\n", newline)
    shape, rows = read(tmp_path, text.encode(encoding))
    assert shape.delimiter == delimiter
    assert [cells[1] for _number, cells in rows] == ["name", "Jürgen Müßig", "Zoë Ünal", "Françoise Dürr"]
    assert [number for number, _cells in rows] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1250", ["Łukasz Wiśniewski", "Żółć Gęślą Jaźń", "Příliš Žluťoučký", "Kůň Úpěl", "Šárka Dvořáková", "Zbigniew Ścibor-Rylski"]),
        ("cp1251", ["Иван Петров", "Наталья Кузнецова", "Щербаков Юрий", "Анна Ёлкина", "Дмитрий Жуков", "Ольга Чайковская"]),
        ("cp932", ["山田太郎", "佐藤花子", "高橋一郎", "田中美咲", "渡辺健", "伊藤さくら"]),
        ("gb18030", ["王小明", "李丽华", "张伟强", "刘洋", "陈静怡", "杨建国"]),
    ],
)
def test_older_encodings_are_guessed_from_the_letters(tmp_path, encoding, names):
    text = "id;name;city\n" + "".join(f"{number};{name};{name}\n" for number, name in enumerate(names * 4))
    _shape, rows = read(tmp_path, text.encode(encoding))
    assert [cells[1] for _number, cells in rows[1:7]] == names


def test_letters_far_down_the_file_count_too(tmp_path):
    text = "id,name\n" + "".join(f"{number},Plain Name {number}\n" for number in range(20_000)) + "20000,Jürgen Müßig\n"
    for encoding in ("utf-8", "cp1252"):
        _shape, rows = read(tmp_path, text.encode(encoding))
        assert rows[-1][1] == ["20000", "Jürgen Müßig"]


def test_quoted_line_breaks_keep_the_rows_count(tmp_path):
    _shape, rows = read(tmp_path, 'id,name,note\n1,A,"two\nlines, and ""quotes"""\n\n2,B,\n')
    assert rows[1] == (2, ["1", "A", 'two\nlines, and "quotes"'])
    assert rows[-1] == (4, ["2", "B", ""])


def test_the_line_spreadsheets_put_on_top_is_no_row(tmp_path):
    shape, rows = read(tmp_path, "sep=;\r\nid;name\r\n1;Me\r\n")
    assert shape.delimiter == ";"
    assert rows == [(1, ["id", "name"]), (2, ["1", "Me"])]


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"", "empty", 0),
        (b"\n \n\n", "empty", 0),
        (b"PK\x03\x04rest", "workbook", 0),
        (b"\xd0\xcf\x11\xe0rest", "workbook", 0),
        (b"\x89PNG\r\n\x1a\n", "no_table", 0),
        (b'id,name\n1,"cut off', "quote_open", 2),
        (b'id,name\n1,ok\n2,"a"b\n', "quote_inside", 3),
        (b"id,name\n1," + b"x" * 1_200_000 + b"\n", "line_too_long", 2),
        (b"id,name\n1," + b"," * 300 + b"\n", "too_many_columns", 2),
    ],
)
def test_what_makes_no_sense_stops_with_its_row(tmp_path, content, code, row):
    with pytest.raises(Unreadable) as refused:
        read(tmp_path, content)
    assert (refused.value.code, refused.value.row) == (code, row)


def test_bytes_that_are_no_letters_name_their_row(tmp_path):
    content = b"id,name\n" + b"".join(b"%d,Name\n" % number for number in range(500)) + b"500,M\xfcller\n501,More\n"
    with pytest.raises(Unreadable) as refused:
        read(tmp_path, content, encoding="utf-8")
    assert (refused.value.code, refused.value.row, refused.value.value) == ("not_text", 502, "FC")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_break_the_reader(tmp_path_factory, content):
    with contextlib.suppress(Unreadable):
        read(tmp_path_factory.mktemp("any"), content)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=2, max_size=2), min_size=1, max_size=8))
def test_what_a_spreadsheet_writes_is_read_letter_for_letter(tmp_path_factory, rows):
    target = io.StringIO(newline="")
    csv.writer(target).writerows([["id", "name"], *rows])
    path = tmp_path_factory.mktemp("any") / "x.csv"
    path.write_bytes(target.getvalue().encode())
    assert [cells for _number, cells in reading.records(path, Shape("utf-8", ","))][1:] == rows


def test_naughty_strings_are_taken_whole_or_refused_with_a_reason():
    for text in json.loads(NAUGHTY.read_text(encoding="utf-8")):
        for name in ("name", "title", "external_id", "work_address", "timezone", "languages", "interest", "started_on"):
            clean = fields.clean(text)
            if not clean:
                continue
            try:
                value = fields.field(name).parse(clean)
            except Problem:
                continue
            if name in {"name", "external_id"}:
                assert value == clean


HEADERS = {
    "Employee #|Last name, First name|Hire Date|Work Email|Department|Location|Job Title|Reporting to": (
        "|name|started_on|work_address|team|site|title|manager"
    ),
    "Personalnummer|Nachname|Vorname|Dienstliche E-Mail|Abteilung|Standort|Führungskraft|Eintrittsdatum|Geburtsdatum|Geschlecht|IBAN": (
        "external_id|family_name|given_name|work_address|team|site|manager|started_on|||"
    ),
    "Worker ID|Preferred Name|Legal Name|Business Title|Supervisory Organization|Primary Work Email|Manager ID|Manager": (
        "external_id|call_me|name|title|team|work_address|manager|"
    ),
    "BusinessEntityID|NationalIDNumber|JobTitle|BirthDate|MaritalStatus|Gender|HireDate|SalariedFlag|SickLeaveHours": (
        "external_id||title||||started_on||"
    ),
    "EMAIL|DISPLAY_NAME|TIME ZONE|Sprachen|Hobbies|can_help_with|Home Address|Private E-Mail|Schwerbehinderung": (
        "work_address|name|timezone|languages|interest|help|||"
    ),
}


@pytest.mark.parametrize(("headers", "wanted"), HEADERS.items())
def test_columns_of_common_exports_are_guessed(headers, wanted):
    names = headers.split("|")
    found = columns.guess(names, fields.synonyms())
    guessed = [found.get(str(position), "") for position in range(len(names))]
    if "Employee #" in names:
        assert guessed[2:] == wanted.split("|")[2:]
    else:
        assert guessed == wanted.split("|")


@pytest.mark.parametrize(
    "header",
    [
        *(
            "Birth date",
            "DOB",
            "date_of_birth",
            "Geburtsdatum",
            "Geburtstag",
            "Gender",
            "Sex",
            "Geschlecht",
            "Marital status",
            "Familienstand",
        ),
        *(
            "National ID",
            "NationalIDNumber",
            "SSN",
            "Social Security No.",
            "Sozialversicherungsnummer",
            "Steuer-ID",
            "Passport no",
            "Salary",
        ),
        *(
            "Base salary",
            "Pay grade",
            "Gehalt",
            "Bruttogehalt",
            "Vergütung",
            "IBAN",
            "Bank account",
            "Health plan",
            "Krankenkasse",
            "Disability",
        ),
        *("Schwerbehinderung", "Religion", "Konfession", "Ethnicity", "Nationality", "Emergency contact", "Home address", "Privat E-Mail"),
    ],
)
def test_private_columns_are_known_by_their_headers(header):
    assert columns.is_sensitive(header)


@pytest.mark.parametrize(
    "header", ["Name", "Family name", "Manager", "Payroll ID", "Team", "Language", "Sexton office", "Racecourse", "Personalnummer"]
)
def test_ordinary_columns_are_not_taken_for_private(header):
    assert not columns.is_sensitive(header)


def test_without_headers_the_cells_speak():
    rows = [["7", "Ana Lima", "ana@x.example", "Europe/Lisbon"], ["8", "Bo Berg", "bo@x.example", "Europe/Oslo"]]
    assert not columns.looks_like_header(rows, fields.synonyms())
    assert columns.guess_by_cells(rows) == {"0": "external_id", "1": "name", "2": "work_address", "3": "timezone"}


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("GMT+8ish", "Asia/Singapore"),
        ("UTC-5", "America/New_York"),
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("Europe/Belin", "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Pacific Standard Time", "America/Los_Angeles"),
        ("São Paulo", "America/Sao_Paulo"),
        ("CEST", "Europe/Berlin"),
        ("qqqq", ""),
        ("", ""),
    ],
)
def test_the_zone_that_was_meant_is_named(text, zone):
    assert zones.nearest(text) == zone


def big_file(path, count):
    with path.open("w", encoding="utf-8") as file:
        file.write("id,name,email,team,site,manager,interests\n")
        for number in range(1, count + 1):
            manager = number // 8 or ""
            file.write(
                f"{number},Person Number {number},p{number}@x.example,Team {number % 50},Site {number % 9},{manager},topic {number % 30}\n"
            )


def test_a_large_file_is_read_in_little_memory(tmp_path):
    path = tmp_path / "big.csv"
    big_file(path, 100_000)
    tracemalloc.start()
    shape, lines = reading.sniff(path)
    count = sum(1 for _record in reading.records(path, shape))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (lines, count) == (100_001, 100_001)
    assert peak < 12 * 1024 * 1024


@pytest.mark.slow
def test_many_thousands_are_staged_and_applied_in_bounded_memory(db, tmp_path, settings):
    from mooring.people.models import Member
    from mooring.people.tests.test_imports import apply, stage
    from mooring.testing import make_organisation

    settings.DATA = tmp_path
    path = tmp_path / "big.csv"
    big_file(path, 3_000)
    here = make_organisation()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run = apply(stage(here, path.read_bytes()))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert run.rows_applied == 3_000
    assert Member.objects.filter(organisation=here, manager__isnull=False).count() == 2_993
    assert grown < 60
