"""Joining and leaving the list of who gets the digest by mail. Answers tell nobody whether an address is on it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yaowen.base.addresses import PATH_LANGUAGES, PathLanguage
from yaowen.base.clock import real_now
from yaowen.render.readers import ask_to_join, confirm, find_asking, find_leaving, leave, parse_email
from yaowen.render.rules.letter_page import letter_page
from yaowen.render.rules.site import Site
from yaowen.render.rules.templates import render_page
from yaowen.render.store import current_site
from yaowen.serve.beacon import origin_of
from yaowen.serve.feeds import language_of
from yaowen.serve.limits import Buckets
from yaowen.serve.networks import network_of

A_MINUTE, ALL_A_MINUTE = 4, 60
"""How often one network, and everybody together, may ask to be put on the list."""
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
_buckets = Buckets()


@csrf_exempt
@require_http_methods(["POST"])
def join_view(request: HttpRequest, language: str) -> HttpResponse:
    """Note that somebody asks for the digest; only the letter to the address goes on from there."""
    chosen, site = language_of(language), _site()
    if not _is_from_here(request, site):
        return _page(site, chosen, "elsewhere", 403)
    few = _buckets.take(b"join " + network_of(request), A_MINUTE).allowed
    if not (few and _buckets.take(b"join all", ALL_A_MINUTE).allowed):
        return _page(site, chosen, "often", 429)
    email = parse_email(request.POST.get("email", "")[:1000])
    if email is None:
        return _page(site, chosen, "no address", 400)
    ask_to_join(email, chosen, real_now())
    return _page(site, chosen, "asked")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_view(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """Ask for a click, then put the address on the list: programs that only look at links confirm nothing."""
    chosen, site, reader = language_of(language), _site(), find_asking(token)
    if reader is None:
        return _page(site, chosen, "too late", 404)
    if request.method != "POST":
        return _page(site, chosen, "confirm?")
    confirm(reader, real_now())
    return _page(site, chosen, "confirmed")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave_view(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """Ask for a click, then delete the address; a mail program's own button posts at once (RFC 8058)."""
    chosen, site, reader = language_of(language), _site(), find_leaving(token)
    if reader is not None and request.method != "POST":
        return _page(site, chosen, "leave?")
    if reader is not None:
        leave(reader)
    return _page(site, chosen, "left")


def _site() -> Site:
    site = current_site()
    if not site.letters:
        raise Http404
    return site


def _page(site: Site, language: PathLanguage, state: str, status: int = 200) -> HttpResponse:
    page = render_page(site, language, letter_page(language, state))
    return HttpResponse(page, status=status, headers=_HEADERS)


def _is_from_here(request: HttpRequest, site: Site) -> bool:
    """Whether the form stood on a page of this site, as far as the browser says where it stood."""
    told = request.headers.get("Origin") or request.headers.get("Referer", "")
    return not told or origin_of(told) in {origin_of(site.url), f"{request.scheme}://{request.get_host()}"}


_LANGUAGES = "|".join(PATH_LANGUAGES)
_TOKEN = r"(?P<token>[\w:-]{10,200})"  # noqa: S105 (the form of one)
urlpatterns = [
    re_path(rf"^(?P<language>{_LANGUAGES})/digest/join/$", join_view),
    re_path(rf"^(?P<language>{_LANGUAGES})/digest/confirm/{_TOKEN}/$", confirm_view),
    re_path(rf"^(?P<language>{_LANGUAGES})/digest/leave/{_TOKEN}/$", leave_view),
]
