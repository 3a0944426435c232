"""“What does my organisation see?” is answered from the declarations, and from all of them."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from mooring.core import personal
from mooring.core.personal import Seen
from mooring.people.models import Member
from mooring.testing import Cast, make_account, open_private
from mooring.you import seen


def test_every_declared_field_is_named_on_the_page() -> None:
    assert seen.without_words() == []


def test_a_field_that_is_opened_to_others_moves_on_the_page(monkeypatch) -> None:
    """The planted change: what was one's own is declared for admins."""
    declared = personal.declaration_of(Member)
    monkeypatch.setitem(declared.fields, "about", Seen.ADMINS)
    parts = {part.seen: [str(one) for one in part.things] for part in seen.by_audience()}
    assert "what you wrote about yourself in your profile" in parts[Seen.ADMINS]
    monkeypatch.setitem(declared.fields, "made_up", Seen.ORGANISATION)
    assert seen.without_words() == ["people.Member.made_up"]


def test_the_page_says_who_sees_what_and_who_could_come_in(cast: Cast, enter) -> None:
    page = enter(cast.owner).get("/you/seen").content.decode()
    assert "What Larkfield sees of you here" in page
    assert "Nobody can read it through Mooring; someone who holds both the database and the server’s key could." in page
    assert "since nothing is set that only you hold" in page
    EmailAddress.objects.create(user=cast.owner.account, email="amara@example.net", verified=True)
    page = enter(cast.owner).get("/you/seen").content.decode()
    assert "stays shut until your passkey, your app or an address of your own opens it" in page


def test_who_belongs_nowhere_is_told_so(client, db) -> None:
    client.force_login(make_account(email="lin@example.net"))
    page = open_private(client).get("/you/seen").content.decode()
    assert "You belong to no organisation here" in page
    assert "Only whoever can read your own mail" in page


def test_the_circle_leads_there(cast: Cast, enter) -> None:
    assert 'href="/you/seen"' in enter(cast.owner).get("/circle/").content.decode()
