"""Pages behind the links in mails."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mooring.core import links
from mooring.notices import actions, mails, register
from mooring.notices.models import Switch
from mooring.people.models import Account
from mooring.people.readers import page_for


# A mail program posts here by itself (RFC 8058); what it may do stands in the signed link alone.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def quiet(request: HttpRequest, token: str) -> HttpResponse:
    """Switch a kind of notice off, by one press here or by the mail program's own button."""
    try:
        link = links.read(token, purpose=mails.QUIET)
    except links.LinkRefused as refused:
        raise Http404 from refused
    account = Account.objects.filter(public_id=link.person, is_active=True).first()
    kind = register.find(link.thing)
    if account is None or kind is None or not kind.switchable:
        raise Http404
    if request.method == "POST":
        actions.set_switch(account=account, kind=kind.name, on=False)
        if "List-Unsubscribe" in request.POST:
            return HttpResponse(status=200)
        return redirect("quiet_link", token=token)
    off = Switch.objects.filter(account=account, kind=kind.name).exists()
    with page_for(account):
        return render(request, "notices/quiet.html", {"label": kind.switch, "off": off})
