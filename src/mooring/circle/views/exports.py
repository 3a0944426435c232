"""Taking a circle away in files that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mooring.circle import whole
from mooring.circle.book import Book, read
from mooring.circle.formats import cards_out, sheet
from mooring.circle.things import Words
from mooring.people.models import Account


@dataclass(frozen=True)
class Way:
    """One way of taking a circle away."""

    name: str
    title: Words
    words: Words
    file_name: str
    content_type: str
    pieces: Callable[[Book], Iterator[bytes]]


WAYS = (
    Way(
        "json",
        _("Everything, as JSON"),
        _("People, touches, notes and what you wrote down of yourself. Bring it in elsewhere, and your circle is there again."),
        "circle.json",
        "application/json",
        whole.pieces,
    ),
    Way(
        "vcf",
        _("People, as vCard 4.0"),
        _("For telephones, mail programs and address books."),
        "circle.vcf",
        "text/vcard; charset=utf-8",
        lambda book: cards_out.vcards(whole.cards(book)),
    ),
    Way(
        "csv",
        _("People, as a table"),
        _("For spreadsheets: CSV in UTF-8."),
        "circle.csv",
        "text/csv; charset=utf-8",
        lambda book: sheet.table(whole.cards(book)),
    ),
)


@require_GET
def circle_export(request: HttpRequest) -> HttpResponse:
    """The ways there are."""
    return render(request, "circle/export.html", {"ways": WAYS})


@require_GET
def circle_export_file(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """One of them."""
    way = next((one for one in WAYS if one.name == kind), None)
    if way is None:
        raise Http404
    answer = StreamingHttpResponse(way.pieces(read(cast(Account, request.user))), content_type=way.content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{way.file_name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
