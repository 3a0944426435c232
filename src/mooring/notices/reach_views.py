"""“How messages reach me”: where each kind comes, and when."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mooring.boundaries.queries import hours_of_account
from mooring.notices import actions, channels, gathering
from mooring.notices.forms import ReachForm
from mooring.notices.models import Notice, Topic
from mooring.notices.receivers import Receiver
from mooring.notices.wishes import wishes_of
from mooring.people.models import Account
from mooring.people.requests import PersonRequest


def reach(request: PersonRequest) -> HttpResponse:
    """The table of topics and channels, and the hour of the digest."""
    me = cast(Account, request.user)
    said = wishes_of([me])[me.pk]
    member = next(iter(request.memberships), None)
    hours = hours_of_account(me)
    ways = [one for one in channels.all_of_them() if one.choosable]
    scopes = {
        Notice.Scope.ORGANISATION: [Receiver(me.reads, hours, me, member)] if member is not None else [],
        Notice.Scope.PRIVATE: [Receiver(me.reads, hours, me)],
    }
    reached = {(scope, one.name) for scope, some in scopes.items() for one in ways if some and one.ends(some, scope)}
    topics = [topic for topic in Topic if member is not None or topic is Topic.PERSONAL]
    able = {(topic, one.name) for topic in topics for one in ways if (_scope(topic), one.name) in reached}
    form = ReachForm(request.POST or None, said=said, topics=topics, ways=ways, able=able)
    if request.method == "POST" and form.is_valid():
        wishes = {topic: (daily, form.without(topic, said)) for topic, daily in form.daily().items()}
        actions.say_wishes(account=me, wishes=wishes, daily_at=form.cleaned_data["at"])
        messages.success(request, _("Kept. It counts from the next message on."))
        return redirect("reach")
    shown = {
        "form": form,
        "ways": ways,
        "a_day": gathering.A_DAY,
        "lacking": [one.page for one in ways if one.page and _lacks(one, able, topics)],
    }
    return render(request, "notices/reach.html", shown, status=422 if form.errors else 200)


def _scope(topic: Topic) -> Notice.Scope:
    return Notice.Scope.PRIVATE if topic is Topic.PERSONAL else Notice.Scope.ORGANISATION


def _lacks(channel: channels.Channel, able: set[tuple[Topic, str]], topics: list[Topic]) -> bool:
    return any((topic, channel.name) not in able for topic in topics)
