"""Every route says who may use it and has an example, so that no walk can miss one."""

from __future__ import annotations

from mooring.core.routes import Who, all_routes
from tests.walks.examples import make_world, named_routes


def test_every_route_declares_who_may_use_it():
    undeclared = [address for address, _pattern, who in all_routes() if who is None]
    assert undeclared == [], "declare them with core.routes.route(…, who=…)"


def test_every_route_has_an_example(db):
    world = make_world()
    missing = sorted(set(named_routes()) - set(world.examples))
    assert missing == [], "add them to tests/examples.py of their app"


def test_every_example_is_of_a_route(db):
    world = make_world()
    assert sorted(set(world.examples) - set(named_routes())) == []


def test_an_address_of_the_private_half_with_an_id_says_whose_it_is(db):
    world = make_world()
    silent = [
        name
        for name, (who, pattern) in named_routes().items()
        if who is Who.PRIVATE and pattern.pattern.converters and world.examples[name].ids and not world.examples[name].opens_for
    ]
    assert silent == [], "name in opens_for whom the id concerns, so that the walks see everybody else refused"
