"""Lines of an index, for what only reads them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mooring.circle.index import Line
from mooring.circle.things import Sector, Tier

TODAY = dt.date(2026, 11, 2)
SINCE = TODAY.toordinal() - 3


def line(number: int, **fields: Any) -> Line:
    """Somebody of the inner ring, from work, with whom one was in touch three days ago; otherwise nothing is known."""
    empty: dict[str, Any] = dict.fromkeys(Line._fields, 0) | {"line": "", "tags": [], "colleague": "", "days": [], "through": ""}
    known = {
        "id": f"id{number}", "name": f"Person {number}", "tier": Tier.INNER, "sector": Sector.WORK, "since": SINCE, "touched": SINCE,
        "ideal": 14, "latest": 21,
    }  # fmt: skip
    return Line(**(empty | known | fields))
