"""Sitemaps, made when they are asked for: seldom, and by robots alone."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import re_path
from django.views.decorators.http import require_safe

from yaowen.collect.press_clock import make_clock
from yaowen.render.sitemaps import write_map
from yaowen.render.store import current_site
from yaowen.serve.conditional import tagged

CACHE_CONTROL = "public, max-age=600"


@require_safe
def sitemap_view(request: HttpRequest) -> HttpResponse:
    """Answer with a sitemap or their index."""
    made = write_map(current_site(), request.path, make_clock(settings.YAOWEN).now())
    if made is None:
        raise Http404
    answer = tagged(request, HttpResponse(made, content_type="application/xml; charset=utf-8"))
    answer["Cache-Control"] = CACHE_CONTROL
    return answer


urlpatterns = [re_path(r"^sitemap(?:-[\w-]{1,40})?\.xml$", sitemap_view, name="sitemap")]
