"""Files that are damaged, made to hurt, or no files of contacts: one sentence each, that says where and why."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from mooring.circle.formats.found import Skipped
from mooring.circle.formats.problems import LARGEST, Unreadable
from mooring.circle.formats.reading import read
from mooring.circle.formats.tables import Mapping
from mooring.circle.formats.tests.files import DATA, cards

CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nEMAIL:ann@one.example\r\nEND:VCARD\r\n"
LINKEDIN = (DATA / "contacts/made/linkedin-2024.csv").read_bytes()
LDIF = (DATA / "contacts/thunderbird/basic_ldif_addressbook.ldif").read_bytes()
PICTURE = (DATA / "vcards/John_Doe_MAC_ADDRESS_BOOK.vcf").read_bytes()


def packed(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


class Endless(io.RawIOBase):
    """A file of so many bytes that takes no room."""

    def __init__(self, size):
        super().__init__()
        self.size = size

    def seek(self, offset, whence=io.SEEK_SET):
        return self.size if whence == io.SEEK_END else offset

    def read(self, _count=-1):
        raise AssertionError("a file that is too large is not even looked at")


HOSTILE = {
    "empty": (b"", "empty", None),
    "only blanks": (b"\xef\xbb\xbf \r\n\r\n", "empty", None),
    "nothing but a mark": (b"\xff\xfe", "empty", None),
    "workbook": (packed("[Content_Types].xml", "xl/workbook.xml"), "workbook", None),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook", None),
    "archive": (packed("contacts.vcf"), "archive", None),
    "gzip": (b"\x1f\x8b\x08" + bytes(range(256)), "archive", None),
    "picture": (b"\xff\xd8\xff\xe0" + bytes(range(256)), "no_contacts", None),
    "pdf": (b"%PDF-1.7\n", "no_contacts", None),
    "noise": (bytes(range(128, 256)) * 8 + bytes(range(1, 9)) * 40, "no_text", None),
    "web page": (b"<!DOCTYPE html><html><body>sign in</body></html>", "web_page", None),
    "calendar": (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "calendar", None),
    "json": (b'{"contacts": []}', "json", None),
    "messages": ((DATA / "contacts/linkedin-2024-synthetic/Messages.csv").read_bytes(), "messages", None),
    "prose": (b"Dear Ann\nit was good to see you\nyours\n", "no_table", None),
    "header only": (LINKEDIN.split(b"Zo")[0], "no_rows", None),
    "cut in a quoted cell": (LINKEDIN[: LINKEDIN.index(b"Inc.")], "quote_open", 5),
    "cut in a row": (LINKEDIN[: LINKEDIN.index(b"noor@")], "row_open", 7),
    "cut in a card": (CARD + CARD[:40], "card_open", 6),
    "cut in a picture": (PICTURE[:9000], "card_open", 1),
    "cut in base64": (LDIF[:-6], "not_base64", 45),
    "base64 that is no text": (b"dn: cn=a\ncn:: /////w==\n", "not_base64", 2),
    "a line that is none": (b"dn: cn=a\ncn Ann\n", "not_base64", 2),
    "a value without end": (CARD + b"BEGIN:VCARD\r\nNOTE:" + b"x" * 200_000 + b"\r\nEND:VCARD\r\n", "line_too_long", 7),
    "folds without end": (b"BEGIN:VCARD\r\nNOTE:x\r\n" + b" x\r\n" * 120_000, "line_too_long", 2),
    "cell without end": (b"First Name,Last Name,Connected On\n" + b"x" * 200_000 + b",,\n", "cell_too_long", 2),
    "no card": (b"NOTE:nothing\r\n", "no_card", None),
    "half a letter": (LINKEDIN.decode().encode("utf-16")[:-3], "not_text", 11),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_one_sentence_says_what_is_wrong_and_where(name):
    data, code, row = HOSTILE[name]
    with pytest.raises(Unreadable) as refused:
        list(read(data, "people.vcf" if code == "no_card" else "people.csv"))
    said = str(refused.value)
    assert (refused.value.code, refused.value.complaint.row) == (code, row)
    assert said.startswith("people.")
    assert said.endswith(".")
    assert "\n" not in said


def test_fifty_megabytes_are_refused_before_they_are_read():
    with pytest.raises(Unreadable, match="larger than 40 MB"):
        read(Endless(50 * 1024 * 1024), "all.vcf")
    assert LARGEST < 50 * 1024 * 1024


def test_a_file_called_something_else_is_what_its_content_says():
    assert read(CARD, "people.csv").kind == "vcard"
    assert read(LDIF, "people.txt").kind == "ldif"
    assert read(LINKEDIN, "people.vcf.csv").kind == "linkedin"


def test_the_chosen_columns_must_be_those_of_the_file():
    data = (DATA / "contacts/made/liste.csv").read_bytes()
    for mapping in (Mapping(("given",), header=True), Mapping(("evil",) * 7, header=True)):
        with pytest.raises(Unreadable) as refused:
            list(read(data, "liste.csv", mapping=mapping))
        assert refused.value.code == "mapping"


def test_lines_that_are_none_and_cards_without_an_end_harm_nobody():
    data = CARD.replace(b"EMAIL", b"no line at all\r\n;;;:\r\nEMAIL") + CARD.replace(b"END:VCARD\r\n", b"") + CARD
    assert [one.emails[0].value for one in cards(list(read(data, "a.vcf")))] == ["ann@one.example"] * 3


def test_a_card_without_measure_is_skipped_and_the_next_is_read():
    long = CARD.replace(b"EMAIL", b"".join(b"NOTE:%s\r\n" % (b"x" * 90_000) for _line in range(6)) + b"EMAIL")
    skipped, ann = read(long + CARD, "a.vcf")
    assert (skipped, ann.card.name) == (Skipped(1, "too_much"), "Ann")


def test_a_row_with_too_many_cells_is_skipped_with_a_reason():
    data = b"First Name,Last Name,Connected On\nAnn,Example,07 Jun 2020,more\n,,\nBea,Example,07 Jun 2020\n"
    skipped, bea = read(data, "a.csv")
    assert (skipped, bea.card.name) == (Skipped(2, "long"), "Bea Example")


@pytest.mark.parametrize(
    "line",
    ["A;B=" + "," * 50_000 + '"', ';"' * 30_000, "N:" + "\\" * 90_000, "N:" + ";," * 40_000, "NOTE:" + '\\"' * 40_000, "A" * 90_000],
    ids=["commas", "quotes", "backslashes", "parts", "escapes", "name"],
)
def test_a_line_made_to_hurt_takes_no_time(line):
    began = time.process_time()
    assert len(list(read(CARD.replace(b"EMAIL", line.encode() + b"\r\nEMAIL"), "a.vcf"))) == 1
    assert time.process_time() - began < 1.5
