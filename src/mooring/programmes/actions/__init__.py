"""What can be done with programmes; every function takes keyword arguments and is its own transaction."""

from mooring.programmes.actions.cadence import run_cadence
from mooring.programmes.actions.closing import close_round, pause_the_silent
from mooring.programmes.actions.drafts import (
    lock_match,
    note_what_locks_cost,
    note_what_rules_cost,
    solve_again,
    solve_round,
    start_solving,
    stop_solving,
    swap,
)
from mooring.programmes.actions.enrolments import enrol, leave, pause, resume, snooze, state
from mooring.programmes.actions.introducing import introduce_due, introduce_match
from mooring.programmes.actions.inviting import invite_to_programme
from mooring.programmes.actions.later import offer_later_chats
from mooring.programmes.actions.matches import (
    answer_again,
    answer_met,
    ask_for_another,
    end_match,
    let_go,
    let_go_of_leavers,
    pick_time,
    say_enough,
)
from mooring.programmes.actions.mending import mend
from mooring.programmes.actions.programmes import (
    change_programme,
    create_programme,
    end_programme,
    pause_programme,
    resume_programme,
)
from mooring.programmes.actions.publishing import publish, take_back
from mooring.programmes.actions.repairs import answer_repair, expire_repairs, offer_repair
from mooring.programmes.actions.rounds import answer_round, cancel_round, open_round
from mooring.programmes.actions.tallying import count_anew
from mooring.programmes.actions.wishes import block, unblock, wish_again, wish_to_meet, withdraw_again, withdraw_wish

__all__ = [
    "answer_again",
    "answer_met",
    "answer_repair",
    "answer_round",
    "block",
    "cancel_round",
    "change_programme",
    "close_round",
    "count_anew",
    "create_programme",
    "ask_for_another",
    "end_match",
    "end_programme",
    "enrol",
    "expire_repairs",
    "introduce_due",
    "introduce_match",
    "invite_to_programme",
    "leave",
    "let_go",
    "let_go_of_leavers",
    "lock_match",
    "mend",
    "note_what_locks_cost",
    "note_what_rules_cost",
    "offer_later_chats",
    "offer_repair",
    "open_round",
    "pause",
    "pause_programme",
    "pause_the_silent",
    "pick_time",
    "publish",
    "resume",
    "resume_programme",
    "run_cadence",
    "say_enough",
    "snooze",
    "solve_again",
    "solve_round",
    "start_solving",
    "state",
    "stop_solving",
    "swap",
    "take_back",
    "unblock",
    "wish_again",
    "wish_to_meet",
    "withdraw_again",
    "withdraw_wish",
]
