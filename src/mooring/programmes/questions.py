"""Opening questions: three stand on every introduction. Codes are kept, never reused; wording may be bettered."""

from __future__ import annotations

import random
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHOWN: Final = 3

QUESTIONS: Final[dict[str, str | Promise]] = {
    "morning": _("What does the first hour of your working day look like?"),
    "window": _("What can you see from where you work?"),
    "learning": _("What are you in the middle of learning?"),
    "proud": _("What did you finish lately that you are quietly pleased with?"),
    "unseen": _("Which part of your work does nobody see?"),
    "misread": _("What do people often get wrong about what you do?"),
    "first_job": _("What was the first thing you were ever paid for?"),
    "teacher": _("Who taught you something you still use every week?"),
    "tool": _("Which tool, odd or ordinary, would you not give up?"),
    "walk": _("Where do you go when you need a walk?"),
    "lunch": _("What do you have for lunch when nobody is looking?"),
    "cook": _("What can you cook without a recipe?"),
    "repair": _("What have you mended rather than replaced?"),
    "read": _("What have you read or watched that stayed with you?"),
    "music": _("What do you listen to while you work, if anything?"),
    "place": _("Which place would you show a visitor first?"),
    "weather": _("What is the weather like where you grew up?"),
    "moved": _("Where else have you lived, and what did you keep from there?"),
    "words": _("Is there a word in one of your languages that you miss in the others?"),
    "ritual": _("How do you know that your working day is over?"),
    "focus": _("When in the day do you think best?"),
    "meeting": _("Which meeting would you keep if you could keep only one?"),
    "question": _("What question do you wish people asked you more often?"),
    "changed_mind": _("What have you changed your mind about in the last few years?"),
    "curious": _("What is another team doing here that you would like to understand?"),
    "newcomer": _("What would you tell yourself on your first day here?"),
    "hard": _("What is harder about your work than it looks?"),
    "easy": _("What comes easily to you that others find hard?"),
    "help": _("What could you use a second pair of eyes on?"),
    "thank": _("Who made your last month easier?"),
    "small_joy": _("What small thing makes a working day better for you?"),
    "desk": _("What is on your desk that has no business there?"),
    "pet": _("Who else is around when you work: people, animals, plants?"),
    "hands": _("What do you like to do with your hands?"),
    "child": _("What did you want to become when you were ten?"),
    "hour": _("What would you do with one extra hour a week?"),
    "celebrate": _("Which day of the year matters to you, and how do you spend it?"),
    "collect": _("Have you ever collected anything?"),
    "outdoors": _("Mountains, sea, forest or city: where do you breathe out?"),
    "surprise": _("What do colleagues find surprising about you?"),
    "team": _("What is something your team does that others could copy?"),
    "next": _("What are you looking forward to?"),
}


def choose(seed: str) -> list[str]:
    """The codes of three questions for a match, the same for the same seed."""
    return random.Random(f"questions {seed}").sample(sorted(QUESTIONS), SHOWN)  # noqa: S311  a choice of questions, not a secret


def worded(codes: list[str]) -> list[str]:
    """The questions in the reader's language; a code that is no longer known is left out."""
    return [str(QUESTIONS[code]) for code in codes if code in QUESTIONS]
