"""What the account page sends at once, and the person's own act that each answers."""

from __future__ import annotations

from mooring.notices import at_once
from mooring.you.letters import ERASE_CODE, ERASURE_ASKED, EXPORT_READY, LEFT, OPEN_CODE

at_once.register(EXPORT_READY, because="The person asked for an export of everything of theirs.")
at_once.register(ERASURE_ASKED, because="The person asked to be erased; it is also a matter of the account's security.")
at_once.register(ERASE_CODE, because="The person asked to be erased and is asked to show that it is them.")
at_once.register(OPEN_CODE, because="The person opens what is theirs alone on a new device and is asked to show that it is them.")
at_once.register(
    LEFT, because="The person has left an organisation, and how they sign in will change; it is a matter of the account's security."
)
