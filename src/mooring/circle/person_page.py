"""On a colleague's page and beside whom one meets: whether they are in the reader's circle, and the press that keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mooring.circle.book import read
from mooring.people import opening
from mooring.people.models import Member
from mooring.people.person_page import Met, Part, register, register_beside


def parts(member: Member, reader: Member) -> Iterator[Part]:
    """For the reader alone, where they have opened what is theirs."""
    if opening.is_open() and member.pk != reader.pk and reader.account is not None:
        line = read(reader.account).of_colleague(member.public_id)
        yield Part("circle/_colleague.html", {"member": member, "line": line})


def beside(others: Sequence[Met], reader: Member) -> Iterator[Part]:
    """The same beside people one meets, once for each."""
    if others and opening.is_open() and reader.account is not None:
        book = read(reader.account)
        yield Part("circle/_beside.html", {"others": [(one, book.of_colleague(one.public_id)) for one in others]})


register(parts)
register_beside(beside)
