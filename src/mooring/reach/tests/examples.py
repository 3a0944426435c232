"""How the walks reach cards and agreements."""

from __future__ import annotations

from mooring.reach import access, actions
from mooring.reach.models import Card
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """The owner's cards and what their team agrees on; who said yes stays in the team."""
    owner = world.cast.owner
    assert owner.account is not None
    assert owner.team is not None
    unshared = world.private("zebra-crossing", "owner")
    said = {"urgent": "A customer cannot work.", "can_wait": "Plans.", "not_then": "At dinner.", "with_hours": True}
    actions.write_card(account=owner.account, audience=Card.For.COLLEAGUES, ways=unshared, shared=False, **said)
    card = actions.write_card(account=owner.account, audience=Card.For.LINK, ways="Call.", shared=True, **said)
    words = {"channels": "Questions here.", "answers": "Within a day.", "urgent": "Customers cannot work.", "also": ""}
    actions.word_agreement(team=owner.team, by=world.cast.team_mate, after=0, **words)
    team = {"public_id": owner.team.public_id}
    own = frozenset({"owner", "team_mate", "manager"})
    token = access.address_of(card).rsplit("/", 1)[1]
    return {
        "reach_me": Example(),
        "reach_me_edit": Example({"audience": "colleagues"}, also=({"audience": "link"},), data={"ways": "Here."}, ids=False),
        "reach_me_new_link": Example(data={"x": "1"}, page=False),
        "reach_card": Example({"token": token}, over=({"token": token[:-2] + "xx"},)),
        "agreement": Example(team),
        "agreement_word": Example(team, opens_for=own, data=words | {"after": "1"}),
        "agreement_accept": Example(team, opens_for=own, data={"number": "1"}, page=False),
    }
