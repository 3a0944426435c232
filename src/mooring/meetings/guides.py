"""Short guides for conversations: a few sentences to read before one, chosen by what a meeting is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mooring.core.links import absolute


@dataclass(frozen=True)
class Guide:
    """A guide: its name in addresses, what it is for, and what it says, a thought each."""

    name: str
    title: Promise
    thoughts: tuple[Promise, ...]

    @property
    def address(self) -> str:
        """Where it is to be read."""
        return f"{absolute('guides')}#{self.name}"


FIRST_COFFEE: Final = "first-coffee"
FIRST_MENTORING: Final = "first-mentoring"
CLOSING: Final = "closing"

FOR_A_FIRST: Final = frozenset({FIRST_COFFEE, FIRST_MENTORING})
"""Those that are of use once: the next time these people know each other."""

GUIDES: Final = {
    one.name: one
    for one in (
        Guide(
            FIRST_COFFEE,
            _("A first coffee"),
            (
                _("Nothing has to come of it. Half an hour in which two people know each other a little better is enough."),
                _("Begin with what is easy: where you are sitting, how your day went, what brought you here."),
                _("Ask one thing you would really like to know, then ask about the answer. People like whoever asks on."),
                _("Tell something of yourself too. Closeness grows when both give a little, turn by turn."),
                _("Find one thing you share, and one in which the other could teach you something."),
                _("End while it is still pleasant, and say whether you would like to talk again."),
            ),
        ),
        Guide(
            FIRST_MENTORING,
            _("A first mentoring session"),
            (
                _("Begin with each other, not with the task: how each of you came to where you are."),
                _("Say what you hope for, and what not. One goal for the next three months is enough."),
                _("Agree how often you meet, who writes first, and what stays between you."),
                _("Whoever is mentored brings the questions; whoever mentors asks more than they advise."),
                _("Say now how you will end it if it does not fit. Then neither has to guess."),
            ),
        ),
        Guide(
            "listening",
            _("Listening when someone is having a hard time"),
            (
                _("Ask first: would you like me to listen, or to think along? Then do that."),
                _("Put away what blinks. Let silences be; they are often where the next sentence comes from."),
                _("Say back in your own words what you heard, and ask whether that is it."),
                _("Leave out “at least”, and the story of how it was for you. Feelings need no correcting."),
                _("Ask what would help in the next few days, and offer only what you can keep."),
                _("Where you are worried about somebody’s safety, do not carry it alone: “Help now” is at the top of every page."),
            ),
        ),
        Guide(
            "hard-conversation",
            _("A hard conversation"),
            (
                _("Say beforehand what it is about and how long it takes. Nobody thinks well when surprised."),
                _("Begin with what you saw, not with what the other is: when, where, what came of it."),
                _("Say what it did to you, and what you would like instead. One matter is enough."),
                _("Then ask how it was for them, and listen until they are done."),
                _("Agree on the next small step, and when you look at it again."),
            ),
        ),
        Guide(
            CLOSING,
            _("A last conversation"),
            (
                _("Say that it is the last one, at its beginning."),
                _("Each names one thing that helped, and one they will do otherwise from now on."),
                _("Look back at what you wanted at first, and at what came instead."),
                _("Thank each other for something particular."),
                _("Say whether you would like to stay in touch, and how. A no is a good answer too."),
            ),
        ),
    )
}
