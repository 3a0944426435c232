"""Counting large organisations now and then."""

from __future__ import annotations

from mooring.core.time import now
from mooring.people import facets
from mooring.people.models import Census, Organisation


def take_census() -> int:
    """Count every large organisation that was not counted for an hour, and forget the counts of those that are small now."""
    counted = 0
    for here in Organisation.objects.order_by("pk"):
        if not facets.is_large(here):
            Census.objects.filter(organisation=here).delete()
        elif facets.is_stale(here):
            found = facets.count(here)
            kept = {"size": found.size, "languages": list(found.languages), "topics": [list(one) for one in found.topics]}
            Census.objects.update_or_create(organisation=here, defaults={**kept, "counted_at": now()})
            counted += 1
    return counted
