"""Counting a round anew after one of its matches was let go."""

from __future__ import annotations

from django.db import transaction

from mooring.programmes.models import Round
from mooring.programmes.queries.tally import count_up


def count_anew(*, round: Round) -> None:
    """Keep the counts of an open round whose counts were thrown away; does nothing where somebody has counted since."""
    with transaction.atomic():
        current = Round.objects.select_for_update().get(pk=round.pk)
        if current.state == Round.State.PUBLISHED and not current.tally:
            Round.objects.filter(pk=round.pk).update(tally=count_up(current))
