"""Which of my addresses are for work, and which are my own."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mooring.channels.mail import actions, queries
from mooring.people.models import Account


@require_http_methods(["GET", "HEAD", "POST"])
def addresses(request: HttpRequest) -> HttpResponse:
    """Each verified address with its mark; one is changed at a time."""
    me = cast(Account, request.user)
    mine = queries.addresses_of([me])[me.pk]
    if request.method == "POST":
        address = next((one.address for one in mine if one.address == request.POST.get("address")), None)
        if address is None or request.POST.get("is") not in {"work", "own"}:
            raise Http404
        actions.mark_address(account=me, address=address, is_work=request.POST["is"] == "work")
        messages.success(request, _("Kept. It counts from the next mail on."))
        return redirect("mail_addresses")
    return render(request, "channels/mail/addresses.html", {"mine": mine})
