"""Who may be here twice is told without opening everybody again: only who was written since; and what is kept for it is sealed."""

from __future__ import annotations

import pytest

from mooring.circle import alike
from mooring.circle.actions import people
from mooring.circle.book import Book, read
from mooring.circle.duplicates import pairs
from mooring.circle.models import Circle
from mooring.people.models import Account
from mooring.testing import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The records that were opened, by id."""
    found: list[str] = []
    real = Book._open

    def noted(self: Book, identity: str, sealed: bytes | memoryview) -> object:
        found.append(identity)
        return real(self, identity, sealed)

    monkeypatch.setattr(Book, "_open", noted)
    return found


def circle(account: Account) -> list[str]:
    names = ("ari", "bea", "cem", "ari", "dora")
    return [people.add(account=account, said={"name": name, "emails": (f"{name}@x.example",)}).id for name in names]


def suggested(account: Account) -> set[frozenset[str]]:
    return {frozenset((pair.one.id, pair.other.id)) for pair in pairs(read(account))}


def test_a_second_look_opens_nobody_and_one_after_a_change_only_whoever_changed(opened: list[str]) -> None:
    account = make_account()
    ari, bea, _cem, other, dora = circle(account)
    opened.clear()
    assert suggested(account) == {frozenset((ari, other))}
    assert len(opened) == 5
    opened.clear()
    assert suggested(account) == {frozenset((ari, other))}
    assert opened == []
    people.change(account=account, identity=dora, said={"emails": ("bea@x.example",)})
    opened.clear()
    assert suggested(account) == {frozenset((bea, dora)), frozenset((ari, other))}
    assert opened == [dora]
    people.put_away(account=account, identity=other)
    opened.clear()
    assert suggested(account) == {frozenset((bea, dora))}
    assert opened == []
    people.take_back(account=account, identity=other)
    opened.clear()
    assert suggested(account) == {frozenset((bea, dora)), frozenset((ari, other))}
    assert opened == [other]


def test_what_is_kept_is_sealed_for_its_account_and_what_does_not_open_is_taken_anew() -> None:
    account, other = make_account(), make_account()
    circle(account)
    circle(other)
    before = suggested(account)
    suggested(other)
    sealed = bytes(Circle.objects.get(account=account).same)
    assert b"x.example" not in sealed
    Circle.objects.filter(account=account).update(same=bytes(Circle.objects.get(account=other).same))
    assert suggested(account) == before
    Circle.objects.filter(account=account).update(same=sealed[:-1])
    assert suggested(account) == before
    assert set(alike.keys(read(account))) == {line.id for line in read(account).lines()}
    assert alike.keys(read(make_account())) == {}
