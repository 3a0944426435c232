"""How the walks reach the pages of calendars."""

from __future__ import annotations

from mooring.calendars import feeds
from mooring.calendars.models import Source
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """A calendar of the owner that can be read no longer."""
    name = world.private("The family’s own calendar", "owner")
    address = world.private("https://calendar.example.org/secret-of-the-owner.ics", "owner")
    one = Source.objects.create(
        account=world.cast.owner.account, kind=Source.Kind.ADDRESS, name=name, address=address, problem=Source.Problem.GONE
    )
    mine = frozenset({"owner"})
    feed = feeds.FEED.open(world.cast.owner.account, neutral=False).split("/")[-2]
    return {
        "calendars": Example(),
        "calendars_add": Example({"kind": "address"}, data={"address": "https://[::1]/x.ics"}, ids=False, page=False),
        "calendars_read": Example({"public_id": one.public_id}, opens_for=mine, data={"x": "1"}, page=False),
        "calendar_feed_open": Example(data={"shows": "words"}, page=False),
        "calendar_feed_close": Example(data={"x": "1"}, page=False),
        "calendar_feed": Example({"token": feed}, page=False),
        "calendars_remove": Example({"public_id": one.public_id}, opens_for=mine, data={"x": "1"}, page=False),
    }
