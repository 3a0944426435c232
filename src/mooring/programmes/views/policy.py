"""A programme's policy: read aloud, switched and weighed, downloaded, and used from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.people.requests import MemberRequest
from mooring.programmes import access, actions
from mooring.programmes.adapter import policies
from mooring.programmes.errors import Refused
from mooring.programmes.forms import PolicyFileForm, PolicyForm
from mooring.programmes.models import Programme
from mooring.programmes.views.pressing import press

HEADINGS: Final[dict[str, Promise]] = {
    "shape": gettext_lazy("How people meet"),
    "rules": gettext_lazy("Never broken"),
    "preferences": gettext_lazy("What counts"),
    "aims": gettext_lazy("What comes first"),
}


@dataclass(frozen=True)
class Line:
    """A sentence, with a preference's share of the score in thousandths; ``new`` where it does not stand in the policy in use."""

    text: str
    share: int | None
    new: bool


@dataclass(frozen=True)
class Part:
    """Some sentences of a policy under their heading, and those of the policy in use that would go."""

    name: str
    heading: str
    lines: list[Line]
    gone: list[str]


@require_http_methods(["GET", "POST"])
def programme_policy(request: MemberRequest, programme_id: str) -> HttpResponse:
    """The rules and wishes of a programme, and the form to change them."""
    programme = access.programme_for_organiser(request.member, programme_id)
    form = PolicyForm(request.POST if request.method == "POST" else None, policy=programme.policy)
    if request.method == "POST" and form.is_valid() and _change(request, programme, form.policy()):
        return _to(request, programme)
    return _page(request, programme, form, PolicyFileForm(), 422 if form.errors else 200)


@require_GET
def programme_policy_file(request: MemberRequest, programme_id: str) -> HttpResponse:
    """The policy as a file."""
    programme = access.programme_for_organiser(request.member, programme_id)
    headers = {"Content-Disposition": 'attachment; filename="policy.json"'}
    return HttpResponse(policies.as_file(programme.policy), content_type="application/json", headers=headers)


@require_POST
def programme_policy_read(request: MemberRequest, programme_id: str) -> HttpResponse:
    """What a policy file says, before anything changes; or the one sentence of what is wrong with it."""
    programme = access.programme_for_organiser(request.member, programme_id)
    form = PolicyFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            policy = policies.read(form.cleaned_data["file"].read(), chat_minutes=programme.minutes)
        except Refused as why:
            form.add_error("file", str(why))
        else:
            context = {"programme": programme, "said": _said(policy, programme.policy), "as_file": policies.as_file(policy)}
            return render(request, "programmes/policy_read.html", context)
    return _page(request, programme, PolicyForm(policy=programme.policy), form, 422)


@require_POST
def programme_policy_use(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Use a policy that was read aloud."""
    programme = access.programme_for_organiser(request.member, programme_id)
    try:
        policy = policies.read(request.POST.get("policy", "").encode(), chat_minutes=programme.minutes)
    except Refused as why:
        messages.error(request, str(why))
    else:
        _change(request, programme, policy, group_size=policies.group_size(policy))
    return _to(request, programme)


def _change(request: MemberRequest, programme: Programme, policy: Mapping[str, Any], **more: int) -> bool:
    done = _("Kept. Rounds opened from now on follow it.")
    return press(request, actions.change_programme, programme=programme, actor=request.member, done=done, policy=policy, **more)


def _page(request: MemberRequest, programme: Programme, form: PolicyForm, upload: PolicyFileForm, status: int) -> HttpResponse:
    context = {"programme": programme, "form": form, "upload": upload, "said": _said(programme.policy, programme.policy)}
    return render(request, "programmes/policy.html", context, status=status)


def _said(policy: Mapping[str, Any], in_use: Mapping[str, Any]) -> list[Part]:
    told, before = policies.said(policy), policies.said(in_use)
    return [
        Part(
            name,
            str(HEADINGS[name]),
            [Line(text, share, text not in before[name]) for text, share in lines.items()],
            [text for text in before[name] if text not in lines],
        )
        for name, lines in told.items()
    ]


def _to(request: MemberRequest, programme: Programme) -> HttpResponse:
    return redirect("programme_policy", request.organisation.slug, programme.public_id)
