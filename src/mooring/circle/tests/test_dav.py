"""The address book for programs, asked as programs ask: what they see, what they may change, and what stays where it is."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import pytest
import vobject
from defusedxml import ElementTree
from django.core.cache import cache
from django.test import Client

from mooring.circle.actions import devices, people
from mooring.circle.book import read
from mooring.circle.dav.wire import Element
from mooring.circle.editing import editing
from mooring.circle.models import Change, Device
from mooring.circle.things import Contact, Note, Sector, SpecialDay, Tier
from mooring.people.models import Account
from mooring.testing import Cast

pytestmark = pytest.mark.django_db
D, C = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}"
DAY = dt.date(2026, 11, 2)
BOOK = "/dav/books/circle/"
CARD = """BEGIN:VCARD\r
VERSION:3.0\r
UID:phone-1\r
FN:Elsa Lindqvist\r
N:Lindqvist;Elsa;;;\r
EMAIL;TYPE=HOME:elsa@example.net\r
TEL;TYPE=CELL:+46 70 123\r
BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-03\r
NOTE:from the phone\r
PHOTO;VALUE=uri:http://192.0.2.1/elsa.jpg\r
X-PHONE-RINGTONE:loud\r
END:VCARD\r
"""


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def owner(cast: Cast) -> Account:
    assert cast.owner.account is not None
    return cast.owner.account


class Phone:
    """A program with a password of its own."""

    def __init__(self, account: Account, name: str = "Phone") -> None:
        self.device, secret = devices.make_device(account=account, name=name)
        self.account, self.secret = account, secret
        self.client = Client()

    def ask(self, method: str, path: str = BOOK, body: str | bytes = "", **headers: str) -> Any:
        said = base64.b64encode(f"{self.account.email}:{self.secret}".encode()).decode()
        given = {"Authorization": f"Basic {said}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        kind = headers.pop("Content_Type", "text/vcard" if method == "PUT" else "application/xml")
        return self.client.generic(method, path, body, content_type=kind, headers=given)

    def put(self, name: str, card: str, **headers: str) -> Any:
        return self.ask("PUT", BOOK + name, card.encode(), **headers)

    def etag(self, name: str) -> str:
        return str(self.ask("GET", BOOK + name).headers["ETag"])

    def report(self, body: str) -> dict[str, Element]:
        answer = self.ask("REPORT", BOOK, body, Depth="1")
        assert answer.status_code == 207, answer.content
        root = ElementTree.fromstring(answer.content)
        self.token = root.findtext(f"{D}sync-token") or ""
        return {one.findtext(f"{D}href") or "": one for one in root.findall(f"{D}response")}

    def sync(self, token: str = "") -> dict[str, str]:
        since = f"<sync-token>{token}</sync-token><sync-level>1</sync-level>"
        asked = f'<sync-collection xmlns="DAV:">{since}<prop><getetag/></prop></sync-collection>'
        return {path: (one.findtext(f"{D}status") or "here").removeprefix("HTTP/1.1 ") for path, one in self.report(asked).items()}


def contact(account: Account, name: str) -> Contact:
    book = read(account)
    return book.contact(next(line.id for line in book.lines() if line.name == name))


# Who gets in


def test_nobody_gets_in_without_a_devices_password(owner: Account, cast: Cast, enter: Any) -> None:
    phone = Phone(owner)
    assert phone.ask("PROPFIND", "/dav/", Depth="0").status_code == 207
    for said in ("", "Basic !!!", "Bearer x", "Basic " + base64.b64encode(f"{owner.email}:{'x' * 24}".encode()).decode()):
        answer = Client().generic("PROPFIND", "/dav/", headers={"Authorization": said} if said else {})
        assert (answer.status_code, answer.headers["WWW-Authenticate"][:5]) == (401, "Basic")
    assert enter(cast.owner).get(BOOK).status_code == 401, "a session is no password"
    other = Phone(owner)
    other.account = cast.match.account
    assert other.ask("PROPFIND", "/dav/", Depth="0").status_code == 401, "somebody else's address"


def test_a_password_that_was_ended_lets_nobody_in(owner: Account, cast: Cast, enter: Any) -> None:
    phone = Phone(owner)
    for other in (cast.admin, cast.stranger):
        assert enter(other).post(f"/circle/devices/{phone.device.public_id}/end").status_code == 404
    enter(cast.owner).post(f"/circle/devices/{phone.device.public_id}/end")
    assert phone.ask("PROPFIND", "/dav/", Depth="0").status_code == 401


def test_a_password_is_shown_once_and_only_a_hash_is_kept(owner: Account, cast: Cast, enter: Any) -> None:
    client = enter(cast.owner)
    page = client.post("/circle/devices/", {"name": "My phone"}).content.decode()
    secret = page.partition('autocomplete="off" value="')[2].partition('"')[0]
    assert len(secret.replace("-", "")) == 24
    assert secret not in client.get("/circle/devices/").content.decode()
    device = Device.objects.get()
    assert secret.replace("-", "") not in repr(device.__dict__)
    said = base64.b64encode(f" {owner.email.upper()}:{secret.upper()}".encode()).decode()
    assert Client().generic("PROPFIND", "/dav/", headers={"Authorization": f"Basic {said}", "Depth": "0"}).status_code == 207
    assert "last used" in client.get("/circle/devices/").content.decode()


def test_guessing_is_stopped(owner: Account) -> None:
    phone = Phone(owner)
    right, phone.secret = phone.secret, "wrong"
    assert [phone.ask("PROPFIND", "/dav/", Depth="0").status_code for _ in range(31)] == [401] * 30 + [429]
    phone.secret = right
    assert phone.ask("PROPFIND", "/dav/", Depth="0").status_code == 207, "whoever else sits behind that address"


# Finding the way


def test_a_program_finds_the_book_from_the_servers_address(owner: Account) -> None:
    phone = Phone(owner)
    answer = phone.ask("PROPFIND", "/.well-known/carddav")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/dav/")
    path = "/dav/"
    for name, inside in (("current-user-principal", D), ("addressbook-home-set", C)):
        space = "DAV:" if inside == D else C[1:-1]
        asked = f'<propfind xmlns="DAV:"><prop><x:{name} xmlns:x="{space}"/></prop></propfind>'
        root = ElementTree.fromstring(phone.ask("PROPFIND", path, asked, Depth="0").content)
        path = root.findtext(f".//{inside}{name}/{D}href") or ""
    answer = phone.ask("PROPFIND", path, "", Depth="1")
    assert "addressbook" in answer.headers["DAV"]
    books = [one for one in ElementTree.fromstring(answer.content) if one.find(f".//{C}addressbook") is not None]
    assert [one.findtext(f"{D}href") for one in books] == [BOOK]
    assert books[0].findtext(f".//{D}displayname") == "My circle"


def test_what_is_not_known_is_said_to_be_missing_and_depth_has_an_end(owner: Account) -> None:
    phone = Phone(owner)
    answer = phone.ask("PROPFIND", BOOK, '<propfind xmlns="DAV:"><prop><displayname/><quota/></prop></propfind>', Depth="0")
    assert [one.text for one in ElementTree.fromstring(answer.content).iter(f"{D}status")] == ["HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found"]
    assert phone.ask("PROPFIND", BOOK, "").status_code == 403
    assert b"propname" not in phone.ask("PROPFIND", BOOK, '<propfind xmlns="DAV:"><propname/></propfind>', Depth="0").content
    assert phone.ask("MKCOL", BOOK).status_code == 405
    assert phone.ask("OPTIONS", BOOK).headers["Allow"] == "OPTIONS, PROPFIND, PROPPATCH, REPORT"
    set_name = '<propertyupdate xmlns="DAV:"><set><prop><displayname>Mine</displayname></prop></set></propertyupdate>'
    assert b"403 Forbidden" in phone.ask("PROPPATCH", BOOK, set_name).content


# Reading


def test_a_card_says_how_to_reach_somebody_and_nothing_of_the_tie(owner: Account) -> None:
    said = {
        "name": "Åse Bjørn",
        "line": "my sister",
        "matters": "nuts",
        "tier": Tier.INNER,
        "sector": Sector.FAMILY,
        "emails": ("ase@example.net",),
    }
    kept = people.add(account=owner, said=said)
    with editing(owner) as book:
        book.put(Note(contact=book.contact(kept.id).id, text="a note of mine"))
    answer = Phone(owner).ask("GET", f"{BOOK}{kept.id}.vcf")
    text = answer.content.decode()
    card = vobject.readOne(text)
    assert (card.fn.value, card.email.value, card.version.value) == ("Åse Bjørn", "ase@example.net", "3.0")
    assert not [word for word in ("sister", "nuts", "note of mine", "INNER", "TIE") if word in text]
    four = Phone(owner).ask("GET", f"{BOOK}{kept.id}.vcf", Accept='text/vcard; version="4.0"').content
    assert b"VERSION:4.0" in four


def test_these_cards_and_those_that_fit(owner: Account) -> None:
    phone = Phone(owner)
    ids = {
        name: people.add(account=owner, said={"name": name, "emails": (f"{name.lower()}@example.net",)}).id for name in ("Ann", "Bo", "Cy")
    }
    multiget = (
        f'<C:addressbook-multiget xmlns="DAV:" xmlns:C="{C[1:-1]}"><prop><getetag/><C:address-data version="4.0"/></prop>'
        f"<href>{BOOK}{ids['Ann']}.vcf</href><href>http://testserver{BOOK}{ids['Bo']}.vcf</href><href>{BOOK}nobody.vcf</href>"
        "<href>/elsewhere</href></C:addressbook-multiget>"
    )
    found = phone.report(multiget)
    assert len(found) == 4
    assert "VERSION:4.0" in (found[f"{BOOK}{ids['Ann']}.vcf"].findtext(f".//{C}address-data") or "")
    assert [one.findtext(f"{D}status") for path, one in found.items() if "nobody" in path or "else" in path] == [
        "HTTP/1.1 404 Not Found"
    ] * 2

    def fitting(filters: str, limit: str = "") -> set[str]:
        sought = f'<C:filter test="allof">{filters}</C:filter>{limit}'
        asked = f'<C:addressbook-query xmlns="DAV:" xmlns:C="{C[1:-1]}"><prop><getetag/></prop>{sought}</C:addressbook-query>'
        return {name for name, identity in ids.items() if f"{BOOK}{identity}.vcf" in phone.report(asked)}

    text = '<C:prop-filter name="{}"><C:text-match match-type="{}" {}>{}</C:text-match></C:prop-filter>'
    assert fitting(text.format("FN", "starts-with", "", "a")) == {"Ann"}
    assert fitting(text.format("email", "contains", 'negate-condition="yes"', "ANN@")) == {"Bo", "Cy"}
    assert fitting(text.format("FN", "equals", 'collation="i;octet"', "ann")) == set()
    assert fitting('<C:prop-filter name="TEL"><C:is-not-defined/></C:prop-filter>' + text.format("FN", "contains", "", "y")) == {"Cy"}
    assert len(fitting("", "<C:limit><C:nresults>2</C:nresults></C:limit>")) == 2
    strange = text.format("FN", "contains", 'collation="i;klingon"', "x")
    refused = f'<C:addressbook-query xmlns="DAV:" xmlns:C="{C[1:-1]}"><prop/><C:filter>{strange}</C:filter></C:addressbook-query>'
    assert phone.ask("REPORT", BOOK, refused).status_code == 403
    assert phone.ask("REPORT", BOOK, '<free-busy xmlns="DAV:"/>').status_code == 403


# Writing


def test_a_card_from_a_device_is_kept_and_given_back_with_all_it_had(owner: Account) -> None:
    phone = Phone(owner)
    answer = phone.put("ABC-1.vcf", CARD, If_None_Match="*")
    assert (answer.status_code, answer.headers.get("ETag")) == (201, None)
    elsa = contact(owner, "Elsa Lindqvist")
    assert (elsa.given, elsa.emails, elsa.birthday, elsa.tier) == ("Elsa", ("elsa@example.net",), "--05-03", Tier.WIDER)
    back = phone.ask("GET", f"{BOOK}ABC-1.vcf").content.decode().replace("\r\n ", "")
    for line in (
        "UID:phone-1",
        "FN:Elsa Lindqvist",
        "NOTE:from the phone",
        "X-PHONE-RINGTONE:loud",
        "PHOTO;VALUE=uri:http://192.0.2.1/elsa.jpg",
    ):
        assert f"{line}\r\n" in back, back
    assert "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-03" in back
    assert list(phone.sync()) == [f"{BOOK}ABC-1.vcf"]
    assert phone.put("ABC-1.vcf", CARD, If_None_Match="*").status_code == 412


def test_a_change_from_a_device_leaves_what_only_mooring_knows(owner: Account) -> None:
    phone = Phone(owner)
    phone.put("e.vcf", CARD)
    elsa = contact(owner, "Elsa Lindqvist")
    people.change(account=owner, identity=elsa.id, said={"tier": Tier.INNER, "matters": "two dogs"})
    people.touched(account=owner, identity=elsa.id, on=DAY, how="online", text="walked")
    etag = phone.etag("e.vcf")
    changed = CARD.replace("elsa@example.net", "elsa@new.example").replace("TEL;TYPE=CELL:+46 70 123\r\n", "")
    assert phone.put("e.vcf", changed, If_Match=etag).status_code == 204
    elsa = contact(owner, "Elsa Lindqvist")
    assert (elsa.emails, elsa.phones, elsa.tier, elsa.matters, elsa.last) == (("elsa@new.example",), (), Tier.INNER, "two dogs", DAY)
    assert len(elsa.children) == 1


def test_nobody_writes_over_what_they_have_not_seen(owner: Account) -> None:
    phone, laptop = Phone(owner), Phone(owner, "Laptop")
    phone.put("e.vcf", CARD)
    seen = phone.etag("e.vcf")
    assert laptop.put("e.vcf", CARD.replace("Elsa", "Elsie"), If_Match=seen).status_code == 204
    assert phone.put("e.vcf", CARD.replace("Elsa", "Else"), If_Match=seen).status_code == 412
    assert phone.ask("DELETE", f"{BOOK}e.vcf", If_Match=seen).status_code == 412
    assert phone.put("new.vcf", CARD, If_Match='"x"').status_code == 412
    assert [line.name for line in read(owner).lines()] == ["Elsie Lindqvist"]


def test_who_is_deleted_on_a_device_is_put_away_and_may_come_back_from_it(owner: Account) -> None:
    phone = Phone(owner)
    phone.put("e.vcf", CARD)
    assert phone.ask("DELETE", f"{BOOK}e.vcf", If_Match=phone.etag("e.vcf")).status_code == 204
    assert phone.ask("GET", f"{BOOK}e.vcf").status_code == 404
    assert phone.ask("DELETE", f"{BOOK}e.vcf").status_code == 404
    assert [line.name for line in read(owner).put_away()] == ["Elsa Lindqvist"]
    assert phone.put("e.vcf", CARD, If_None_Match="*").status_code == 201
    assert [line.name for line in read(owner).lines()] == ["Elsa Lindqvist"]
    assert not read(owner).put_away()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 403),
        (b"hello", 403),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Never ends", 403),
        (CARD.encode() * 2, 403),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\nKIND:group\r\nFN:Choir\r\nEND:VCARD\r\n", 403),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\nX-A:1\r\nEND:VCARD\r\n", 403),
        (b"\xff\xfe\x00", 403),
        (CARD.encode().replace(b"NOTE:", b"NOTE:" + b"x" * 1_000_001), 413),
    ],
)
def test_what_is_no_card_is_refused_and_changes_nothing(owner: Account, body: bytes, status: int) -> None:
    answer = Phone(owner).ask("PUT", f"{BOOK}e.vcf", body)
    assert answer.status_code == status
    assert len(read(owner)) == 0


def test_a_card_of_another_kind_of_file_or_under_anothers_name_is_refused(owner: Account) -> None:
    phone = Phone(owner)
    assert phone.ask("PUT", f"{BOOK}e.vcf", CARD.encode(), Content_Type="text/html").status_code == 415
    phone.put("e.vcf", CARD)
    elsa = contact(owner, "Elsa Lindqvist")
    assert phone.put(f"{elsa.id}.vcf", CARD).status_code == 409


# What is new


def test_only_what_is_new_is_told_and_what_went(owner: Account) -> None:
    phone, laptop = Phone(owner), Phone(owner, "Laptop")
    ann = people.add(account=owner, said={"name": "Ann"})
    phone.put("e.vcf", CARD)
    assert len(phone.sync()) == 2
    laptop.sync()
    assert phone.sync(phone.token) == {}
    people.change(account=owner, identity=ann.id, said={"name": "Anna"})
    assert phone.sync(phone.token) == {f"{BOOK}{ann.id}.vcf": "here"}
    people.put_away(account=owner, identity=contact(owner, "Elsa Lindqvist").id)
    with editing(owner) as book:
        book.drop(book.contact(ann.id))
    assert phone.sync(phone.token) == {f"{BOOK}e.vcf": "404 Not Found", f"{BOOK}{ann.id}.vcf": "404 Not Found"}
    with editing(owner) as book:
        book.drop(book.contact(book.put_away()[0].id))
    assert laptop.sync(laptop.token) == {f"{BOOK}e.vcf": "404 Not Found", f"{BOOK}{ann.id}.vcf": "404 Not Found"}


def test_a_token_of_another_device_or_of_no_device_begins_anew(owner: Account) -> None:
    phone, laptop = Phone(owner), Phone(owner, "Laptop")
    phone.sync()
    asked = '<sync-collection xmlns="DAV:"><sync-token>{}</sync-token><sync-level>1</sync-level><prop/></sync-collection>'
    for token in (phone.token, phone.token.replace(":0:", ":99:"), "x", f"{phone.token[:-6]}000001"):
        answer = (phone if token != phone.token else laptop).ask("REPORT", BOOK, asked.format(token))
        assert (answer.status_code, b"valid-sync-token" in answer.content) == (403, True), token


def test_what_is_noted_of_changes_is_an_id_and_a_time_and_only_while_there_are_devices(owner: Account) -> None:
    people.add(account=owner, said={"name": "Ann"})
    assert not Change.objects.exists()
    phone = Phone(owner)
    phone.put("secret-name.vcf", CARD)
    assert "secret" not in repr(list(Change.objects.values()))
    assert {field.name for field in Change._meta.concrete_fields} == {"id", "account", "thing", "at"}
    devices.drop_device(account=owner, device=phone.device)
    assert not Change.objects.exists()


def test_a_day_keeps_whether_to_be_reminded_of_it(owner: Account) -> None:
    phone = Phone(owner)
    card = CARD.replace("END:VCARD", "item1.X-ABDATE:2015-06-20\r\nitem1.X-ABLABEL:_$!<Anniversary>!$_\r\nEND:VCARD")
    phone.put("e.vcf", card)
    elsa = contact(owner, "Elsa Lindqvist")
    people.change(account=owner, identity=elsa.id, said={"days": (SpecialDay("anniversary", "2015-06-20", remind=False),)})
    phone.put("e.vcf", card)
    assert contact(owner, "Elsa Lindqvist").days == (SpecialDay("anniversary", "2015-06-20", remind=False),)


# What is made to hurt


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><propfind xmlns="DAV:"><prop>&b;</prop></propfind>',
        '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd"><propfind xmlns="DAV:"/>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><propfind xmlns="DAV:"><prop>&a;</prop></propfind>',
        "<propfind",
        "<a>" * 40 + "</a>" * 40,
        '<?xml version="1.0" encoding="klingon"?><a/>',
    ],
)
def test_xml_that_is_made_to_hurt_is_refused(owner: Account, body: str) -> None:
    assert Phone(owner).ask("PROPFIND", BOOK, body, Depth="0").status_code == 400


def test_a_question_without_end_is_not_read(owner: Account) -> None:
    assert Phone(owner).ask("REPORT", BOOK, b"<a>" + b" " * 1_000_001).status_code == 413


def test_a_book_of_one_costs_what_a_book_of_many_does(owner: Account, django_assert_max_num_queries: Any) -> None:
    phone = Phone(owner)
    for number in range(30):
        people.add(account=owner, said={"name": f"Somebody {number}"})
    with django_assert_max_num_queries(9):
        phone.ask("PROPFIND", BOOK, "", Depth="1")
