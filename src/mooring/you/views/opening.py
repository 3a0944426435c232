"""Opening what is one's own alone, on a device on which nothing has shown yet that it is the owner."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mooring.core.limits import limited
from mooring.notices.at_once import NotSent
from mooring.people import opening
from mooring.people.models import Account, SignIn
from mooring.you import confirm, queries
from mooring.you.forms import CodeForm
from mooring.you.letters import OPEN_CODE


@limited("open", amount=30, seconds=3600, posts_only=True)
@require_http_methods(["GET", "HEAD", "POST"])
def open_private(request: HttpRequest) -> HttpResponse:
    """Show that it is me: by passkey or app, by a code to an address of my own; or read who could come in while there is none."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    back = asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else reverse("home")
    if opening.is_open_in(request):
        return redirect(back)
    if request.method == "POST":
        return _shown(request, back)
    return _page(request, back)


def _shown(request: HttpRequest, back: str) -> HttpResponse:
    account = _account(request)
    found = opening.factors(account)
    if "code" in request.POST:
        return _by_code(request, back)
    if request.POST.get("by") == "anyway" and not found and not opening.is_over(account):
        opening.open_here(request, SignIn.How.NOTHING)
        return redirect(back)
    address = dict(_numbered(found.addresses)).get(request.POST.get("by", ""))
    if address is None:
        raise Http404
    try:
        confirm.send_code(request, account, OPEN_CODE, address)
    except NotSent as wrong:
        messages.error(request, str(wrong))
        return _page(request, back)
    return render(request, "you/open_code.html", {"form": CodeForm(), "back": back})


def _by_code(request: HttpRequest, back: str) -> HttpResponse:
    form = CodeForm(request.POST)
    # Asked before the code is used up; an address that is meanwhile not the account's own opens nothing.
    address = confirm.sent_to(request, OPEN_CODE)
    right = form.is_valid() and confirm.is_right(request, form.cleaned_data["code"], OPEN_CODE)
    if right and address in opening.own_addresses(_account(request)):
        opening.open_here(request, SignIn.How.CODE, address)
        return redirect(back)
    form.add_error("code", _("That is not the code, or it is too old. Ask for a new one if need be."))
    return render(request, "you/open_code.html", {"form": form, "back": back}, status=422)


def _page(request: HttpRequest, back: str) -> HttpResponse:
    account = _account(request)
    found = opening.factors(account)
    shown: dict[str, Any] = {
        "factors": found,
        "ways": [(number, queries.hinted(address)) for number, address in _numbered(found.addresses)],
        "others": opening.others_hold(account),
        "is_over": opening.is_over(account),
        "back": back,
    }
    return render(request, "you/open.html", shown)


def _numbered(addresses: list[str]) -> list[tuple[str, str]]:
    return [(str(number), address) for number, address in enumerate(sorted(addresses))]


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user
