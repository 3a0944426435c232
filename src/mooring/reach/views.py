"""How to reach me: my cards, the one behind a link, and what my team agrees on."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mooring.boundaries.people_days import usual_week_in_words
from mooring.boundaries.queries import hours_of_account
from mooring.core.links import LinkRefused
from mooring.core.time import now
from mooring.people.models import Member
from mooring.people.readers import page_for
from mooring.people.requests import MemberRequest, account_of
from mooring.reach import access, actions, queries
from mooring.reach.forms import AgreementForm, CardForm
from mooring.reach.models import Card


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Both cards as others read them, and the agreements of one's teams."""
    me = account_of(request)
    cards = queries.cards_of(me)
    outside = cards[Card.For.LINK]
    teams = (
        Member.objects.here().filter(account=me, team__isnull=False).select_related("team", "organisation").order_by("organisation__name")
    )
    shown = {
        "colleagues": cards[Card.For.COLLEAGUES],
        "outside": outside,
        "address": access.address_of(outside) if outside.shared else "",
        "shown_week": usual_week_in_words(hours_of_account(me)) if outside.with_hours else (),
        "teams": [(one, queries.agreement_of(one.team)) for one in teams if one.team],
    }
    return render(request, "reach/mine.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, audience: str) -> HttpResponse:
    """Write one of the cards."""
    me = account_of(request)
    held = queries.cards_of(me).get(audience)
    if held is None:
        raise Http404
    form = CardForm(request.POST or None, card=held)
    if request.method == "POST" and form.is_valid():
        actions.write_card(account=me, audience=audience, **form.cleaned_data)
        messages.success(request, _("Your card is kept.") if form.cleaned_data["shared"] else _("Your card is kept. Nobody else reads it."))
        return redirect("reach_me")
    return render(request, "reach/card.html", {"form": form, "card": held}, status=422 if form.errors else 200)


@require_POST
def new_link(request: HttpRequest) -> HttpResponse:
    """Put an end to the old link."""
    actions.new_link(account=account_of(request))
    messages.success(request, _("The old link leads nowhere now. The new one is below."))
    return redirect("reach_me")


@never_cache
@require_GET
def behind_link(request: HttpRequest, token: str) -> HttpResponse:
    """A card for friends and family, for whoever holds its link."""
    try:
        found = access.card_behind(token)
    except LinkRefused:
        return render(request, "reach/link_over.html", status=404)
    hours, moment = hours_of_account(found.account), now()
    zone = hours.zone_at(moment)
    shown = {
        "card": found,
        "name": found.account.get_short_name(),
        "zone": zone,
        "now": moment,
        "week": usual_week_in_words(hours) if found.with_hours else (),
    }
    with page_for(None, zone):
        response = render(request, "reach/behind_link.html", shown)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_GET
def agreement(request: MemberRequest, public_id: str) -> HttpResponse:
    """What a team agrees on. Its own members see besides who said yes."""
    team = access.team_of(request.member, public_id)
    found, own = queries.agreement_of(team), team.pk == request.member.team_id
    if found is None and not own:
        raise Http404
    shown = {"team": team, "agreement": found, "own": own, "agreed": queries.agreed(found, request.member) if found and own else None}
    return render(request, "reach/agreement.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: MemberRequest, public_id: str) -> HttpResponse:
    """Word one's own team's agreement."""
    team = access.own_team(request.member, public_id)
    held = queries.agreement_of(team)
    names = ("channels", "answers", "urgent", "also")
    initial = {name: getattr(held, name) if held else "" for name in names} | {"after": held.number if held else 0}
    form = AgreementForm(request.POST or None, initial=initial)
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.word_agreement(team=team, by=request.member, **form.cleaned_data)
        except ValidationError as wrong:
            # Sent again as it stands, the reader's wording replaces the one they have now seen.
            theirs, data = queries.agreement_of(team), request.POST.copy()
            data["after"] = str(theirs.number if theirs else 0)
            form.data = data
            form.add_error(None, wrong)
        else:
            messages.success(request, _("Your wording holds from now on. The others find it on their day."))
            return redirect("agreement", request.organisation.slug, team.public_id)
    shown = {"team": team, "form": form, "theirs": theirs}
    return render(request, "reach/word.html", shown, status=422 if form.errors else 200)


@require_POST
def accept(request: MemberRequest, public_id: str) -> HttpResponse:
    """Say yes to the wording of one's own team, or take the yes back."""
    team = access.own_team(request.member, public_id)
    if request.POST.get("answer") == "no":
        actions.take_back(member=request.member, team=team)
        messages.success(request, _("Your yes is taken back. Nobody is told."))
    else:
        number = request.POST.get("number", "")
        try:
            actions.accept(member=request.member, team=team, number=int(number) if number.isdecimal() else 0)
        except ValidationError as wrong:
            messages.error(request, wrong.messages[0])
        else:
            messages.success(request, _("You agreed to it."))
    return redirect("agreement", request.organisation.slug, team.public_id)
