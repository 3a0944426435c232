"""How the walks reach the pages of devices."""

from __future__ import annotations

from mooring.channels.push.models import Device
from tests.walks.examples import Example, World


def examples(world: World) -> dict[str, Example]:
    """A device of the owner's."""
    account = world.cast.owner.account
    assert account is not None
    device = Device.objects.create(
        account=account, is_work=True, words="Firefox on Linux", address_hash="x", address="https://push.example.org"
    )
    return {
        "push_devices": Example(),
        "push_add": Example(data={"address": "x"}, page=False),
        "push_remove": Example({"public_id": device.public_id}, opens_for=frozenset({"owner"}), page=False),
        "push_worker": Example(page=False),
    }
