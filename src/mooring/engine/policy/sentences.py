"""Sentences that can be said in any language: a text with named places, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def gettext_noop(text: str) -> str:
    """Marks a text for the catalogues of words without translating it: a page that knows its reader does that."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with named places such as ``%(size)s`` and their values. As a string it is English.

    Whoever speaks another language translates `text` and fills the values in the same way.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


class PolicyError(ValueError):
    """A policy that cannot be obeyed: `place` says where, such as ``preferences.2.weight``, and `why` what is wrong there.

    Entries of lists are counted from 1; what concerns the whole policy has no place.
    """

    def __init__(self, place: str, why: Sentence) -> None:
        super().__init__(place, why)
        self.place, self.why = place, why

    def __str__(self) -> str:
        return f"{self.place}: {self.why}" if self.place else str(self.why)


def wrong(place: str, text: str, **values: object) -> PolicyError:
    """A PolicyError from a text and its values."""
    return PolicyError(place, Sentence(text, values))
