"""The desk's addresses, its styles and scripts among them: no other server is needed."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.staticfiles.views import serve
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from yaowen.staff import bench

CACHE_CONTROL = "public, max-age=86400"


def static_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of the desk's own look, from the installed packages (`insecure` means slow: the desk has few readers)."""
    answer = serve(request, path, insecure=True)
    answer["Cache-Control"] = CACHE_CONTROL
    return answer


urlpatterns = [path("desk/static/<path:path>", static_file), *bench.urlpatterns, path("desk/", admin.site.urls)]
