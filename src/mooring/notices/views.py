"""Pages behind the links in mails, and how an organisation's outbox stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.core import links
from mooring.notices import actions, failing, incoming, mails, queries, register
from mooring.notices.models import Notice, Replies, Switch
from mooring.people.models import Account
from mooring.people.readers import page_for
from mooring.people.requests import MemberRequest


# A mail program posts here by itself (RFC 8058); what it may do stands in the signed link alone.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def quiet(request: HttpRequest, token: str) -> HttpResponse:
    """Switch off what a link names, by one press here or by the mail program's own button: a kind of notice, or those of a digest."""
    try:
        link = links.read(token, purpose=mails.QUIET)
    except links.LinkRefused as refused:
        raise Http404 from refused
    account = Account.objects.filter(public_id=link.person, is_active=True).first()
    kinds = _kinds_of(account, link.thing.split()) if account is not None else []
    if account is None or not kinds:
        raise Http404
    if request.method == "POST":
        for kind in kinds:
            actions.set_switch(account=account, kind=kind.name, on=False)
        if "List-Unsubscribe" in request.POST:
            return HttpResponse(status=200)
        return redirect("quiet_link", token=token)
    off = Switch.objects.filter(account=account, kind__in=[one.name for one in kinds]).count() == len(kinds)
    with page_for(account):
        labels = {_("What you asked to be reminded of") if one.scope is Notice.Scope.PRIVATE else str(one.switch) for one in kinds}
        return render(request, "notices/quiet.html", {"labels": sorted(labels), "off": off})


def _kinds_of(account: Account, names: list[str]) -> list[register.Kind]:
    """The kinds that a link stops: by their names, or by notices of the account that are of them."""
    of_notices = Notice.objects.filter(account=account, public_id__in=names).values_list("kind", flat=True)
    found = [register.find(name) for name in dict.fromkeys([*names, *of_notices])]
    return [one for one in found if one is not None and one.switchable]


@require_GET
def outbox(request: MemberRequest) -> HttpResponse:
    """What waits, what went and what could not go; never to whom."""
    standing = queries.standing(request.organisation)
    failures = [(one, failing.channel(one.channel), failing.reason(one.channel, one.error)) for one in standing.failures]
    context = {"standing": standing, "failures": failures, "replies": _replies()}
    return render(request, "notices/outbox.html", context)


def _replies() -> dict[str, object] | None:
    """How reading what calendars answer is getting on; None where no mailbox is named."""
    if not incoming.is_named():
        return None
    kept = Replies.objects.filter(pk=1).first()
    problem = incoming.problem_in_words(kept.problem) if kept and kept.problem else ""
    return {"read_at": kept.read_at if kept else None, "problem": problem, "put_aside": kept.put_aside if kept else 0}


@require_POST
def outbox_again(request: MemberRequest) -> HttpResponse:
    """Try anew what was given up for one reason."""
    channel, error = request.POST.get("channel", ""), request.POST.get("error", "")
    count = actions.send_again(actor=request.member, channel=channel, error=error)
    if count:
        said = ngettext(
            "%(count)s message is tried again, in its reader’s hours.",
            "%(count)s messages are tried again, in their readers’ hours.",
            count,
        )
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("None of them is of use any more."))
    return redirect("outbox", slug=request.organisation.slug)
