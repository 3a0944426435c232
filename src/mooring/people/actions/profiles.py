"""What members say of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooring.audit.actions import record
from mooring.people.languages import is_language
from mooring.people.models import Member, MemberLanguage, MemberTopic
from mooring.people.topics import named, topics_of
from mooring.people.words import refresh_words

OWN = {"call_me", "pronouns", "title", "about"}
MOST_TOPICS = 20
MOST_LANGUAGES = 12


@transaction.atomic
def change_own_profile(
    *,
    member: Member,
    topics: Mapping[str, Iterable[str]] | None = None,
    languages: Iterable[str] | None = None,
    **fields: Any,
) -> Member:
    """Change what one says of oneself: any of OWN, one's topics by kind, one's languages by code."""
    if unknown := fields.keys() - OWN:
        raise TypeError(f"A profile has no {', '.join(sorted(unknown))}.")
    for name, value in fields.items():
        setattr(member, name, value.strip())
    member.save(update_fields=list(fields))
    if member.account is not None and fields.keys() & {"call_me", "pronouns"}:
        for name in fields.keys() & {"call_me", "pronouns"}:
            setattr(member.account, name, getattr(member, name))
        member.account.save(update_fields=list(fields.keys() & {"call_me", "pronouns"}))
    if topics is not None:
        for kind, labels in topics.items():
            set_topics(member=member, kind=kind, labels=labels)
    if languages is not None:
        set_languages(member=member, codes=languages)
    refresh_words([member])
    record("profile.changed", actor=member.account, organisation=member.organisation, subject=member)
    return member


@transaction.atomic
def set_topics(*, member: Member, kind: str, labels: Iterable[str]) -> None:
    """Say what one is interested in, can help with or would like to learn. Words that differ in case or accents are one."""
    wanted = named(labels)
    if len(wanted) > MOST_TOPICS:
        raise ValidationError(
            ngettext("At most %(count)d word, please.", "At most %(count)d words, please.", MOST_TOPICS) % {"count": MOST_TOPICS}
        )
    topics = topics_of(member.organisation, wanted)
    keep = {topic.pk for topic in topics.values()}
    MemberTopic.objects.filter(member=member, kind=kind).exclude(topic__in=keep).delete()
    MemberTopic.objects.bulk_create((MemberTopic(member=member, topic_id=pk, kind=kind) for pk in sorted(keep)), ignore_conflicts=True)


@transaction.atomic
def set_languages(*, member: Member, codes: Iterable[str]) -> None:
    """Say which languages one speaks, best first, by their ISO codes."""
    wanted = list(dict.fromkeys(codes))
    if wrong := next((code for code in wanted if not is_language(code)), None):
        raise ValidationError(_("“%(code)s” is not a language we know.") % {"code": wrong})
    if len(wanted) > MOST_LANGUAGES:
        raise ValidationError(_("That is more languages than we can show."))
    if wanted == list(member.languages.values_list("code", flat=True)):
        return
    member.languages.all().delete()
    MemberLanguage.objects.bulk_create(MemberLanguage(member=member, code=code) for code in wanted)
