"""What is still to be done about a chat. Chats of a match go on for weeks, also after its round has closed."""

from __future__ import annotations

from mooring.core.time import now
from mooring.meetings.models import Meeting
from mooring.programmes.queries import ChatView, IntroductionCard


def asks(chat: ChatView) -> bool:
    """Whether it is still worth asking if people met: for two weeks after their time, or after the day they put it off to."""
    return chat.to_answer and chat.asked_until is not None and chat.asked_until > now()


def goes_on(chat: ChatView | None) -> bool:
    """Whether a time is to be picked or to come, letters are written, or an answer is still wanted."""
    if chat is None:
        return False
    to_come = chat.state == Meeting.State.AGREED and chat.begins_at is not None and chat.begins_at > now()
    return chat.can_pick or to_come or chat.state == Meeting.State.LETTERS or asks(chat)


def is_now(card: IntroductionCard) -> bool:
    """Whether an introduction belongs to the present: its round runs, or one of its chats goes on."""
    return card.is_open or goes_on(card.chat)
