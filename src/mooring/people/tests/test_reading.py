"""Files of every kind, hostile ones too: what is read, and the one sentence where it stops."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mooring.core.tabular import Shape
from mooring.people.imports import columns, fields, reading, zones
from mooring.people.imports.problems import Problem, Unreadable, file_sentence

NAUGHTY = Path(__file__).parent / "data" / "blns.json"


def read(tmp_path, content):
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with reading.rows(path, reading.sniff(path)) as rows:
        return [row.cells for row in rows]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "people.csv is empty."),
        (b"\n \n\n", "people.csv is empty."),
        (b"PK\x03\x04rest", "people.csv is an Excel workbook, not a CSV file. In Excel, save it as “CSV UTF-8”."),
        (b"\x89PNG\r\n\x1a\n", "people.csv is a picture, a document or an archive, not a CSV file."),
        (
            b'id,name\n1,"cut off',
            "people.csv, row 2: a quotation mark opens a cell here that never closes. The file may be cut off.",
        ),
        (b'id,name\n1,ok\n2,"a"b\n', "people.csv, row 3: a quotation mark stands inside a quoted cell. Write it twice."),
        (
            b'id,name\n1,"' + b"x" * 200_000 + b'"\n',
            "people.csv, row 2: a cell is longer than 100000 letters. Perhaps a quotation mark is never closed.",
        ),
        (
            b"id,name\n1," + b"x" * 1_200_000 + b"\n",
            "people.csv, row 2: this line is longer than 1000000 letters. Perhaps this is no table.",
        ),
        (b"id,name\n1," + b"," * 600 + b"\n", "people.csv, row 2: there are more than the 500 columns we can read."),
        (
            "id,name\n1,Jürgen Müßig\n".encode() + b"2,M\xfcller\n3,More\n",
            "people.csv, row 3, column B: “M\ufffdller” holds bytes that are no letters in the chosen encoding. Choose another one.",
        ),
    ],
)
def test_what_makes_no_sense_is_one_sentence_that_says_where(tmp_path, content, sentence):
    with pytest.raises(Unreadable) as refused:
        read(tmp_path, content)
    assert file_sentence(refused.value.said(), "people.csv") == sentence


def test_a_file_that_is_gone_says_so(tmp_path):
    with pytest.raises(Unreadable, match="gone"), reading.rows(tmp_path / "people.csv", Shape("utf-8", ",")):
        raise AssertionError("there is nothing to read")


def test_naughty_strings_are_taken_whole_or_refused_with_a_reason():
    for text in json.loads(NAUGHTY.read_text(encoding="utf-8")):
        for name in ("name", "title", "external_id", "work_address", "timezone", "languages", "interest", "started_on"):
            clean = text.strip()
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
