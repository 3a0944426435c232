"""Every route says who may use it and has an example, so that no walk can miss one."""

from __future__ import annotations

from mooring.core.routes import all_routes
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
