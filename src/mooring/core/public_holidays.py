"""Public holidays by country or region, as the library ``holidays`` knows them.

A region is written as in ISO 3166: "PT", or "DE-BY" where a part of a country keeps days of its own.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from mooring.core.countries import COUNTRIES
from mooring.core.later import Later

if TYPE_CHECKING:
    import holidays
else:
    holidays = Later("holidays")

LONGEST: Final = 12
"""Letters a region has at most."""


def parts_of(country: str) -> list[tuple[str, str]]:
    """The parts of a country that keep days of their own, as regions with their names there, by name."""
    known = holidays.country_holidays(country)
    names = {code: name for name, code in known.subdivisions_aliases.items()}
    return sorted(((f"{country}-{code}", names.get(code, code)) for code in known.subdivisions), key=lambda one: one[1])


def is_region(region: str) -> bool:
    """Whether the text is a region whose holidays we know."""
    country, dash, part = region.partition("-")
    return country in COUNTRIES and (not dash or part in holidays.country_holidays(country).subdivisions)


def name_of(region: str) -> str:
    """A region in words, in the language that is active."""
    country, dash, _part = region.partition("-")
    return f"{dict(parts_of(country))[region]}, {COUNTRIES[country]}" if dash else str(COUNTRIES[country])


@lru_cache(maxsize=4096)
def dates_of(region: str, first_year: int, last_year: int) -> frozenset[dt.date]:
    """The holidays of a region in some years, both included; none for a region we do not know."""
    return frozenset().union(*(named_of(region, year) for year in range(first_year, last_year + 1)))


@lru_cache(maxsize=4096)
def named_of(region: str, year: int) -> dict[dt.date, str]:
    """The holidays of a region in a year with their names there; none for a region we do not know."""
    if not is_region(region):
        return {}
    country, _dash, part = region.partition("-")
    return dict(holidays.country_holidays(country, subdiv=part or None, years=year).items())
