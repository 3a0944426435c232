"""Whether a text is a mail address: letters of any script may stand before the @, as many directories have them."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST = 254


def is_address(text: str) -> bool:
    """Whether mail could be sent there."""
    local, _at, domain = text.rpartition("@")
    plain = re.sub(r"[^\W\d_]", "x", local)
    try:
        validate_email(f"{plain}@{domain}")
    except ValidationError:
        return False
    return len(text) <= LONGEST
