"""The icon set: drawings on a 24 by 24 ground, stroked in the colour of the words beside them."""

from __future__ import annotations

_PERSON = '<circle cx="12" cy="8" r="3.4"/><path d="M5.5 20c.4-4 3-6 6.5-6s6.1 2 6.5 6"/>'
_CARE = '<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.2"/>'
_LOCK = '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>'
_TIE = '<circle cx="5" cy="8" r="2.5"/><circle cx="19" cy="8" r="2.5"/><path d="M5.8 10.6C7.5 19 16.5 19 18.2 10.6"/>'
_PEOPLE = (
    '<circle cx="9" cy="8" r="3.2"/><path d="M3 19c.4-3.6 2.8-5.5 6-5.5s5.6 1.9 6 5.5M15.5 5.2a3.2 3.2 0 0 1 0 5.7'
    'M17.6 14c2 .8 3.1 2.5 3.4 5"/>'
)

ICONS: dict[str, str] = {
    # places
    "today": '<path d="M3 18h18M6 14a6 6 0 0 1 12 0M12 4v2M4.5 8l1.4 1M19.5 8l-1.4 1"/>',
    "circle": '<circle cx="12" cy="12" r="9"/><circle cx="12" cy="12" r="4.5"/><circle cx="12" cy="12" r=".9" fill="currentColor"/>',
    "introductions": _TIE,
    "people": _PEOPLE,
    "programmes": '<path d="M4 12a8 8 0 0 1 14-5.3L20 9M20 4v5h-5M20 12a8 8 0 0 1-14 5.3L4 15M4 20v-5h5"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
    "organisation": '<path d="M4 20V9l8-5 8 5v11M9 20v-6h6v6M3 20h18"/>',
    "team": (
        '<circle cx="12" cy="6.5" r="2.7"/><circle cx="5.5" cy="16" r="2.7"/><circle cx="18.5" cy="16" r="2.7"/>'
        '<path d="M10.6 8.9 7 13.7M13.4 8.9 17 13.7M8.3 16h7.4"/>'
    ),
    "person": _PERSON,
    "place": '<path d="M12 21c4.5-4.6 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2 6.4 6.5 11z"/><circle cx="12" cy="10" r="2.3"/>',
    "world": (
        '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c3 2.6 3.6 5.5 3.6 8.5S15 17.9 12 20.5C9 17.9 8.4'
        ' 15 8.4 12S9 6.1 12 3.5z"/>'
    ),
    # states
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.2"/>',
    "done": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "care": _CARE,
    "danger": _CARE,
    "lock": _LOCK,
    "unlock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 7.5-2"/>',
    "pause": '<path d="M9 6v12M15 6v12"/>',
    "resume": '<path d="M8 5.5 18.5 12 8 18.5z"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>',
    "eye": '<path d="M2.5 12C5 7.5 8.2 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5s-7-2-9.5-6.5z"/><circle cx="12" cy="12" r="2.8"/>',
    # things
    "flag": '<path d="M6 21V4M6 5h11l-2.5 3.5L17 12H6"/>',
    "key": '<circle cx="8" cy="15" r="4"/><path d="m11 12 8.5-8.5M16 7l3 3M13.5 9.5l2 2"/>',
    "shield": '<path d="M12 3.5 19 6v5.5c0 4.3-2.8 7.3-7 9-4.2-1.7-7-4.7-7-9V6zM9 12l2.2 2.2L15 10.3"/>',
    "phone": (
        '<path d="M6.5 3.5h3l1.5 4-2 1.6a11 11 0 0 0 5.9 5.9l1.6-2 4 1.5v3c0 1.4-1.1 2.5-2.5 2.4C10.7 19.4 4.6 13.3'
        ' 4.1 6A2.4 2.4 0 0 1 6.5 3.5z"/>'
    ),
    "device": '<rect x="4" y="5" width="16" height="11" rx="1.5"/><path d="M2.5 19.5h19"/>',
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4.5 7.5 7.5 6 7.5-6"/>',
    "bell": '<path d="M6 16.5c1.2-1.2 1.5-3 1.5-6a4.5 4.5 0 0 1 9 0c0 3 .3 4.8 1.5 6zM10.5 19.5h3"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "video": '<rect x="3" y="6.5" width="12" height="11" rx="2"/><path d="m15 10.5 6-3v9l-6-3"/>',
    "link": (
        '<path d="M10.5 13.5a3.5 3.5 0 0 0 5 0l3.5-3.5a3.5 3.5 0 0 0-5-5L12.5 6.5M13.5 10.5a3.5 3.5 0 0 0-5 0L5 14a3.5'
        ' 3.5 0 0 0 5 5l1.5-1.5"/>'
    ),
    "speech": '<path d="M4 5.5h16v11H11l-4.5 3.5v-3.5H4z"/>',
    "hand": '<path d="M4 12.5 8 8l4.5 3.5L16 8l4 4.5-6.5 6a2 2 0 0 1-2.8 0z"/>',
    "shared": (
        '<path d="M9 7a5 5 0 1 0 0 10M15 7a5 5 0 1 1 0 10M12 8.5c1 1 1.5 2.2 1.5 3.5s-.5 2.5-1.5'
        ' 3.5c-1-1-1.5-2.2-1.5-3.5s.5-2.5 1.5-3.5z"/>'
    ),
    "cup": '<path d="M5 8h12v6a5 5 0 0 1-5 5h-2a5 5 0 0 1-5-5zM17 9.5h1.5a2.5 2.5 0 0 1 0 5H17M9 3.5v1.5M13 3.5v1.5"/>',
    "file": '<path d="M6.5 3.5h7l4.5 4.5v12.5h-11.5zM13.5 3.5V8H18"/>',
    "leave": (
        '<rect x="4" y="8" width="16" height="11.5" rx="2"/><path d="M9 8V5.5A1.5 1.5 0 0 1 10.5 4h3A1.5 1.5 0 0 1 15 5.5V8M4 13.5h16"/>'
    ),
    # acts
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "swap": '<path d="M4 8h15l-4-4M20 16H5l4 4"/>',
    "undo": '<path d="M4 9h10a5.5 5.5 0 0 1 0 11H8M4 9l4.5-4.5M4 9l4.5 4.5"/>',
    "more": '<path d="M6 12h.01M12 12h.01M18 12h.01" stroke-width="2.8"/>',
    "plus": '<path d="M12 5.5v13M5.5 12h13"/>',
    "close": '<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"/>',
    "edit": '<path d="M4.5 19.5l1-4.5L15.5 5a2.1 2.1 0 0 1 3 0l.5.5a2.1 2.1 0 0 1 0 3L9 18.5zM13.5 7l3.5 3.5"/>',
    "erase": '<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5"/>',
    "download": '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15"/>',
    "upload": '<path d="M12 15.5V4.5M7.5 9 12 4.5 16.5 9M4.5 20h15"/>',
    "out": '<path d="M13.5 4.5h-8v15h8M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5"/>',
    "back": '<path d="M19 12H5l6-6M5 12l6 6"/>',
    "on": '<path d="M5 12h14l-6-6M19 12l-6 6"/>',
    "down": '<path d="m6.5 9.5 5.5 5.5 5.5-5.5"/>',
}

# Arrows point the reader's way: turned round where lines run from right to left.
TURNED = frozenset({"back", "on", "out", "undo"})
