"""On a colleague's page: whether they are in the reader's circle, and the one press that keeps them."""

from __future__ import annotations

from collections.abc import Iterator

from mooring.circle.book import read
from mooring.people import opening
from mooring.people.models import Member
from mooring.people.person_page import Part, register


def parts(member: Member, reader: Member) -> Iterator[Part]:
    """For the reader alone, where they have opened what is theirs."""
    if opening.is_open() and member.pk != reader.pk and reader.account is not None:
        line = read(reader.account).of_colleague(member.public_id)
        yield Part("circle/_colleague.html", {"member": member, "line": line})


register(parts)
