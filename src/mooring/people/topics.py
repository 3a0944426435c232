"""Topics are words an organisation's members share: each once, whatever its case or accents."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mooring.core.text import fold
from mooring.people.models import Organisation, Topic

LONGEST_TOPIC = 80


def named(labels: Iterable[str]) -> dict[str, str]:
    """Folded form to label, each word once, the first spelling kept; empty ones fall out."""
    wanted: dict[str, str] = {}
    for label in labels:
        clean = " ".join(label.replace("\x00", "").split())
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
