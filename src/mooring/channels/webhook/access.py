"""The one door to an organisation's webhooks."""

from __future__ import annotations

from django.http import Http404

from mooring.channels.webhook.models import Delivery, Hook
from mooring.people.models import Organisation


def own_hook(organisation: Organisation, public_id: str) -> Hook:
    """A webhook of an organisation; 404 for any other's."""
    found = Hook.objects.filter(organisation=organisation, public_id=public_id).select_related("organisation").first()
    if found is None:
        raise Http404
    return found


def own_delivery(organisation: Organisation, public_id: str) -> Delivery:
    """An event on its way from an organisation; 404 for any other's."""
    found = Delivery.objects.filter(hook__organisation=organisation, public_id=public_id).select_related("hook").first()
    if found is None:
        raise Http404
    return found
