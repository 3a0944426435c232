"""The jobs of programmes. They take ids only, load again, and call actions."""

from __future__ import annotations

from mooring.jobs.policy import DoNotRetry, job
from mooring.people.models import Member
from mooring.programmes import actions
from mooring.programmes.errors import Refused
from mooring.programmes.models import Match, Round


@job("programmes.cadence", every="* * * * *", retries=0)
def cadence() -> None:
    """Open, solve, publish, remind, close."""
    actions.run_cadence()


@job("programmes.introductions", every="* * * * *", retries=0)
def introductions() -> None:
    """Send what was published."""
    actions.introduce_due()


@job("programmes.later_chats", every="11 * * * *", retries=0)
def later_chats() -> None:
    """Offer later chats of matches whose weeks have come."""
    actions.offer_later_chats()


@job("programmes.repairs", every="*/10 * * * *", retries=0)
def repairs() -> None:
    """End offers whose time is over, look on, and let go of those who have left."""
    actions.let_go_of_leavers()
    actions.expire_repairs()


@job("programmes.solve", queue="solve")
def solve(round_id: int, number: int) -> None:
    """Solve a round."""
    actions.solve_round(round_id=round_id, number=number)


@job("programmes.relax", queue="solve")
def relax(round_id: int, number: int) -> None:
    """Find out what each rule costs a draft."""
    actions.note_what_rules_cost(round_id=round_id, number=number)


@job("programmes.lock_costs", queue="solve")
def lock_costs(round_id: int, number: int) -> None:
    """Find out what each lock costs a draft."""
    actions.note_what_locks_cost(round_id=round_id, number=number)


@job("programmes.publish", queue="solve", retries=2)
def publish(round_id: int) -> None:
    """Publish a draft whose time has come, unless that was done already: by an organiser, or by this job before it was killed."""
    round = _round(round_id)
    if round.state != Round.State.DRAFT:
        return
    try:
        actions.publish(round=round)
    except Refused as why:
        raise DoNotRetry("The draft has changed while it was being published; the cadence tries again.") from why


@job("programmes.mend", queue="solve", retries=2)
def mend(round_id: int) -> None:
    """Solve a published round again around what still stands, before anybody is introduced."""
    actions.mend(round=_round(round_id))


@job("programmes.silence")
def silence(round_id: int) -> None:
    """Pause those who were silent three rounds running."""
    actions.pause_the_silent(round=_round(round_id))


@job("programmes.tally")
def tally(round_id: int) -> None:
    """Count an open round anew after a match was let go."""
    actions.count_anew(round=_round(round_id))


@job("programmes.repair")
def repair(round_id: int) -> None:
    """Look for another match for those of a round who lost theirs."""
    actions.offer_repair(round=_round(round_id))


@job("programmes.let_go")
def let_go(match_id: int, member_id: int) -> None:
    """End a match whose person has left the programme."""
    match = Match.objects.select_related("round__programme", "organisation").get(pk=match_id)
    actions.let_go(match=match, member=Member.objects.get(pk=member_id))


def _round(key: int) -> Round:
    return Round.objects.select_related("programme__organisation", "organisation").get(pk=key)
