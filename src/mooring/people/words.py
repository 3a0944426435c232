"""Keeping the folded words of members in step with their names."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from mooring.core.text import fold, words
from mooring.people.models import Member, MemberWord

LONGEST = 120
LONGEST_KEY = 200


@transaction.atomic
def refresh_words(members: Iterable[Member]) -> None:
    """Store the words the members are found by: of both names, of what to call them, of their title.

    To be called after any of these changed, in the same transaction; also after an account changed its name.
    """
    people = list(members)
    accounts = Member.objects.filter(pk__in=[one.pk for one in people], account__isnull=False)
    own = {pk: f"{name} {call_me}" for pk, name, call_me in accounts.values_list("pk", "account__name", "account__call_me")}
    MemberWord.objects.filter(member__in=people).delete()
    MemberWord.objects.bulk_create(
        (
            MemberWord(organisation_id=one.organisation_id, member_id=one.pk, word=word)
            for one in people
            if one.left_at is None
            for word in found_by(one, own.get(one.pk, ""))
        ),
        batch_size=1000,
    )


def sort_key(text: str) -> str:
    """What a list is sorted by: folded, so that every database puts people in the same order."""
    return fold(text)[:LONGEST_KEY]


def found_by(member: Member, own: str = "") -> list[str]:
    """The folded words a member is found by; ``own`` holds the names of the account."""
    text = f"{member.name} {member.call_me} {own} {member.title}"
    return list(dict.fromkeys(word[:LONGEST] for word in words(text)))
