"""Pages of the mailbox, in demo and development only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from mooring.notices import mailbox

AT_MOST = 50

# The mail as a mail program would show it: its own styles, no scripts, no forms, nothing from elsewhere. A link opens outside.
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'self'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


def index(request: HttpRequest) -> HttpResponse:
    """All mails, newest first."""
    text = request.GET.get("q", "").strip()
    mails, total = mailbox.search(text, AT_MOST)
    return render(request, "notices/mailbox.html", {"mails": mails, "total": total, "q": text, "at_most": AT_MOST})


def message(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: headers, how it looks, and its plain text."""
    return render(request, "notices/mailbox_message.html", {"mail": _opened(name)})


@xframe_options_sameorigin
def frame(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part of a mail, for the sandboxed frame."""
    html = _opened(name).html
    page = html.replace("<head>", '<head><base target="_top">', 1) if "<head>" in html else f'<base target="_top">{html}'
    response = HttpResponse(page)
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response


def source(request: HttpRequest, name: str) -> HttpResponse:
    """The mail as it would have gone out."""
    found = _opened(name)
    return _download(mailbox.raw(found.name), "message/rfc822", f"{found.name}.eml")


def calendar(request: HttpRequest, name: str) -> HttpResponse:
    """The calendar a mail carries."""
    found = _opened(name)
    if not found.calendar:
        raise Http404
    return _download(found.calendar.encode(), "text/calendar; charset=utf-8", f"{found.name}.ics")


def _opened(name: str) -> mailbox.Mail:
    try:
        return mailbox.opened(name)
    except FileNotFoundError as gone:
        raise Http404 from gone


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
