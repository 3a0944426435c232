"""“What does my organisation see?”: the declarations of personal data, by who sees it, in a person's words.

A test holds that every declared field has words, so that nothing is kept about somebody that this page leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mooring.core import personal
from mooring.core.personal import Seen

Words = str | Promise

# What each field that others see is called here; several fields of one thing share their words.
_OTHERS: dict[str, dict[str, Words]] = {
    "boundaries.OwnWord": dict.fromkeys(("other_from", "meets"), _("when you are usually reachable, and how you like to meet")),
    "boundaries.Travel": {"zone": _("the zone you are in, never why")},
    "boundaries.WorkSpan": dict.fromkeys(("weekday", "begins", "minutes", "other"), _("your usual hours, never what is in them")),
    "meetings.Attendance": dict.fromkeys(("state", "reply", "without"), _("whether you take part in a meeting with them")),
    "meetings.Meeting": dict.fromkeys(
        ("purpose", "state", "minutes", "begins_at", "place"), _("when and where a meeting with them is, and what for")
    ),
    "meetings.OfferedTime": {"begins_at": _("times that suit all of you")},
    "meetings.Turn": dict.fromkeys(("due_at", "written_at"), _("whose turn it is to write, and that you wrote")),
    "meetings.Proposal": dict.fromkeys(("begins_at", "state"), _("another time you propose, and what becomes of it")),
    "people.Account": {
        **dict.fromkeys(("name", "call_me", "sort_key", "pronouns"), _("your name, what to call you, and your pronouns")),
        "timezone": _("your time zone"),
        "meeting_link": _("your meeting link, in an invitation"),
    },
    "people.ImportRow": dict.fromkeys(
        ("key", "address", "name", "manager_ref", "data", "before", "problems"), _("what their own file says of you, for 14 days")
    ),
    "people.Invitation": {"made_at": _("that you were invited")},
    "people.Member": {
        **dict.fromkeys(("name", "call_me", "sort_key", "pronouns"), _("your name, what to call you, and your pronouns")),
        **dict.fromkeys(("work_address", "title"), _("your work address and your title")),
        "about": _("what you wrote about yourself in your profile"),
        "timezone": _("your time zone"),
        **dict.fromkeys(("is_admin", "is_organiser"), _("whether you are an admin or an organiser")),
        **dict.fromkeys(
            ("external_id", "started_on", "joined_at", "left_at"), _("your number in their records, and when you came or left")
        ),
    },
    "people.MemberLanguage": {"code": _("the languages you named")},
    "people.MemberTopic": {"kind": _("the topics you named")},
    "programmes.Match": {
        **dict.fromkeys(
            ("state", "outcome", "reasons", "questions", "introduced_at"), _("that you were introduced, and what speaks for it")
        ),
        "drafted": _("who is introduced to whom in a round, and what speaks for it; nothing that anybody said in private"),
    },
    "programmes.Seat": {"role": _("your part in an introduction")},
    "reach.Acceptance": {"at": _("that you agreed to what the team worded")},
    "reach.Agreement": {"worded_at": _("that you worded what the team agreed on")},
    "reach.Card": dict.fromkeys(("ways", "urgent", "can_wait", "not_then"), _("your card on how to reach you")),
}

# What is yours alone, by where it is kept; several of one kind share their words.
_MINE: dict[str, Words] = {
    **dict.fromkeys(
        (
            *("circle.Record", "circle.Circle", "circle.IndexPart", "circle.CircleFeed", "circle.Change", "circle.Device"),
            *("circle.Import", "circle.ImportPart"),
        ),
        _("your circle: people, notes, touches, needs"),
    ),
    **dict.fromkeys(
        ("boundaries.HereAfterAll", "boundaries.Leave", "boundaries.OwnTime", "boundaries.OwnWord", "boundaries.Travel"),
        _("days off, travel, times of your own, and why nobody reaches you"),
    ),
    **dict.fromkeys(("calendars.BusyTime", "calendars.Feed", "calendars.Source"), _("your calendars, of which only busy times are kept")),
    **dict.fromkeys(
        ("meetings.Attendance", "meetings.Came", "meetings.LeftOut", "meetings.Meeting", "meetings.OfferedTime", "meetings.Proposal"),
        _("which times did not suit you, and whether you say you met"),
    ),
    **dict.fromkeys(
        ("notices.Attempt", "notices.DailyTime", "notices.Digest", "notices.Notice", "notices.Switch", "notices.Wish", "push.Device"),
        _("your messages, and where and when they reach you"),
    ),
    **dict.fromkeys(
        ("programmes.AgainWish", "programmes.Block", "programmes.MeetWish", "programmes.Stated"),
        _("whom you would rather meet or not meet, and what only you can tell"),
    ),
    **dict.fromkeys(
        (
            "programmes.Enrolment",
            "programmes.Match",
            "programmes.RoundEntry",
            "programmes.Seat",
            "programmes.Repair",
            "programmes.RepairSeat",
        ),
        _("pauses, declines, and what you said about a meeting"),
    ),
    "people.Invitation": _("what you answered to an invitation"),
    "reach.Card": _("which cards you have, and whom you gave them to"),
    "suggestions.Pushed": _("what was suggested to you"),
    **dict.fromkeys(("you.Export", "you.Leaving"), _("your exports, and when you left")),
    **dict.fromkeys(
        (
            *("account.EmailAddress", "mail.Mark", "mfa.Authenticator", "people.Account", "people.KnownAddress", "people.SignIn"),
            *("audit.Entry", "usersessions.UserSession"),
        ),
        _("how you sign in, from where, and what you did in Mooring"),
    ),
}

ORDER = (Seen.ORGANISATION, Seen.TEAM, Seen.ORGANISERS, Seen.ADMINS, Seen.MATCH, Seen.SHARED)


@dataclass(frozen=True)
class Part:
    """What one audience sees."""

    seen: Seen
    things: list[Words]


def by_audience() -> list[Part]:
    """What others see of somebody, the widest audience first; each thing once, where it is seen by most."""
    found: dict[Words, Seen] = {}
    for label, field, seen in _declared():
        words = _OTHERS.get(label, {}).get(field)
        if seen in ORDER and words is not None and ORDER.index(seen) <= ORDER.index(found.get(words, seen)):
            found[words] = seen
    return [Part(seen, [words for words, widest in found.items() if widest is seen]) for seen in ORDER]


def mine_alone() -> list[Words]:
    """What nobody else sees; each thing once, the circle first."""
    there = {label for label, _field, seen in _declared() if seen is Seen.ME}
    return list(dict.fromkeys(words for label, words in _MINE.items() if label in there))


def without_words() -> list[str]:
    """Declared fields this page has no words for."""
    return [
        f"{label}.{field}"
        for label, field, seen in _declared()
        if (seen is Seen.ME and label not in _MINE) or (seen in ORDER and field not in _OTHERS.get(label, {}))
    ]


def _declared() -> Iterator[tuple[str, str, Seen]]:
    for one in personal.declarations():
        for field, seen in one.fields.items():
            yield one.model._meta.label, field, seen
