"""The rest of the setting up, signed in as the first admin: each page can be skipped, and what it asks is found again in the settings."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mooring.notices import mailserver
from mooring.notices.actions import name_mail_server, send_test_mail
from mooring.notices.at_once import NotSent
from mooring.notices.models import MailServer
from mooring.people.actions import add_help_contact, change_organisation
from mooring.people.requests import MemberRequest
from mooring.welcome.forms import ContactForm, FirstVideoForm, MailForm


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: MemberRequest) -> HttpResponse:
    """Which server takes our mails; a test mail shows that it does."""
    return _mail(request, "welcome/setup_mail.html", "setup_video")


@require_http_methods(["GET", "HEAD", "POST"])
def mail_server(request: MemberRequest) -> HttpResponse:
    """The same, found again in the settings."""
    return _mail(request, "welcome/mail_server.html", "settings")


@require_http_methods(["GET", "HEAD", "POST"])
def video(request: MemberRequest) -> HttpResponse:
    """Where people meet who have no link of their own."""
    member = request.member
    form = FirstVideoForm(request.POST or None, instance=member.organisation)
    if request.method == "POST" and form.is_valid():
        try:
            change_organisation(organisation=member.organisation, actor=member, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            return redirect("setup_contacts", member.organisation.slug)
    return render(request, "welcome/setup_video.html", {"steps": _steps(), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: MemberRequest) -> HttpResponse:
    """Whom people may turn to when an introduction does not feel right."""
    member = request.member
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_help_contact(organisation=member.organisation, actor=member, **form.cleaned_data)
        return redirect("setup_contacts", member.organisation.slug)
    page = {"steps": _steps(), "form": form, "named": member.organisation.help_contacts.all()}
    return render(request, "welcome/setup_contacts.html", page)


@require_safe
def way_back(request: MemberRequest) -> HttpResponse:
    """How the first admin comes back in, and what comes next."""
    account = request.user
    ways = account.has_usable_password() or Authenticator.objects.filter(user=account).exists()
    known = settings.MAILBOX or mailserver.configured() is not None
    return render(request, "welcome/setup_way_back.html", {"steps": _steps(), "ways": ways, "mail_known": known})


def _steps() -> list[str]:
    return [_("Mail"), _("Video"), _("Whom to turn to"), _("Your way back in")]


def _mail(request: MemberRequest, template: str, then: str) -> HttpResponse:
    form = MailForm(request.POST or None, instance=MailServer.objects.first())
    tested = False
    if request.method == "POST" and form.is_valid():
        server = form.save(commit=False)
        try:
            send_test_mail(to=request.user.email, server=server)
        except NotSent as refused:
            form.add_error(None, str(refused))
        else:
            tested = True
            if "keep" in request.POST:
                name_mail_server(actor=request.user, server=server)
                messages.success(request, _("A test mail has gone out, and the server is kept."))
                return redirect(then, request.organisation.slug)
    page = {"steps": _steps(), "form": form, "tested": tested, "elsewhere": mailserver.from_environment() is not None}
    return render(request, template, page)
