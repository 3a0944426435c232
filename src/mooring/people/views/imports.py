"""Pages of bringing people in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.core.limits import limited
from mooring.core.tabular import Shape
from mooring.core.time import now
from mooring.people import access
from mooring.people.actions import imports
from mooring.people.forms import ShapeForm, UploadForm
from mooring.people.imports import columns, fields, files, preview, reading
from mooring.people.imports.problems import Unreadable, file_sentence
from mooring.people.models import ImportRow, ImportRun
from mooring.people.requests import MemberRequest
from mooring.people.uploads import CappedUpload

A_PAGE = 50
MOST_NAMED = 30
State = ImportRun.State


@csrf_exempt  # checked in _upload, once the limit on the file stands: the check itself reads the whole body
@limited("upload", amount=100, seconds=600, posts_only=True)
def import_list(request: MemberRequest) -> HttpResponseBase:
    """Former imports, and a form for the next."""
    handler = CappedUpload(request)
    request.upload_handlers = [handler]
    return _upload(request, handler)


@csrf_protect
@require_http_methods(["GET", "POST"])
def _upload(request: MemberRequest, handler: CappedUpload) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST":
        if handler.too_large:
            form.errors.pop("file", None)
            form.add_error("file", imports.too_large(files.shown_name(handler.file_name or "")))
        elif form.is_valid():
            file = form.cleaned_data["file"]
            try:
                run = imports.upload(
                    organisation=request.organisation, account=request.user, chunks=file.chunks(), name=file.name or "people.csv"
                )
                return redirect("import", slug=request.organisation.slug, public_id=run.public_id)
            except ValidationError as wrong:
                form.add_error("file", wrong)
    runs = ImportRun.objects.filter(organisation=request.organisation).exclude(state=State.DISCARDED).select_related("started_by")
    page = Paginator(runs.order_by("-made_at"), 20).get_page(request.GET.get("page"))
    status = 413 if handler.too_large else 422 if form.errors else 200
    return render(request, "people/imports.html", {"form": form, "page": page}, status=status)


@require_GET
def import_page(request: MemberRequest, public_id: str) -> HttpResponse:
    """One import, wherever it stands."""
    run = access.import_of(request.member, public_id)
    if run.state in {State.READING, State.APPLYING, State.UNDOING}:
        return _working(request, run)
    if request.htmx:
        answer = HttpResponse()
        answer.headers["HX-Refresh"] = "true"
        return answer
    if run.state == State.UPLOADED:
        return _columns(request, run)
    if run.state == State.FAILED:
        sentence = file_sentence(run.problem or {"code": "unreadable"}, run.file_name)
        return render(request, "people/import_failed.html", {"run": run, "sentence": sentence})
    if run.state == State.DISCARDED:
        raise Http404
    return _preview(request, run)


def _working(request: MemberRequest, run: ImportRun) -> HttpResponse:
    at, total = {
        State.READING: (run.rows_read, run.rows_total),
        State.APPLYING: (run.rows_applied, run.rows_due),
        State.UNDOING: (run.rows_undone, run.rows_applied),
    }[State(run.state)]
    template = "people/import_working.html#progress" if request.htmx else "people/import_working.html"
    stands = run.touched_at < now() - imports.STILL
    return render(request, template, {"run": run, "at": min(at, total or at), "total": max(total, 1), "stands": stands})


@require_GET
def import_columns(request: MemberRequest, public_id: str) -> HttpResponse:
    """Back to the columns, as long as the file is there."""
    run = access.import_of(request.member, public_id)
    if run.state not in {State.UPLOADED, State.STAGED, State.FAILED}:
        raise Http404
    return _columns(request, run)


def _columns(
    request: MemberRequest, run: ImportRun, *, error: str = "", mapping: dict[str, str] | None = None, shape: ShapeForm | None = None
) -> HttpResponse:
    shape = shape or ShapeForm(initial={"encoding": run.encoding, "delimiter": run.delimiter, "has_header": run.has_header})
    context: dict[str, Any] = {"run": run, "error": error, "shape": shape, "choices": fields.choices(), "open": bool(shape.errors)}
    path = files.path_of(run.raw_path) if run.raw_path else None
    try:
        rows = reading.first_rows(path, Shape(run.encoding, run.delimiter)) if path and path.exists() else None
    except Unreadable:
        rows = []
    if rows is None:
        sentence = file_sentence({"code": "gone"}, run.file_name)
        return render(request, "people/import_failed.html", {"run": run, "sentence": sentence})
    mapping = run.mapping if mapping is None else mapping
    people = rows[1:] if run.has_header else rows
    context["columns"] = [
        {
            "at": str(position),
            "header": header,
            "samples": [row[position][:40] for row in people[:4] if len(row) > position and row[position]],
            "sensitive": run.has_header and columns.is_sensitive(header),
            "field": mapping.get(str(position), ""),
        }
        for position, header in enumerate(run.columns)
    ]
    return render(request, "people/import_columns.html", context, status=422 if error else 200)


@require_POST
def import_shape(request: MemberRequest, public_id: str) -> HttpResponse:
    """Say how the file is written."""
    run = access.import_of(request.member, public_id)
    form = ShapeForm(request.POST)
    if form.is_valid():
        try:
            imports.reshape(run=run, **form.cleaned_data)
            return redirect("import_columns", slug=request.organisation.slug, public_id=run.public_id)
        except ValidationError as wrong:
            form.add_error("encoding", wrong)
    return _columns(request, run, shape=form)


@require_POST
def import_read(request: MemberRequest, public_id: str) -> HttpResponse:
    """Say what the columns hold, and read."""
    run = access.import_of(request.member, public_id)
    mapping = {str(at): name for at in range(len(run.columns)) if (name := request.POST.get(f"column-{at}", ""))}
    try:
        imports.start_reading(run=run, mapping=mapping)
    except ValidationError as wrong:
        return _columns(request, run, error=" ".join(wrong.messages), mapping=mapping)
    return _to(request, run)


def _preview(request: MemberRequest, run: ImportRun) -> HttpResponse:
    count = preview.counts(run)
    which = request.GET.get("show", "")
    page = Paginator(preview.chosen(run, which), A_PAGE).get_page(request.GET.get("page"))
    template = "people/import_preview.html" if run.state == State.STAGED else "people/import_done.html"
    return render(
        request,
        template,
        {
            "run": run,
            "count": count,
            "page": page,
            "lines": preview.lines(run, list(page.object_list)),
            "show": which,
            "can_undo": imports.can_undo(run),
        },
    )


@require_POST
def import_confirm(request: MemberRequest, public_id: str) -> HttpResponse:
    """Apply; where the file is everyone, ask a second time first."""
    run = access.import_of(request.member, public_id)
    if request.POST.get("file_is") == "everyone" and preview.counts(run).leaving:
        return redirect("import_leavers", slug=request.organisation.slug, public_id=run.public_id)
    return _confirm(request, run, leavers=False)


@require_http_methods(["GET", "POST"])
def import_leavers(request: MemberRequest, public_id: str) -> HttpResponse:
    """The second question about those who are missing from the file."""
    run = access.import_of(request.member, public_id)
    if request.method == "POST":
        return _confirm(request, run, leavers=request.POST.get("leave") == "yes")
    if run.state != State.STAGED:
        raise Http404
    missing = ImportRow.objects.filter(run=run, kind=ImportRow.Kind.LEAVING).order_by("number")
    names = [row.data.get("name", "") for row in missing[:MOST_NAMED]]
    count = missing.count()
    return render(request, "people/import_leavers.html", {"run": run, "names": names, "count": count, "more": count - len(names)})


def _confirm(request: MemberRequest, run: ImportRun, *, leavers: bool) -> HttpResponse:
    try:
        imports.confirm(run=run, actor=request.member, leavers=leavers)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    return _to(request, run)


@require_POST
def import_undo(request: MemberRequest, public_id: str) -> HttpResponse:
    """Take it back."""
    run = access.import_of(request.member, public_id)
    try:
        imports.undo(run=run, actor=request.member)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    return _to(request, run)


@require_POST
def import_discard(request: MemberRequest, public_id: str) -> HttpResponse:
    """Throw away what was not confirmed."""
    run = access.import_of(request.member, public_id)
    try:
        imports.discard(run=run)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return _to(request, run)
    messages.success(request, _("Thrown away. Nothing was written, and the file is gone."))
    return redirect("imports", slug=request.organisation.slug)


@require_POST
def import_go_on(request: MemberRequest, public_id: str) -> HttpResponse:
    """Take up again what stands still."""
    run = access.import_of(request.member, public_id)
    if run.state in imports.JOB_OF:
        imports.take_up(run)
    return _to(request, run)


@require_GET
def import_not_taken(request: MemberRequest, public_id: str) -> StreamingHttpResponse:
    """The rows not taken, with reasons."""
    run = access.import_of(request.member, public_id)
    answer = StreamingHttpResponse(preview.not_taken(run), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="not-taken.csv"'
    return answer


def _to(request: MemberRequest, run: ImportRun) -> HttpResponse:
    return redirect("import", slug=request.organisation.slug, public_id=run.public_id)
