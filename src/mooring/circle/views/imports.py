"""Pages of bringing people into one's own circle from a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.circle import access
from mooring.circle import import_queries as queries
from mooring.circle.actions import imports
from mooring.circle.formats.tables import Asked
from mooring.circle.import_forms import FileForm
from mooring.circle.imports import words
from mooring.circle.imports.held import Held
from mooring.circle.imports.rows import OUR_OWN
from mooring.circle.models import Import
from mooring.circle.uploads import MemoryUpload
from mooring.core.limits import limited
from mooring.core.time import now
from mooring.people.requests import account_of

State = Import.State
MOST_COLUMNS = 100


@csrf_exempt  # checked in _upload, once the limit on the file stands: the check itself reads the whole body
@limited("circle_upload", amount=60, seconds=600, posts_only=True)
def circle_imports(request: HttpRequest) -> HttpResponseBase:
    """A form for a file, and what came in before."""
    handler = MemoryUpload(request)
    request.upload_handlers = [handler]
    return _upload(request, handler)


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def _upload(request: HttpRequest, handler: MemoryUpload) -> HttpResponse:
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST":
        if handler.too_large:
            form.errors.pop("file", None)
            form.add_error("file", words.sentence({"code": "too_large"}, handler.file_name or ""))
        elif form.is_valid():
            file = form.cleaned_data["file"]
            try:
                row = imports.upload(account=account_of(request), data=file.read(), name=file.name or "")
                return redirect("circle_import", row.public_id)
            except ValidationError as wrong:
                form.add_error("file", wrong)
    status = 413 if handler.too_large else 422 if form.errors else 200
    context = {"form": form, "before": queries.imports_of(account_of(request)), "steps": queries.STEPS}
    return render(request, "circle/imports.html", context, status=status)


@require_GET
def circle_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """One file on its way, wherever it stands."""
    row = access.own_import(account_of(request), public_id)
    if row.state in imports.JOB_OF:
        return _working(request, row)
    if getattr(request, "htmx", False):
        answer = HttpResponse()
        answer.headers["HX-Refresh"] = "true"
        return answer
    held = Held(row)
    if row.state == State.UPLOADED:
        return _columns(request, held)
    if row.state == State.FAILED:
        return _failed(request, held, words.sentence(held.head.problem, held.head.name))
    if row.state == State.STAGED:
        return _preview(request, held)
    return _render(request, held, "circle/import_done.html", {"can_undo": imports.can_undo(row), "days": imports.UNDO_DAYS})


@require_POST
def circle_import_columns(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what the columns hold."""
    row = access.own_import(account_of(request), public_id)
    if row.state not in {State.UPLOADED, State.FAILED, State.STAGED}:
        return redirect("circle_import", row.public_id)
    fields = {at: value for at in range(MOST_COLUMNS) if (value := request.POST.get(f"column-{at}", ""))}
    try:
        imports.choose_columns(row=row, fields=fields, header=request.POST.get("header") == "1")
    except ValidationError as wrong:
        if row.state != State.UPLOADED:
            messages.error(request, " ".join(wrong.messages))
            return redirect("circle_import", row.public_id)
        return _columns(request, Held(row), error=" ".join(wrong.messages), chosen=[fields.get(at, "") for at in range(MOST_COLUMNS)])
    return redirect("circle_import", row.public_id)


@require_POST
def circle_import_choices(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say who somebody doubtful is."""
    row = access.own_import(account_of(request), public_id)
    said = {int(name[4:]): str(value) for name, value in request.POST.items() if name.startswith("who-") and name[4:].isdecimal()}
    return _do(request, row, lambda: imports.choose(row=row, choices=said), done=_("Your answers are kept."))


@require_POST
def circle_import_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring them in."""
    row = access.own_import(account_of(request), public_id)
    return _do(request, row, lambda: imports.confirm(row=row, rest=request.POST.get("rest") == "1"))


@require_POST
def circle_import_stop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop half way."""
    row = access.own_import(account_of(request), public_id)
    return _do(request, row, lambda: imports.stop(row=row))


@require_POST
def circle_import_go_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go on."""
    row = access.own_import(account_of(request), public_id)
    return _do(request, row, lambda: imports.go_on(row=row))


@require_POST
def circle_import_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it all back."""
    row = access.own_import(account_of(request), public_id)
    return _do(request, row, lambda: imports.undo(row=row))


@require_POST
def circle_import_discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw away what was not confirmed."""
    row = access.own_import(account_of(request), public_id)
    try:
        imports.discard(row=row)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return redirect("circle_import", row.public_id)
    messages.success(request, _("Thrown away. Nothing was written, and the file is gone."))
    return redirect("circle_imports")


def _do(request: HttpRequest, row: Import, act: Callable[[], None], *, done: str = "") -> HttpResponse:
    try:
        act()
        if done:
            messages.success(request, done)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    back = redirect("circle_import", row.public_id)
    query = request.POST.get("back", "")
    if query.startswith("?") and len(query) < 100:
        back["Location"] += query
    return back


def _working(request: HttpRequest, row: Import) -> HttpResponse:
    held = Held(row)
    template = "circle/import_working.html#progress" if getattr(request, "htmx", False) else "circle/import_working.html"
    total = max(row.total, row.reached, 1)
    return _render(request, held, template, {"at": row.reached, "total": total, "stands": row.touched_at < now() - imports.STILL})


def _columns(request: HttpRequest, held: Held, *, error: str = "", chosen: Sequence[str] | None = None) -> HttpResponse:
    try:
        asked: Asked = imports.asked(held)
    except ValidationError as wrong:
        return _failed(request, held, " ".join(wrong.messages))
    fields = asked.guess.fields if chosen is None else chosen
    context = {"columns": queries.columns(asked, fields), "header": asked.guess.header, "choices": words.choices(), "error": error}
    return _render(request, held, "circle/import_columns.html", context, status=422 if error else 200)


def _preview(request: HttpRequest, held: Held) -> HttpResponse:
    show = request.GET.get("show", "")
    page = queries.page_of(held, show, request.GET.get("page"))
    counts = held.head.counts
    context = {
        "page": page,
        "lines": queries.lines(held, list(page.object_list)),
        "show": show,
        "kinds": [(name, label, counts.get(name, 0)) for name, label in queries.KIND_WORDS.items()],
        "all": sum(counts.values()),
        "to_write": counts.get("new", 0) + counts.get("changed", 0) + counts.get("doubtful", 0),
        "new": 0 if held.head.kind == OUR_OWN else counts.get("new", 0) + counts.get("doubtful", 0),
        "ours": held.head.kind == OUR_OWN,
        "doubtful": counts.get("doubtful", 0),
        "days": imports.UNDO_DAYS,
    }
    return _render(request, held, "circle/import_preview.html", context)


def _failed(request: HttpRequest, held: Held, sentence: str) -> HttpResponse:
    return _render(request, held, "circle/import_failed.html", {"sentence": sentence})


def _render(request: HttpRequest, held: Held, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    shared = {"import": held.row, "head": held.head, "steps": queries.STEPS}
    return render(request, template, {**shared, **context}, status=status)
