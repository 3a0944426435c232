"""The page behind an invitation's link."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mooring.core import limits
from mooring.core.links import LinkRefused
from mooring.people.actions import refuse
from mooring.people.actions.invitations import has_account
from mooring.people.models import Invitation
from mooring.welcome import actions
from mooring.welcome.access import invitation_behind, inviter_of, programme_of

State = Invitation.State

CODES, CODES_SECONDS = 6, 600
"""So many codes one invitation's link may ask for in this time."""


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Say who invites and what is shared with whom; a press joins, or says no. Looking changes nothing."""
    try:
        invitation, answer = invitation_behind(token)
    except LinkRefused:
        return _over(request)
    if invitation.state == State.ACCEPTED:
        return _joined(request, token, invitation)
    if invitation.state != State.OPEN:
        return _over(request)
    page = _page(request, token, invitation, answer)
    if request.method != "POST":
        return render(request, "welcome/join.html", page)
    if request.POST.get("answer") == "no":
        refuse(invitation=invitation)
        return render(request, "welcome/refused.html", page)
    return _accept(request, token, invitation, page)


@require_POST
def join_code(request: HttpRequest, token: str) -> HttpResponse:
    """Send a sign-in code to the address of whoever has joined by this link. The link itself signs nobody in."""
    try:
        invitation, _answer = invitation_behind(token)
    except LinkRefused:
        return _over(request)
    account = invitation.member.account
    if invitation.state != State.ACCEPTED or account is None or not account.is_active:
        return _over(request)
    # Counted by the link, not by where it comes from: behind one address may sit everybody who joins this morning.
    if limits.over("join-code", invitation.public_id, amount=CODES, seconds=CODES_SECONDS):
        return limits.too_many(request)
    LoginCodeVerificationProcess.initiate(request=request, user=account, email=account.email)
    return redirect("account_confirm_login_code")


def _accept(request: HttpRequest, token: str, invitation: Invitation, page: dict[str, Any]) -> HttpResponse:
    account = request.user if request.user.is_authenticated else None
    if account is None and page["has_account"]:
        return render(request, "welcome/join.html", page)
    try:
        actions.accept(invitation=invitation, account=account)
    except ValidationError as wrong:
        return render(request, "welcome/join.html", {**page, "problem": wrong.messages[0]}, status=422)
    return redirect("join", token=token)


def _joined(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    if request.user.is_authenticated and request.user.pk == invitation.member.account_id:
        return redirect("home")
    return render(request, "welcome/joined.html", {"token": token, "at": invitation.organisation, "programme": programme_of(invitation)})


def _page(request: HttpRequest, token: str, invitation: Invitation, answer: str) -> dict[str, Any]:
    return {
        "token": token,
        "invitation": invitation,
        "at": invitation.organisation,
        "inviter": inviter_of(invitation),
        "programme": programme_of(invitation),
        "has_account": not request.user.is_authenticated and has_account(invitation.member.work_address),
        "no_first": answer == "no",
    }


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "welcome/over.html", status=410)
