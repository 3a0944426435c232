"""The rest of the setting up, signed in as the first admin: each page can be skipped and is found again in the settings."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mooring.notices.actions import name_mail_server, send_test_mail
from mooring.notices.at_once import NotSent
from mooring.notices.models import MailServer
from mooring.people.actions import add_help_contact, change_organisation
from mooring.people.requests import MemberRequest
from mooring.welcome.forms import ContactForm, MailForm, VideoForm


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: MemberRequest) -> HttpResponse:
    """Which server takes our mails; a test mail shows that it does."""
    member = request.member
    form = MailForm(request.POST or None, instance=MailServer.objects.first())
    tested = False
    if request.method == "POST" and form.is_valid():
        server = form.save(commit=False)
        assert member.account is not None
        try:
            send_test_mail(to=member.account.email, server=server)
        except NotSent as refused:
            form.add_error(None, str(refused))
        else:
            tested = True
            if "keep" in request.POST:
                name_mail_server(actor=member.account, server=server)
                messages.success(request, _("A test mail has gone out, and the server is kept."))
                return redirect("setup_video", member.organisation.slug)
    return render(request, "welcome/setup_mail.html", {"form": form, "tested": tested})


@require_http_methods(["GET", "HEAD", "POST"])
def video(request: MemberRequest) -> HttpResponse:
    """Where people meet who have no link of their own."""
    member = request.member
    form = VideoForm(request.POST or None, instance=member.organisation)
    if request.method == "POST" and form.is_valid():
        try:
            change_organisation(organisation=member.organisation, actor=member, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            return redirect("setup_contacts", member.organisation.slug)
    return render(request, "welcome/setup_video.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: MemberRequest) -> HttpResponse:
    """Whom people may turn to when an introduction does not feel right."""
    member = request.member
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_help_contact(organisation=member.organisation, actor=member, **form.cleaned_data)
        return redirect("setup_contacts", member.organisation.slug)
    return render(request, "welcome/setup_contacts.html", {"form": form, "named": member.organisation.help_contacts.all()})


@require_safe
def way_back(request: HttpRequest) -> HttpResponse:
    """How the first admin comes back in, and what comes next."""
    return render(request, "welcome/setup_way_back.html")
