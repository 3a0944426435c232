"""Where a program posts the mails that calendars answer with, as they come. It has no session: it signs each with a secret of ours."""

from __future__ import annotations

import hashlib
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from mooring.core import limits, signed
from mooring.meetings import actions, itip
from mooring.notices.mailboxes.kinds import MOST_BYTES

MOST_POSTED: Final = MOST_BYTES + 64 * 1024
"""So many bytes are looked at: a mail, and what a form has around it."""

FIELDS: Final = ("message", "body-mime", "email")
"""What mail services call the whole mail in a form."""

WRONG, WRONG_SECONDS = 30, 600
"""So many requests that nobody of ours signed are answered from one network address in this time. They never shut out a signed one."""

MANY, MANY_SECONDS = 1200, 3600
"""So many signed ones are taken in this time."""


@csrf_exempt
@require_POST
def replies(request: HttpRequest) -> HttpResponse:
    """Take one mail. What is said is for whoever sets the posting program up."""
    if not settings.REPLIES_SECRETS:
        return _said(404, _("No mail is taken here: MOORING_REPLIES_SECRET is not set."))
    if int(request.headers.get("Content-Length") or 0) > MOST_POSTED:
        return _said(413, _("This is larger than any answer of a calendar."))
    try:
        name = signed.name_of(request.body, request.headers, settings.REPLIES_SECRETS)
    except signed.NotSigned:
        if limits.over("replies-wrong", limits.address_of(request), amount=WRONG, seconds=WRONG_SECONDS):
            return _wait(WRONG_SECONDS)
        return _said(401, _("This is not signed with the secret set here, or the clocks differ by more than five minutes."))
    if cache.get(_place(name)):
        return HttpResponse(status=204)  # the same once more: a try whose answer was lost, or somebody who listened
    if limits.over("replies", "", amount=MANY, seconds=MANY_SECONDS):
        return _wait(MANY_SECONDS)
    answer = _hear(request)
    if answer.status_code < 300:
        cache.set(_place(name), True, timeout=2 * signed.AROUND_NOW.total_seconds())
    return answer


def _hear(request: HttpRequest) -> HttpResponse:
    raw = _mail_of(request)
    if raw is None:
        return _said(415, _("Post the whole mail: as message/rfc822, or in a form as “message”, “body-mime” or “email”."))
    if len(raw) > MOST_BYTES:
        return _said(413, _("This is larger than any answer of a calendar."))
    if not itip.is_mail(raw):
        return _said(422, _("This is no mail."))
    try:
        actions.hear_posted(raw)
    except itip.Unreadable:
        return _said(422, _("This claims to be an answer of a calendar, and cannot be read."))
    # Whether it counted is said to nobody: it is between its sender and those they meet.
    return HttpResponse(status=204)


def _mail_of(request: HttpRequest) -> bytes | None:
    """The mail of a request, byte for byte; None where it holds none."""
    if request.content_type == "message/rfc822":
        return request.body
    if request.content_type not in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        return None
    request.encoding = "latin-1"  # in which every byte is a letter, and the same byte again
    for field in FIELDS:
        file = request.FILES.get(field)
        if isinstance(file, UploadedFile):
            return bytes(file.read())
        if field in request.POST:
            return request.POST[field].encode("latin-1")
    return None


def _place(name: str) -> str:
    return f"replies-taken:{hashlib.sha256(name.encode()).hexdigest()}"


def _said(status: int, words: str) -> HttpResponse:
    return HttpResponse(words + "\n", status=status, content_type="text/plain; charset=utf-8")


def _wait(seconds: int) -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": str(seconds)})
