"""The zone somebody meant who wrote something else."""

from __future__ import annotations

import difflib
import re

from mooring.core.text import fold
from mooring.core.time import is_zone, zones

# One well-known place for each whole offset; a file that says “GMT+8” means some place there.
_BY_OFFSET = {
    **{-11: "Pacific/Pago_Pago", -10: "Pacific/Honolulu", -9: "America/Anchorage", -8: "America/Los_Angeles", -7: "America/Denver"},
    **{-6: "America/Chicago", -5: "America/New_York", -4: "America/Halifax", -3: "America/Sao_Paulo", -2: "America/Noronha"},
    **{-1: "Atlantic/Azores", 0: "Europe/London", 1: "Europe/Berlin", 2: "Europe/Athens", 3: "Africa/Nairobi", 4: "Asia/Dubai"},
    **{5: "Asia/Karachi", 6: "Asia/Dhaka", 7: "Asia/Bangkok", 8: "Asia/Singapore", 9: "Asia/Tokyo", 10: "Australia/Sydney"},
    **{11: "Pacific/Noumea", 12: "Pacific/Auckland", 13: "Pacific/Tongatapu"},
}
# What Windows and offices call zones.
_BY_NAME = {
    **{"pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pacific": "America/Los_Angeles", "mst": "America/Denver"},
    **{
        "mdt": "America/Denver",
        "mountain": "America/Denver",
        "cst": "America/Chicago",
        "cdt": "America/Chicago",
        "edt": "America/New_York",
    },
    **{"central": "America/Chicago", "est": "America/New_York", "eastern": "America/New_York", "bst": "Europe/London"},
    **{"cest": "Europe/Berlin", "mez": "Europe/Berlin", "mesz": "Europe/Berlin", "ist": "Asia/Kolkata", "india": "Asia/Kolkata"},
    **{"romance": "Europe/Paris", "w": "Europe/Berlin", "jst": "Asia/Tokyo", "aest": "Australia/Sydney", "sgt": "Asia/Singapore"},
    **{"china": "Asia/Shanghai", "tokyo": "Asia/Tokyo", "gtb": "Europe/Athens", "fle": "Europe/Helsinki", "e": "America/Sao_Paulo"},
}
_OFFSET = re.compile(r"(?:gmt|utc)\s*([+-−])\s*(\d{1,2})", re.IGNORECASE)


def nearest(text: str) -> str:
    """The zone that was likely meant; empty where nothing comes near."""
    if offset := _OFFSET.search(text):
        hours = int(offset[2]) * (1 if offset[1] == "+" else -1)
        return _BY_OFFSET.get(hours, "")
    plain = text.strip().replace(" ", "_")
    for name in zones():
        if name.casefold() == plain.casefold():
            return name
    words = fold(text).replace("/", " ").replace("_", " ").replace(".", " ").split()
    cities = {fold(name.rpartition("/")[2].replace("_", " ")): name for name in zones()}
    if whole := cities.get(" ".join(words)):
        return whole
    if words and words[0] in _BY_NAME and is_zone(_BY_NAME[words[0]]):
        return _BY_NAME[words[0]]
    if found := next((cities[word] for word in words if word in cities), None):
        return found
    close = difflib.get_close_matches(plain, zones(), n=1, cutoff=0.6) or [
        cities[city] for city in difflib.get_close_matches(" ".join(words[-1:]), list(cities), n=1, cutoff=0.75)
    ]
    return close[0] if close else ""
