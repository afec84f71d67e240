"""What Django answers where nothing stands or something broke: the site's own pages, not Django's."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from yaowen.base.addresses import PATH_LANGUAGES, PathLanguage
from yaowen.render.rules.site import Site
from yaowen.render.rules.standing_pages import Failure, failure_page
from yaowen.render.rules.templates import render_page
from yaowen.render.store import current_site, site_of
from yaowen.serve.api.problems import Told, problem_answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's)
    """404, in the language of the path."""
    return _answer(request, "404", current_site())


def broken(request: HttpRequest) -> HttpResponse:
    """500; asks the database nothing, for it may be what broke."""
    if request.path.startswith("/api/"):
        return problem_answer(request, Told("broken", "Tell the site's operator; the same request may work later."))
    return _answer(request, "500", site_of(settings.YAOWEN))


def standing_bytes(language: PathLanguage, failure: Failure) -> bytes:
    """A page for when there is no edition to take one from; asks the database nothing."""
    return render_page(site_of(settings.YAOWEN), language, failure_page(language, failure)).encode()


def _answer(request: HttpRequest, failure: Failure, site: Site) -> HttpResponse:
    language: PathLanguage = next(
        (one for one in PATH_LANGUAGES if request.path.startswith(f"/{one}/")), site.default_language
    )
    page = render_page(site, language, failure_page(language, failure))
    return HttpResponse(page, status=int(failure), headers={"Cache-Control": "no-store"})
