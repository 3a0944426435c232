"""How the walks reach the pages of webhooks."""

from __future__ import annotations

from mooring.channels.webhook.models import Delivery, Hook
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """A webhook of the organisation, with an event it did not take."""
    hook = Hook.objects.create(
        organisation=world.cast.organisation, address="https://hooks.example.org/in", secret="whsec_AAAA", events=["round.published"]
    )
    delivery = Delivery.objects.create(hook=hook, state=Delivery.State.FAILED, answer="500")
    own = {"public_id": hook.public_id}
    return {
        "webhooks": Example(),
        "webhook_add": Example(),
        "webhook": Example(own),
        "webhook_remove": Example(own, page=False),
        "webhook_secret": Example(own, page=False),
        "webhook_test": Example(own, page=False),
        "webhook_again": Example({"public_id": delivery.public_id}, page=False),
    }
