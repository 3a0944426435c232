"""What became different between a draft and its introductions, for the organiser."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from mooring.core.names import list_of
from mooring.people.models import Member
from mooring.programmes.models import Round

_WORDS: Final[dict[str, str | Promise]] = {
    "new": gettext_lazy("New since the draft: %(names)s."),
    "left": gettext_lazy("Without a match since the draft: %(names)s."),
    "dropped": gettext_lazy("Not introduced after all: %(names)s. Others are looked for."),
}


def changes_of(round: Round) -> tuple[str, ...]:
    """What changed, in sentences, without a word on why: it may be a snooze, a block or new hours."""
    named = {one for change in round.changes for one in change["people"]}
    members = {one.public_id: one for one in Member.objects.select_related("account").filter(public_id__in=named)}
    said = []
    for change in round.changes:
        names = [members[one].shown_name for one in change["people"] if one in members]
        if names:
            said.append(str(_WORDS[change["code"]]) % {"names": list_of(names)})
    gone = sum(change["matches"] for change in round.changes if change["code"] == "gone")
    return (*said, _gone(gone)) if gone else tuple(said)


def _gone(matches: int) -> str:
    words = ngettext(
        "One match of the draft is gone, and nobody waits because of it.",
        "%(n)d matches of the draft are gone, and nobody waits because of them.",
        matches,
    )
    return words % {"n": matches}
