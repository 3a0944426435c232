"""The people of a made-up circle: who they are to its owner, what comes from and goes to them, and how long ago one talked.

Kinds are letters: Comfort, Advice, Hand, Encouragement, Belonging. Names are put together by chance, as in the company.
"""

from __future__ import annotations

from dataclasses import dataclass

from mooring.circle.things import Sector, Support, Tier

KINDS = dict(zip("CAHEB", Support, strict=True))
PERSON, ONLINE, BOTH = "in person", "online", "both"


@dataclass(frozen=True)
class Part:
    """One person of a circle before they have a name."""

    sector: Sector
    tier: Tier
    line: str
    gives: str = ""
    takes: str = ""
    usually: str = ""
    days: int = 10  # since the last touch
    met: str = ""
    matters: str = ""
    birthday: str = ""
    notes: tuple[tuple[str, str], ...] = ()  # sort and words


_W, _E, _FR, _FA, _C = Sector
_I, _N, _U, _O = Tier

LIVED_IN: tuple[Part, ...] = (
    Part(
        _FA,
        _I,
        "we share a kitchen",
        "CAEB",
        "CEB",
        PERSON,
        0,
        matters="Sundays without a screen.",
        birthday="1986-02-19",
        notes=(("promise", "Book the cabin for the long weekend."),),
    ),
    Part(_FA, _I, "my sister", "CB", "CAE", BOTH, 5, birthday="--12-14", notes=(("note", "Her exam is in March. Ask before, not after."),)),
    Part(_FR, _I, "since school", "CB", "CB", PERSON, 9, met="We were put at one table in the second year."),
    Part(_FR, _I, "we run on Sundays", "CE", "CE", PERSON, 6),
    Part(
        _W,
        _I,
        "we started in the same week",
        "CAE",
        "CA",
        ONLINE,
        2,
        matters="Rowing. Her mother is not well.",
        notes=(("asked", "Somebody who knows school budgets in Kenya."),),
    ),
    Part(_FA, _N, "my brother", "H", "A", BOTH, 25),
    Part(_FA, _N, "my aunt, who writes letters", "E", "B", PERSON, 48, birthday="1951-12-03"),
    Part(_FR, _N, "chess by post", "B", "B", ONLINE, 21),
    Part(_FR, _N, "the flat in the old town", "CB", "C", BOTH, 47, notes=(("promise", "The recipe for the lentil soup."),)),
    Part(_E, _N, "my first lead", "AE", "", ONLINE, 26, met="She hired me when nobody else would.", matters="Her garden."),
    Part(_E, _N, "we ran the move together", "A", "AE", ONLINE, 12),
    Part(_C, _N, "choir, second alto", "B", "B", PERSON, 5),
    Part(_W, _N, "reads what I write first", "AE", "A", ONLINE, 8),
    Part(_W, _N, "on call together", "A", "AH", ONLINE, 11),
    Part(_W, _N, "the other early bird", "E", "E", ONLINE, 19),
    Part(_W, _N, "", "B", "A", ONLINE, 31),
    Part(_W, _N, "my mentor until June", "AE", "", ONLINE, 14),
    Part(_C, _N, "two doors down", "", "H", PERSON, 16),
    Part(_W, _U, "", "A", "", ONLINE, 30),
    Part(_W, _U, "", "A", "A", ONLINE, 41),
    Part(_W, _U, "coffee in spring, round 7", "", "", ONLINE, 58, met="Introduced by a coffee round."),
    Part(_W, _U, "coffee in autumn, round 11", "E", "", ONLINE, 22, met="Introduced by a coffee round."),
    Part(_W, _U, "", "A", "", ONLINE, 104),
    Part(_W, _U, "", "", "H", ONLINE, 33),
    Part(_W, _U, "", "A", "", ONLINE, 150),
    Part(_E, _U, "finance, the old place", "A", "", ONLINE, 60),
    Part(_E, _U, "", "", "E", ONLINE, 71),
    Part(_E, _U, "moved to Montréal", "E", "", ONLINE, 88),
    Part(_E, _U, "", "A", "", "", 95),
    Part(_FR, _U, "the walking group", "B", "B", PERSON, 24),
    Part(_FR, _U, "the walking group", "B", "", PERSON, 24),
    Part(_FR, _U, "her wedding", "C", "C", BOTH, 70),
    Part(_FR, _U, "", "", "", PERSON, 12),
    Part(_FA, _U, "my cousin", "B", "", BOTH, 45, birthday="--11-30"),
    Part(_FA, _U, "my cousin’s husband", "", "A", PERSON, 45),
    Part(_FA, _U, "my godmother", "E", "", PERSON, 29),
    Part(_C, _U, "choir, who holds it together", "B", "B", PERSON, 5),
    Part(_C, _U, "the parents’ council", "", "A", PERSON, 19),
    Part(_C, _U, "the library on Thursdays", "A", "", PERSON, 40),
    Part(_W, _U, "", "", "", ONLINE, 66),
    *(Part(_W, _O, "", gives, "", ONLINE, days) for gives, days in (("", 120), ("A", 13), ("", 90), ("", 35), ("", 160), ("E", 75))),
    *(Part(_E, _O, "", gives, "", ONLINE, days) for gives, days in (("A", 150), ("", 170), ("", 110), ("", 300))),
    *(Part(_FR, _O, line, "", "", "", days) for line, days in (("the year abroad", 100), ("", 80), ("", 140), ("", 130))),
    *(Part(_FA, _O, "", "", "", PERSON, days) for days in (60, 60, 150)),
    *(Part(_C, _O, line, gives, "", PERSON, days) for line, gives, days in (("choir", "", 5), ("the allotment", "A", 40), ("", "", 70))),
)
"""About sixty people, and three things that are missing: a hand, more advice, and that much rests on one."""

BEGUN = (
    Part(_FA, _I, "my mother", "C", "B", BOTH, 4),
    Part(_FR, _I, "from the first flat", "CE", "C", PERSON, 11),
    Part(_W, _N, "the one I ask", "A", "A", ONLINE, 3),
    Part(_E, _N, "", "AE", "", ONLINE, 35),
    Part(_FR, _U, "climbing", "B", "B", PERSON, 8),
    Part(_C, _O, "evening class", "", "", PERSON, 40),
)
"""The first six somebody thought of."""

NEEDS = (
    (230, {"C": (3, 1), "A": (4, 2), "H": (2, 1), "E": (3, 2), "B": (3, 1)}, ("alone", "zones", "stopping"), "Calls with Hà Nội at night."),
    (128, {"C": (3, 2), "A": (4, 2), "H": (3, 1), "E": (3, 3), "B": (3, 2)}, ("zones", "focus"), ""),
    (33, {"C": (3, 3), "A": (4, 3), "H": (3, 1), "E": (3, 3), "B": (3, 3)}, ("care", "focus"), ""),
)
"""What was said each time, this many days ago: by kind, how much was wanted and how much was there."""
WOULD_LIKE = {"advice": "whether to lead the new team or to stay an expert", "hand": "a free afternoon once a week"}
TALKED = ("We talked about the move.", "A long walk.", "Short, and good.", "", "", "", "Remembered the summer.", "")

# People one learns from without knowing them: name, who they are, what is to be learned, where to follow it.
LEARNED_FROM = (
    ("Grace Hopper", "she wrote the first compiler", "Explaining hard things with something one can hold.", "Her lectures on nanoseconds"),
    ("Wangari Maathai", "she planted trees", "Beginning with what is at hand, and going on.", "Unbowed, her memoir"),
)
