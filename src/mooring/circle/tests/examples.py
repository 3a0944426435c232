"""How the walks reach a circle; nobody but its owner ever does."""

from __future__ import annotations

import datetime as dt

from mooring.circle import feeds
from mooring.circle.actions import needs, people, remember, together
from mooring.circle.actions.devices import make_device
from mooring.circle.tests import import_examples
from mooring.circle.things import Need, Sector, Support, Tier
from tests.walks.examples import Example, World

DAY = dt.date(2026, 11, 2)


def examples(world: World) -> dict[str, Example]:
    """The owner keeps two people; one was put away."""
    account = world.cast.owner.account
    assert account is not None
    said = {
        "name": world.private("Ngozi Marker-Okonkwo", "owner"),
        "line": world.private("mother-in-law-marker", "owner"),
        "matters": world.private("allergic-marker", "owner"),
        "tier": Tier.INNER,
        "sector": Sector.FAMILY,
        "gives": (Support.COMFORT, Support.HAND),
    }
    kept = people.add(account=account, said=said)
    touch = people.touched(account=account, identity=kept.id, on=DAY, how="in person", text=world.private("walked-marker", "owner"))
    gone = people.add(account=account, said={"name": world.private("Putaway Marker", "owner")})
    people.put_away(account=account, identity=gone.id)
    begun = _say_needs(world, kept.id)
    promise = remember.add_note(account=account, identity=kept.id, sort="promise", text=world.private("promise-marker", "owner"), due=DAY)
    teacher = remember.add_model(account=account, said={"name": world.private("Teacher Marker", "owner"), "learn": "x"})
    dinner = together.keep_time(
        account=account, identity=kept.id, what=world.private("dinner-marker", "owner"), weekday=1, on=None, begins=dt.time(19), minutes=60
    )
    calendar = feeds.FEED.open(account, names=True, rhythms=True).split("/")[-2]
    mine = frozenset({"owner"})
    device, _secret = make_device(account=account, name=world.private("telephone-marker", "owner"))
    note = {"public_id": promise.id}
    person = {"public_id": kept.id}
    colleague = {"public_id": world.cast.match.public_id}
    here = frozenset({"owner", "team_mate", "manager", "organiser", "admin"})
    return import_examples.examples(world, mine) | {
        "circle": Example(),
        "circle_devices": Example(data={"name": "Phone"}),
        "circle_device_end": Example({"public_id": device.public_id}, opens_for=mine, data={"x": "1"}, page=False),
        "dav_well_known": Example(page=False),
        "dav_root": Example(page=False),
        "dav_me": Example(page=False),
        "dav_home": Example(page=False),
        "dav_book": Example(page=False),
        "dav_card": Example({"name": f"{kept.id}.vcf"}, page=False),
        "circle_needs": Example(),
        "circle_needs_step": Example(
            {"number": "1"}, also=tuple({"number": str(number)} for number in (5, 6, 7, 8)), data={"want": "3", "have": "1"}, ids=False
        ),
        "circle_needs_done": Example(),
        "circle_needs_over_time": Example(),
        "circle_needs_forget": Example({"public_id": begun.id}, opens_for=mine, data={"x": "1"}, page=False),
        "circle_add": Example(data={"name": "Elsa", "tier": "1", "sector": "2"}),
        "circle_away": Example(),
        "circle_person": Example(person, opens_for=mine, also=({"public_id": gone.id},)),
        "circle_edit": Example(person, opens_for=mine, data={"name": "Ngozi", "tier": "0", "sector": "3"}),
        "circle_touch": Example(person, opens_for=mine, data={"how": "online"}, page=False),
        "circle_move": Example(person, opens_for=mine, data={"tier": "1"}, page=False),
        "circle_write": Example(person, opens_for=mine, query="?about=deepen&kind=advice", data={"subject": "Hello", "text": "x"}),
        "circle_put_away": Example(person, opens_for=mine, data={"x": "1"}, page=False),
        "circle_take_back": Example({"public_id": gone.id}, opens_for=mine, data={"x": "1"}, page=False),
        "circle_untouch": Example({"public_id": touch.id}, opens_for=mine, data={"x": "1"}, page=False),
        "circle_keeping": Example(),
        "circle_step_answer": Example(data={"gap": "x", "not_now": "1"}, page=False),
        "circle_rhythms": Example(data={"tag": "choir", "ideal": "20"}),
        "circle_touches": Example(data={"how": "online", "who": kept.id}),
        "circle_rhythm": Example(person, opens_for=mine, data={"ideal": "20"}, page=False),
        "circle_rest": Example(person, opens_for=mine, data={"x": "1"}, page=False),
        "circle_wake": Example(person, opens_for=mine, data={"x": "1"}, page=False),
        "circle_snooze": Example(person, opens_for=mine, data={"put_off": "week"}, page=False),
        "circle_note_add": Example(person, opens_for=mine, data={"sort": "note", "text": "x"}, page=False),
        "circle_thank": Example(person, opens_for=mine, data={"x": "1"}, page=False),
        "circle_days": Example(person, opens_for=mine, data={"birthday-day": "3", "birthday-month": "5"}),
        "circle_through": Example(person, opens_for=mine, data={"through": "x"}, page=False),
        "circle_note": Example(note, opens_for=mine, data={"sort": "note", "text": "x"}),
        "circle_note_done": Example(note, opens_for=mine, data={"x": "1"}, page=False),
        "circle_note_drop": Example(note, opens_for=mine, data={"x": "1"}, page=False),
        "circle_follow_up": Example(data={"event": "Fair", "names": "Ada"}),
        "circle_models": Example(),
        "circle_model_add": Example(data={"name": "Ada"}),
        "circle_model_edit": Example({"public_id": teacher.id}, opens_for=mine, data={"name": "Ada"}),
        "circle_time_keep": Example(person, opens_for=mine, data={"how_often": "weekly", "weekday": "1", "begins": "19:00"}, page=False),
        "circle_time_hold": Example({"public_id": dinner.id}, opens_for=mine, data={"x": "1"}, page=False),
        "circle_time_give_back": Example({"public_id": dinner.id}, opens_for=mine, data={"x": "1"}, page=False),
        "circle_feed_page": Example(),
        "circle_feed_open": Example(data={"names": "no"}, page=False),
        "circle_feed_close": Example(data={"x": "1"}, page=False),
        "circle_feed": Example({"token": calendar}, page=False),
        "circle_keep_colleague": Example(colleague, opens_for=here, data={"x": "1"}, page=False),
    }


def _say_needs(world: World, giver: str) -> Need:
    """Two times of saying what one would like, and a third that is still open."""
    account = world.cast.owner.account
    assert account is not None
    for on, have in ((DAY - dt.timedelta(days=95), 0), (DAY, 3)):
        needs.answer_kind(account=account, on=on, kind=Support.COMFORT, want=4, have=have, shown=[giver], who={giver})
        needs.answer_hard(account=account, on=on, hard=["alone"], words=world.private("evenings-marker", "owner"))
        needs.answer_would_like(account=account, on=on, would_like={"advice": world.private("fewer-hours-marker", "owner")})
        needs.answer_also(account=account, on=on, answers={"lonely": 2})
        needs.finish(account=account, on=on)
    return needs.answer_kind(account=account, on=DAY, kind=Support.ADVICE, want=2, have=None, shown=[], who=set())
