"""Who may pass: the route's declaration, enforced before its view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from mooring.core import limits
from mooring.core.links import is_ours
from mooring.core.routes import Who, who_may
from mooring.core.time import now
from mooring.people import opening
from mooring.people.models import Account, Installation, Member
from mooring.people.requests import PersonRequest

LOOPBACK = {"127.0.0.1", "::1"}


class LanguageMiddleware:
    """The account's language, else the one chosen on this device, else the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.user.language if request.user.is_authenticated else ""
        language = chosen or translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language)
        return response


class SeenMiddleware:
    """Notes when and from where a session was last used, for the account's own list of sessions; at most every ten minutes."""

    EVERY = 600  # seconds

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            seen = int(now().timestamp())
            if seen - request.session.get("seen", 0) >= self.EVERY:
                request.session["seen"] = seen
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


class AccessMiddleware:
    """Enforces ``core.routes.Who``; sets ``request.organisation`` and ``request.member`` on an organisation's routes.

    Whoever may not use a route is answered as if it were not there: a stranger learns nothing about which organisations exist.
    """

    def __init__(self, get_response: Callable[[PersonRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PersonRequest) -> HttpResponse:
        request.organisation = None
        request.member = None
        request.memberships = SimpleLazyObject(lambda: _memberships(request))
        with opening.during(request):
            return self.get_response(request)

    def process_exception(self, request: PersonRequest, exception: Exception) -> HttpResponse | None:
        """Whatever reads something private in a session that is shut leads to the page that opens it."""
        return _ask_to_open(request) if isinstance(exception, opening.Shut) else None

    def process_view(
        self, request: PersonRequest, view: Callable[..., HttpResponseBase], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let the request through (None), or send it to sign in, or answer 404."""
        who = who_may(view)
        if who is None:
            raise Http404("This route declares nobody who may use it.")
        if _changes_what_opens(request):
            return _ask_to_open(request)
        if who in {Who.PUBLIC, Who.OUTSIDE, Who.PROGRAM}:
            return None
        if who in {Who.LINK, Who.SETUP}:
            return None if is_ours(str(kwargs.get("token", ""))) else _guessed(request)
        if who in {Who.DEMO, Who.MAILBOX}:
            _at_this_machine(request, who)
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if who is Who.PRIVATE and not opening.is_open_in(request):
            return _ask_to_open(request)
        if who in {Who.ACCOUNT, Who.PRIVATE}:
            return None
        member = _member(request, kwargs.pop("slug"))
        if (who is Who.ORGANISER and not member.is_organiser) or (who is Who.ADMIN and not member.is_admin):
            raise Http404
        request.organisation, request.member = member.organisation, member
        return None


def _changes_what_opens(request: PersonRequest) -> bool:
    """Whether a shut session asks for a page on which it could make itself a way to open what something else opens already."""
    match = request.resolver_match
    if match is None or match.view_name not in opening.FACTOR_PAGES or not isinstance(request.user, Account):
        return False
    return not opening.is_open_in(request) and (bool(opening.factors(request.user)) or opening.is_over(request.user))


def _ask_to_open(request: PersonRequest) -> HttpResponse:
    """The way to the page that opens the private half, and from there back to what was asked for."""
    back = f"?{urlencode({'next': request.get_full_path()})}" if request.method in {"GET", "HEAD"} else ""
    address = reverse("you_open") + back
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)


def _guessed(request: HttpRequest) -> HttpResponse | None:
    """Count a link that was never made here; past so many, answer that it is too much instead of looking further."""
    if limits.guesses_links(request):
        return limits.too_many(request)
    limits.note_wrong_link(request)
    return None


def _member(request: HttpRequest, slug: str) -> Member:
    member = (
        Member.objects.here()
        .select_related("organisation", "account", "team", "site", "site__organisation")
        .filter(organisation__slug=slug, account_id=request.user.pk or 0)
        .first()
    )
    if member is None:
        raise Http404
    return member


def _memberships(request: HttpRequest) -> list[Member]:
    if not request.user.is_authenticated:
        return []
    found = Member.objects.here().filter(account_id=request.user.pk)
    return list(found.select_related("organisation", "account", "site").order_by("organisation__name", "pk"))


def _at_this_machine(request: HttpRequest, who: Who) -> None:
    """Answer 404 to whoever does not sit at this machine (a proxy on it speaks for others), and where nothing is made up."""
    here = request.META.get("REMOTE_ADDR") in LOOPBACK and "X-Forwarded-For" not in request.headers
    if not here or settings.MODE not in {"demo", "development", "test"}:
        raise Http404
    any_database = who is Who.MAILBOX and settings.MODE == "development"
    if not any_database and not Installation.objects.filter(is_demo=True).exists():
        raise Http404
