"""What members say of themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooring.core.text import fold
from mooring.people.actions.words import refresh_words
from mooring.people.languages import is_language
from mooring.people.models import Member, MemberLanguage, MemberTopic, Organisation, Topic

OWN = {"call_me", "pronouns", "title", "about"}
MOST_TOPICS = 20
MOST_LANGUAGES = 12
LONGEST_TOPIC = 80


@transaction.atomic
def change_own_profile(
    *,
    member: Member,
    topics: dict[str, Iterable[str]] | None = None,
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


def named(labels: Iterable[str]) -> dict[str, str]:
    """Folded form to label, each word once, the first spelling kept; empty ones fall out."""
    wanted: dict[str, str] = {}
    for label in labels:
        clean = " ".join(label.split())
        if len(clean) > LONGEST_TOPIC:
            raise ValidationError(_("“%(label)s…” is too long for a word or two.") % {"label": clean[:30]})
        if clean:
            wanted.setdefault(fold(clean)[:LONGEST_TOPIC], clean)
    return wanted


def topics_of(organisation: Organisation, wanted: dict[str, str]) -> dict[str, Topic]:
    """The organisation's topics of these folded forms, made where they are missing."""
    found = {topic.folded: topic for topic in Topic.objects.filter(organisation=organisation, folded__in=wanted)}
    missing = [Topic(organisation=organisation, label=label, folded=folded) for folded, label in wanted.items() if folded not in found]
    if missing:
        Topic.objects.bulk_create(missing, ignore_conflicts=True)
        found = {topic.folded: topic for topic in Topic.objects.filter(organisation=organisation, folded__in=wanted)}
    return found
