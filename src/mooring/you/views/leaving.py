"""Taking everything along, leaving an organisation, and being erased."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mooring.core.limits import limited
from mooring.notices.at_once import NotSent
from mooring.people import opening
from mooring.people.models import Account
from mooring.you import access, actions, confirm, queries
from mooring.you.forms import CodeForm


@limited("export", amount=10, seconds=3600, posts_only=True)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Ask for an export, and fetch it when it is ready."""
    account = _account(request)
    if request.method == "POST":
        actions.ask_for_export(account=account)
        return redirect("you_export")
    return render(request, "you/export.html", {"export": queries.latest_export(account)})


@require_safe
def export_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The export itself, for its signed-in owner alone."""
    content = actions.content_of(access.export_for(_account(request), public_id))
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="application/zip", headers={"Content-Disposition": 'attachment; filename="mooring.zip"'})


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leave one organisation."""
    member = access.membership_for(_account(request), public_id)
    problem = ""
    if request.method == "POST":
        try:
            actions.leave_organisation(member=member)
        except ValidationError as wrong:
            problem = wrong.messages[0]
        else:
            messages.success(request, _("You have left %(name)s.") % {"name": member.organisation.name})
            return redirect("you")
    shown = {"leaving": member, "problem": problem, "signs_in": opening.held_by(_account(request), member)}
    return render(request, "you/leave.html", shown)


@limited("erase", amount=20, seconds=3600, posts_only=True)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponseBase:
    """Ask to be erased. Whoever has a password or a factor shows it again; others type a code from a mail."""
    account = _account(request)
    if account.erase_at is not None:
        return render(request, "you/erase_asked.html")
    if request.method != "POST":
        said = {"by_code": confirm.needs_code(account), "alone_in": queries.only_admin_of(account), "backup_days": settings.BACKUP_DAYS}
        return render(request, "you/erase.html", said)
    if confirm.needs_code(account):
        return _erase_by_code(request, account)
    answer: HttpResponseBase = _erase_signed_in_again(request)
    return answer


@reauthentication_required
def _erase_signed_in_again(request: HttpRequest) -> HttpResponse:
    actions.ask_to_erase(account=_account(request))
    return redirect("you_erase")


def _erase_by_code(request: HttpRequest, account: Account) -> HttpResponse:
    if "code" not in request.POST:
        try:
            confirm.send_code(request, account)
        except NotSent as wrong:
            messages.error(request, str(wrong))
            return redirect("you_erase")
        return render(request, "you/erase_code.html", {"form": CodeForm()})
    form = CodeForm(request.POST)
    if form.is_valid() and confirm.is_right(request, form.cleaned_data["code"]):
        actions.ask_to_erase(account=account)
        return redirect("you_erase")
    form.add_error("code", _("That is not the code, or it is too old. Ask for a new one if need be."))
    return render(request, "you/erase_code.html", {"form": form}, status=422)


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user
