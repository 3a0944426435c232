"""Names of rules and preferences: plain ones, and families followed by a colon and the name of an attribute or number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol, TypeVar

from mooring.engine.policy.sentences import gettext_noop as _
from mooring.engine.policy.sentences import wrong

LONGEST_PART: Final = 60


class Named(Protocol):
    """A definition that may stand for a whole family of names."""

    @property
    def family(self) -> bool:
        """Whether the name is followed by a colon and a part."""


Definition = TypeVar("Definition", bound=Named)


def defined(place: str, name: str, known: Mapping[str, Definition], unknown: str) -> Definition:
    """The definition behind a name. Raises PolicyError, with the text `unknown` (%(name)s, %(known)s) where there is none."""
    stem, colon, part = name.partition(":")
    definition = known.get(stem)
    if definition is None or (colon and not definition.family):
        raise wrong(place, unknown, name=name, known=", ".join(spelled(known)))
    if definition.family and not _fits(part):
        raise wrong(place, _("after '%(name)s' comes a colon and the name of a column, such as '%(name)s:department'."), name=stem)
    return definition


def spelled(known: Mapping[str, Definition]) -> list[str]:
    """The names as they are written, ``NAME`` standing for the part of a family."""
    return [f"{name}:NAME" if one.family else name for name, one in known.items()]


def same_name(name: str) -> str:
    """What two ways of writing one name have in common: the case of a part makes no difference."""
    return name.casefold()


def _fits(part: str) -> bool:
    return part == part.strip() != "" and len(part) <= LONGEST_PART and part.isprintable() and ":" not in part
