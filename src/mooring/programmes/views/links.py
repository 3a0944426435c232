"""Pages behind signed links in mails: the answer is chosen already, one press confirms it, and nothing private is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mooring.boundaries.queries import clock_of
from mooring.core.dates import in_words
from mooring.core.links import Link, LinkRefused, read
from mooring.people.models import Member
from mooring.people.readers import page_for
from mooring.programmes import actions
from mooring.programmes.access import matches_of, may_change
from mooring.programmes.addresses import ANOTHER, BACK, JOIN, REPAIR, ROUND
from mooring.programmes.errors import Refused
from mooring.programmes.models import Enrolment, Programme, Repair, Round
from mooring.programmes.queries.faces import WITH_FACE


@dataclass(frozen=True)
class Question:
    """What a link's page asks. ``answers`` maps the values of its buttons to their words; ``act`` does what was pressed."""

    title: str
    text: str
    answers: dict[str, str]
    act: Callable[[str], str]
    over: str = ""  # why it can no longer be answered
    note: str = field(default="")


Asks = Callable[[Member, Link], Question]


def _by_link(purpose: str) -> Callable[[Asks], Callable[..., HttpResponse]]:
    """A view behind a signed link, in its person's language and on their clock. The link itself is what allows the press."""

    def decorate(asks: Asks) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, token: str) -> HttpResponse:
            try:
                link = read(token, purpose=purpose)
                member = Member.objects.joined().select_related(*WITH_FACE).get(public_id=link.person)
                member.here = clock_of(member.account_id, member.zone)
                with page_for(member.account, member.clock):
                    return _answer(request, asks(member, link), link)
            except (LinkRefused, ObjectDoesNotExist):
                return render(request, "programmes/link_over.html", status=404)

        return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(wraps(asks)(view)))

    return decorate


def _answer(request: HttpRequest, question: Question, link: Link) -> HttpResponse:
    context: dict[str, Any] = {"question": question, "chosen": link.answer}
    given = request.POST.get("answer", "")
    if request.method == "POST" and given in question.answers and not question.over:
        try:
            context["done"] = question.act(given)
        except Refused as why:
            context["refused"] = str(why)
    return render(request, "programmes/link.html", context)


@_by_link(ROUND)
def round_link(member: Member, link: Link) -> Question:
    """In this round, or not this time."""
    round = Round.objects.select_related("programme", "organisation").get(public_id=link.thing, organisation=member.organisation_id)

    def act(given: str) -> str:
        actions.answer_round(round=round, member=member, coming=given == "yes")
        return _("You are in this time.") if given == "yes" else _("Not this time, then. Nobody is told.")

    over = "" if round.state == Round.State.ASKING else _("The matching of this round has begun, so this can no longer be answered.")
    return Question(
        title=_("Are you in on %(day)s?") % {"day": in_words(round.starts_on, "day")},
        text=round.programme.name,
        answers={"yes": _("Yes, count me in"), "no": _("Not this time")},
        act=act,
        over=over,
        note=_("No reason needed, and nobody sees who is not in."),
    )


@_by_link(JOIN)
def programme_join_link(member: Member, link: Link) -> Question:
    """Take part in a programme one was asked into."""
    programme = Programme.objects.select_related("organisation").get(public_id=link.thing, organisation=member.organisation_id)

    def act(given: str) -> str:
        if given == "no":
            return _("Nothing changes, and nobody is told.")
        actions.enrol(programme=programme, member=member)
        return _("You are in. You can pause or leave at any time.")

    return Question(
        title=_("Take part in %(name)s?") % {"name": programme.name},
        text=_("You are introduced to a colleague now and then, with the reason and times that suit you both."),
        answers={"yes": _("Yes, count me in"), "no": _("No, thank you")},
        act=act,
        over=_("This programme has ended.") if programme.state == Programme.State.ENDED else "",
        note=_("One press, and one press to leave. No reason asked."),
    )


@_by_link(BACK)
def programme_back_link(member: Member, link: Link) -> Question:
    """Take part again after a pause."""
    enrolment = Enrolment.objects.select_related("programme", "organisation").get(public_id=link.thing, member=member)

    def act(given: str) -> str:
        actions.resume(enrolment=enrolment)
        return _("You are back in.")

    gone = enrolment.state == Enrolment.State.LEFT
    return Question(
        title=_("Come back to %(name)s?") % {"name": enrolment.programme.name},
        text=_("You were paused because we had not heard from you. That is fine."),
        answers={"yes": _("Yes, count me in again")},
        act=act,
        over=_("You have left this programme. You can join it again on its page.") if gone else "",
        note=_("If not, do nothing. You hear no more of it."),
    )


@_by_link(ANOTHER)
def another_link(member: Member, link: Link) -> Question:
    """Ask for somebody else in place of a match."""
    match = matches_of(member).select_related("round__programme").get(public_id=link.thing)

    def act(given: str) -> str:
        actions.ask_for_another(match=match, member=member)
        return _("Others are looked for, for two working days. You hear as soon as there is someone.")

    return Question(
        title=_("Shall we look for somebody else?"),
        text=match.round.programme.name,
        answers={"yes": _("Someone else, please")},
        act=act,
        over="" if may_change(match) else _("It is too late for this round: the next one brings somebody else."),
        note=_("No reason needed, and nobody is told who asked."),
    )


@_by_link(REPAIR)
def repair_link(member: Member, link: Link) -> Question:
    """Answer an offer of another match. It names nobody."""
    repair = Repair.objects.select_related("round__programme").get(public_id=link.thing, seats__member=member)

    def act(given: str) -> str:
        actions.answer_repair(repair=repair, member=member, yes=given == "yes")
        return _("Thank you. You hear as soon as everyone has said yes.") if given == "yes" else _("Not this time, then. Nobody is told.")

    freed = repair.seats.filter(member=member, freed=True).exists()
    return Question(
        title=_("Shall we introduce you to someone else?") if freed else _("May someone join you?"),
        text=repair.round.programme.name,
        answers={"yes": _("Yes, gladly"), "no": _("Not this time")},
        act=act,
        over="" if repair.state == Repair.State.OPEN else _("This offer is over."),
        note=_("Nobody learns who said no."),
    )
