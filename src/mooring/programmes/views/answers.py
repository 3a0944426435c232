"""What a programme asks that only its members can tell: answered here, read by the matcher alone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mooring.people.requests import MemberRequest
from mooring.programmes import access, actions, queries
from mooring.programmes.adapter import policies
from mooring.programmes.forms import AnswersForm
from mooring.programmes.views.pressing import press


@require_http_methods(["GET", "POST"])
def answers(request: MemberRequest, programme_id: str) -> HttpResponse:
    """What the reader answers to what a programme's policy asks, and the form to change it."""
    programme = access.programme_for_member(request.member, programme_id)
    enrolment = access.enrolment_for(request.member, programme)
    form = AnswersForm(
        request.POST if request.method == "POST" else None,
        questions=policies.questions_of(programme.policy),
        said=queries.stated_by(request.member, programme),
    )
    if request.method == "POST" and form.is_valid():
        press(request, actions.state, enrolment=enrolment, answers=form.answers(), done=_("Kept. Rounds drafted from now on know of it."))
        return redirect("programme", request.organisation.slug, programme.public_id)
    return render(request, "programmes/answers.html", {"programme": programme, "form": form}, status=422 if form.errors else 200)
