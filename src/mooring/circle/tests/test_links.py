"""Leaving an organisation leaves the circle whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mooring.circle.actions import links, people
from mooring.circle.book import read
from mooring.circle.editing import editing
from mooring.circle.things import Contact, Sector, Touch
from mooring.core.time import now, today
from mooring.people.actions import blank_member, come_back, mark_left
from mooring.people.models import Account, Member
from mooring.testing import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(cast: Cast) -> Account:
    """Keeps two colleagues and somebody else, and knows something of each."""
    account = cast.owner.account
    assert account is not None
    for member in (cast.match, cast.team_mate):
        kept = people.keep_colleague(account=account, member=member)
        people.touched(account=account, identity=kept.id, on=today("UTC"), how="online", text=f"about {member.name}")
    with editing(account) as book:
        book.put(Contact(name="Elsa", sector=Sector.FRIENDS))
        kept_of_match = book.of_colleague(cast.match.public_id)
        assert kept_of_match is not None
        book.put(replace(book.contact(kept_of_match.id), matters="two dogs"))
    return account


def everyone(account: Account) -> dict[str, Contact]:
    book = read(account)
    return {line.name: book.contact(line.id) for line in book.lines()}


def test_who_leaves_keeps_everyone_with_all_they_knew(cast: Cast, owner: Account, run_jobs) -> None:
    before = everyone(owner)
    mark_left(member=cast.owner, actor=cast.admin)
    assert links.settle_leavers() == 2
    after = everyone(owner)
    assert set(after) == set(before)
    tuan = after[cast.match.shown_name]
    assert (tuan.colleague, tuan.same_organisation, tuan.sector) == ("", False, Sector.EARLIER_WORK)
    assert (tuan.matters, tuan.organisation, tuan.emails) == ("two dogs", "Larkfield", (cast.match.work_address,))
    touches, _notes = read(owner).children(tuan)
    assert [one.text for one in touches if isinstance(one, Touch)] == [f"about {cast.match.name}"]
    assert after["Elsa"] == before["Elsa"]
    assert links.settle_leavers() == 0


def test_a_colleague_who_leaves_or_is_erased_stays_somebody_one_knows(cast: Cast, owner: Account, enter) -> None:
    mark_left(member=cast.match, actor=cast.admin)
    blank_member(member=Member.objects.get(pk=cast.team_mate.pk))
    page = enter(cast.owner).get("/circle/").content.decode()
    for member in (cast.match, cast.team_mate):
        assert member.shown_name in page
    assert [one.colleague for one in everyone(owner).values()] == ["", "", ""]


def test_who_comes_back_is_found_again_and_not_kept_twice(cast: Cast, owner: Account) -> None:
    mark_left(member=cast.match, actor=cast.admin)
    links.settle(owner)
    come_back(member=Member.objects.get(pk=cast.match.pk), actor=cast.admin)
    kept = people.keep_colleague(account=owner, member=Member.objects.get(pk=cast.match.pk))
    assert (kept.colleague, kept.colleague_before, kept.matters, kept.sector) == (cast.match.public_id, "", "two dogs", Sector.WORK)
    assert len(read(owner)) == 3


def test_a_circle_nobody_left_costs_a_look_and_no_write(cast: Cast, owner: Account, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        assert links.settle(owner) == 0
    Member.objects.filter(pk=cast.owner.pk).update(left_at=now())
    with editing(owner) as book:
        for line in list(book.lines()):
            book.drop(book.contact(line.id))
    with django_assert_num_queries(1):
        assert links.settle(owner) == 0
