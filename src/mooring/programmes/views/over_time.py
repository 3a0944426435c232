"""Rounds over time as small pictures of one measure each; the table beside them says the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mooring.programmes.queries import RoundRow

WIDTH, HEIGHT = 200.0, 56.0
SHOWN = 12
"""So many rounds, the newest last."""


@dataclass(frozen=True)
class Series:
    """One measure over the last rounds. ``points`` are runs of places, broken where a round has no value."""

    label: str
    last: str
    runs: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    words: str


def over_time(rounds: Sequence[RoundRow]) -> list[Series]:
    """Share placed, share who met, share across teams and repeats, oldest round first; nothing below two rounds that ran."""
    ran = [row for row in reversed(rounds) if row.state in {"published", "closed"}][-SHOWN:]
    if len(ran) < 2:
        return []
    return [
        _series(_("placed"), ran, lambda row: row.placed_share, share=True),
        _series(_("met"), ran, lambda row: row.met_share, share=True),
        _series(_("across teams"), ran, lambda row: row.cross_team_share, share=True),
        _series(_("met again too soon"), ran, lambda row: float(row.repeats), share=False),
    ]


def _series(label: str, ran: Sequence[RoundRow], value: Callable[[RoundRow], float | None], *, share: bool) -> Series:
    values = [value(row) for row in ran]
    top = 1.0 if share else max([one for one in values if one is not None] + [1.0])
    step = WIDTH / max(len(values) - 1, 1)
    places = [None if one is None else (round(at * step, 1), round(HEIGHT - one / top * HEIGHT, 1)) for at, one in enumerate(values)]
    runs: list[list[str]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(f"{place[0]},{place[1]}")
    known = [(row.number, one) for row, one in zip(ran, values, strict=True) if one is not None]
    said = [_("round %(number)d: %(value)s") % {"number": number, "value": _worded(one, share)} for number, one in known]
    return Series(
        label=label,
        last=_worded(known[-1][1], share) if known else _("not yet"),
        runs=tuple(" ".join(run) for run in runs if len(run) > 1),
        dots=tuple(place for place in places if place is not None),
        words="; ".join([label, *said]),
    )


def _worded(value: float, share: bool) -> str:
    return _("%(percent)d %%") % {"percent": round(value * 100)} if share else str(int(value))
