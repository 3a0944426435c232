"""Gaps in words: what is missing, and by what it shows. They speak of the circle, never of its owner."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooring.circle.gaps import Gap, Missing
from mooring.circle.things import Support


def title(gap: Gap) -> str:
    """What is missing."""
    if gap.support is not None:
        return _of_kind(gap.support)
    if gap.missing is Missing.MUCH_ON_ONE:
        return _("Much rests on %(name)s") % {"name": gap.people[0].name}
    return {
        Missing.ONE_TEAM: _("Somebody outside your team"),
        Missing.ONLY_WORK: _("Somebody outside work"),
        Missing.ONLY_ONLINE: _("Somebody you meet in person"),
        Missing.ONLY_HERE: _("Somebody who works elsewhere"),
        Missing.ALL_SLACK: _("All lines have gone slack"),
    }[gap.missing]


def why(gap: Gap) -> str:
    """By what it shows: one or two whole sentences."""
    return " ".join(part for part in (_said(gap), _shown(gap)) if part)


def _of_kind(kind: Support) -> str:
    return {
        Support.COMFORT: _("Comfort on a hard day"),
        Support.ADVICE: _("Advice from someone who has done it"),
        Support.HAND: _("A hand when you need one"),
        Support.ENCOURAGEMENT: _("Encouragement for what you do"),
        Support.BELONGING: _("People among whom you belong"),
    }[kind]


def _said(gap: Gap) -> str:
    if gap.level is None or not gap.level.unmet:
        return ""
    said = {"want": str(gap.level.want_words).lower(), "have": str(gap.level.have_words).lower()}
    return _("You would like %(want)s, and have %(have)s.") % said


def _shown(gap: Gap) -> str:
    count = {"count": gap.count}
    if gap.missing is Missing.NOBODY:
        return _("Nobody in your circle is marked for it yet.")
    if gap.missing is Missing.ONLY_ONE:
        return _("It comes from %(name)s alone.") % {"name": gap.people[0].name}
    if gap.missing is Missing.MORE:
        return ngettext("It comes from %(count)s person.", "It comes from %(count)s people.", gap.count) % count
    if gap.missing is Missing.MUCH_ON_ONE:
        return ngettext("They give %(count)s of the five kinds.", "They give %(count)s of the five kinds.", gap.count) % count
    if gap.missing is Missing.ONE_TEAM:
        return ngettext("%(count)s person, all from your own team.", "%(count)s people, all from your own team.", gap.count) % count
    if gap.missing is Missing.ONLY_WORK:
        return ngettext("%(count)s person, all from work.", "%(count)s people, all from work.", gap.count) % count
    if gap.missing is Missing.ONLY_ONLINE:
        return (
            ngettext(
                "Of %(count)s person you said how you meet: online.", "Of %(count)s people you said how you meet: all online.", gap.count
            )
            % count
        )
    if gap.missing is Missing.ONLY_HERE:
        return ngettext("%(count)s person from work, where you work.", "%(count)s people from work, all where you work.", gap.count) % count
    return ngettext("%(count)s tie, past the time you set.", "%(count)s ties, all past the time you set.", gap.count) % count
