"""Finding people, and what they say of themselves."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mooring.core.text import fold
from mooring.core.time import now
from mooring.people import access, actions, days, languages, person_page
from mooring.people.board import places, rows_of
from mooring.people.facets import Facets, facets_of
from mooring.people.forms import ProfileForm
from mooring.people.models import Member, MemberTopic, Organisation, Site, Team, Topic
from mooring.people.requests import MemberRequest
from mooring.people.search import search

A_PAGE = 25
SUGGESTED = 12
MOST = 250
"""Of more people by some words or filters it is said that there are more."""


@require_GET
def people(request: MemberRequest) -> HttpResponse:
    """The people of the organisation, found by name and narrowed by team, site, language and topic."""
    here, asked = request.organisation, request.GET
    text = asked.get("q", "").strip()[:200]
    filters = _filters(here, asked.get("team", ""), asked.get("site", ""), asked.get("language", ""), asked.get("topic", ""))
    narrowed = bool(text or any(filters.values()))
    counted = facets_of(here)
    found = search(here, text, **filters)
    count = found.order_by()[: MOST + 1].count() if narrowed else counted.size
    page = Counted(found.select_related("account", "team", "site"), A_PAGE, min(count, MOST) if narrowed else count).get_page(
        asked.get("page")
    )
    shown = list(page.object_list)
    for one in shown:
        one.organisation = here
    context = {
        "page": page,
        "rows": rows_of(shown, request.member),
        "text": text,
        "filters": filters,
        "narrowed": narrowed,
        "more": narrowed and count > MOST,
        "now": now(),
        "size": counted.size,
        "teams": places(here.teams.all()),
        "sites": places(here.sites.all()),
        "languages": counted.spoken,
        "topics": _named(counted, filters["topic"]),
    }
    return render(request, "people/directory.html", context)


class Counted(Paginator[Member]):
    """Pages of people who were counted already."""

    def __init__(self, found: QuerySet[Member], per_page: int, count: int) -> None:
        super().__init__(found, per_page)
        self.count = count

    count = 0


@require_GET
def place_suggest(request: MemberRequest) -> HttpResponse:
    """Names of teams, or of sites, that hold what is typed."""
    here, kind = request.organisation, request.GET.get("kind", "")
    rows: QuerySet[Team] | QuerySet[Site] = here.sites.all() if kind == "site" else here.teams.all()
    typed = request.GET.get("site" if kind == "site" else "team", "").strip()[:200]
    names = rows.filter(name__icontains=typed).order_by("name").values_list("name", flat=True)[:SUGGESTED]
    return render(request, "people/_places.html", {"names": names})


def _filters(here: Organisation, team: str, site: str, language: str, topic: str) -> dict[str, Any]:
    """The filters of an address; a place of another organisation, or one that is gone, is none."""
    return {
        "team": here.teams.filter(Q(public_id=team) | Q(name__iexact=team)).first() if team else None,
        "site": here.sites.filter(Q(public_id=site) | Q(name__iexact=site)).first() if site else None,
        "language": language if languages.is_language(language) else "",
        "topic": here.topics.filter(public_id=topic).first() if topic.isalnum() else None,
    }


def _named(counted: Facets, chosen: Topic | None) -> list[tuple[str, str]]:
    """The topics most people named, by name; the chosen one among them."""
    others = [(chosen.public_id, chosen.label)] if chosen and chosen.public_id not in dict(counted.topics) else []
    return sorted([*counted.topics, *others], key=lambda pair: fold(pair[1]))


@require_GET
def person(request: MemberRequest, public_id: str) -> HttpResponse:
    """What a member's colleagues see of them."""
    found = access.member_of(request.member, public_id)
    topics: dict[str, list[str]] = {kind: [] for kind in MemberTopic.Kind.values}
    for kind, label in found.topics.order_by("topic__folded").values_list("kind", "topic__label"):
        topics[kind].append(label)
    context = {
        "person": found,
        "me": found.pk == request.member.pk,
        "pronouns": (found.account.pronouns if found.account else "") or found.pronouns,
        "topics": topics,
        "spoken": [languages.name_of(code) for code in found.languages.values_list("code", flat=True)],
        "day": days.of([found], request.member).get(found.pk),
        "week": days.week_of(found),
        "parts": person_page.parts_of(found, request.member),
        "now": now(),
    }
    return render(request, "people/person.html", context)


@require_http_methods(["GET", "POST"])
def profile(request: MemberRequest) -> HttpResponse:
    """Edit what one says of oneself."""
    member = request.member
    initial = {name: getattr(member, name) for name in ("call_me", "pronouns", "title", "about")}
    spoken = list(member.languages.values_list("code", flat=True))
    if request.method == "POST":
        spoken = _in_order(spoken, request.POST.getlist("languages"))
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    chosen = _chosen(request, member)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        more = fields.pop("language")
        try:
            actions.change_own_profile(member=member, topics=chosen, languages=[*spoken, *filter(None, [more])], **fields)
            messages.success(request, _("Your page is up to date."))
            return redirect("person", slug=request.organisation.slug, public_id=member.public_id)
        except ValidationError as wrong:
            form.add_error(None, wrong)
    kinds = [
        {"kind": kind, "chosen": chosen[kind], "suggested": _suggested(request.organisation, "", kind, chosen[kind])}
        for kind in (MemberTopic.Kind.HELP, MemberTopic.Kind.LEARN, MemberTopic.Kind.INTEREST)
    ]
    others = [pair for pair in facets_of(request.organisation).spoken if pair[0] not in spoken][:SUGGESTED]
    context = {"form": form, "kinds": kinds, "spoken": [(code, languages.name_of(code)) for code in spoken], "others": others}
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)


def _chosen(request: MemberRequest, member: Member) -> dict[str, list[str]]:
    """The words of each kind: as ticked and typed, or as they stand."""
    chosen: dict[str, list[str]] = {kind: [] for kind in MemberTopic.Kind.values}
    if request.method != "POST":
        for kind, label in member.topics.order_by("topic__folded").values_list("kind", "topic__label"):
            chosen[kind].append(label)
        return chosen
    for kind in chosen:
        typed = re.split(r"[,;\n]", request.POST.get(f"{kind}-more", ""))
        chosen[kind] = [label.strip() for label in [*request.POST.getlist(kind), *typed] if label.strip()]
    return chosen


def _in_order(before: list[str], wanted: list[str]) -> list[str]:
    """Languages keep their order; new ones follow."""
    return [code for code in before if code in wanted] + [code for code in wanted if code not in before]


@require_GET
def topic_suggest(request: MemberRequest) -> HttpResponse:
    """Words of colleagues that begin like what is being typed; the last of several."""
    kind = request.GET.get("kind", "")
    if kind not in MemberTopic.Kind.values:
        kind = MemberTopic.Kind.INTEREST
    typed = re.split(r"[,;\n]", request.GET.get(f"{kind}-more", ""))[-1]
    suggested = _suggested(request.organisation, typed, kind, request.GET.getlist(kind))
    return render(request, "people/_suggested.html", {"one": {"kind": kind, "suggested": suggested}})


def _suggested(here: Organisation, typed: str, kind: str, without: list[str]) -> list[str]:
    """The topics most people named, that begin with (or hold) what is typed; one's own left out."""
    topics = here.topics.exclude(folded__in=[fold(label) for label in without])
    if beginning := fold(typed.strip()):
        topics = topics.filter(Q(folded__startswith=beginning) | Q(folded__contains=f" {beginning}"))
    counted = topics.annotate(uses=Count("members"), here=Count("members", filter=Q(members__kind=kind))).filter(uses__gt=0)
    return list(counted.order_by("-here", "-uses", "folded").values_list("label", flat=True)[:SUGGESTED])
