"""Private wishes, seen by their owner alone: whom rather not to be introduced to, whom gladly again, whom one would like to meet."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mooring.people.models import Member
from mooring.people.requests import MemberRequest
from mooring.people.search import search
from mooring.programmes import access, actions, queries
from mooring.programmes.adapter import policies
from mooring.programmes.models import MeetWish
from mooring.programmes.queries.faces import WITH_FACE
from mooring.programmes.views.pressing import press

FOUND_AT_MOST = 8


@require_GET
def never(request: MemberRequest) -> HttpResponse:
    """Whom the reader is never introduced to, and a search for others."""
    listed = queries.never_of(request.member)
    text = request.GET.get("find", "").strip()
    found = _found(request, text, {one.public_id for one in listed})
    context = {"listed": listed, "find": text, "found": found, "removed": _removed(request)}
    return render(request, "programmes/never.html", context)


@require_POST
def never_add(request: MemberRequest, member_id: str) -> HttpResponse:
    """Never be introduced to somebody."""
    other = access.colleague(request.member, member_id)
    done = _("You are never introduced to %(name)s. Nobody is told.") % {"name": other.shown_name}
    press(request, actions.block, member=request.member, other=other, done=done)
    return redirect("never", request.organisation.slug)


@require_POST
def never_remove(request: MemberRequest, member_id: str) -> HttpResponse:
    """Take that back."""
    other = access.colleague(request.member, member_id)
    press(request, actions.unblock, member=request.member, other=other)
    return redirect(redirect("never", request.organisation.slug).headers["Location"] + f"?removed={other.public_id}")


@require_GET
def again(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Whom the reader would gladly meet again in a programme, and a search for others."""
    programme = access.programme_for_member(request.member, programme_id)
    listed = queries.again_of(request.member, programme)
    text = request.GET.get("find", "").strip()
    found = _found(request, text, {one.public_id for one in listed})
    context = {"programme": programme, "listed": listed, "find": text, "found": found, "removed": _removed(request)}
    return render(request, "programmes/again.html", context)


@require_POST
def again_add(request: MemberRequest, programme_id: str, member_id: str) -> HttpResponse:
    """Say that one would gladly meet somebody again."""
    programme = access.programme_for_member(request.member, programme_id)
    other = access.colleague(request.member, member_id)
    done = _("Kept for you alone. If %(name)s wishes it too, you may be introduced again.") % {"name": other.short_name}
    press(request, actions.wish_again, programme=programme, member=request.member, other=other, done=done)
    return redirect("again", request.organisation.slug, programme.public_id)


@require_POST
def again_remove(request: MemberRequest, programme_id: str, member_id: str) -> HttpResponse:
    """Take that back."""
    programme = access.programme_for_member(request.member, programme_id)
    other = access.colleague(request.member, member_id)
    press(request, actions.withdraw_again, programme=programme, member=request.member, other=other)
    address = redirect("again", request.organisation.slug, programme.public_id).headers["Location"]
    return redirect(f"{address}?removed={other.public_id}")


@require_GET
def wished(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Whom the reader would like to meet in a programme, and a search for others."""
    programme = access.programme_for_member(request.member, programme_id)
    listed = queries.wished_by(request.member, programme)
    text = request.GET.get("find", "").strip()
    found = _found(request, text, {one.public_id for one, _strength in listed})
    context = {"programme": programme, "listed": listed, "find": text, "found": found, "removed": _removed(request)}
    context |= {
        "strengths": MeetWish.Strength.choices,
        "weighed": any(one.about == "wish" for one in policies.questions_of(programme.policy)),
    }
    return render(request, "programmes/wished.html", context)


@require_POST
def wished_add(request: MemberRequest, programme_id: str, member_id: str) -> HttpResponse:
    """Say that one would like to meet somebody, and how gladly."""
    programme = access.programme_for_member(request.member, programme_id)
    other = access.colleague(request.member, member_id)
    given = request.POST.get("strength", "")
    strength = int(given) if given in {"1", "2", "3"} else 0
    done = _("Kept for you alone. %(name)s is not told.") % {"name": other.short_name}
    press(request, actions.wish_to_meet, programme=programme, member=request.member, other=other, strength=strength, done=done)
    return redirect("wished", request.organisation.slug, programme.public_id)


@require_POST
def wished_remove(request: MemberRequest, programme_id: str, member_id: str) -> HttpResponse:
    """Take that back."""
    programme = access.programme_for_member(request.member, programme_id)
    other = access.colleague(request.member, member_id)
    press(request, actions.withdraw_wish, programme=programme, member=request.member, other=other)
    address = redirect("wished", request.organisation.slug, programme.public_id).headers["Location"]
    return redirect(f"{address}?removed={other.public_id}")


def _found(request: MemberRequest, text: str, besides: set[str]) -> list[queries.Face] | None:
    """Colleagues of that name; None where nothing was asked."""
    if not text:
        return None
    rows = search(request.organisation, text).exclude(pk=request.member.pk).exclude(public_id__in=besides)
    return [queries.Face.of(one) for one in rows.select_related(*WITH_FACE)[:FOUND_AT_MOST]]


def _removed(request: MemberRequest) -> queries.Face | None:
    """Whom the reader has just taken off, to be put back with one press."""
    rows = Member.objects.visible_to(request.member).filter(public_id=request.GET.get("removed", ""))
    one = rows.select_related(*WITH_FACE).first()
    return queries.Face.of(one) if one else None
