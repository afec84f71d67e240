"""Kept bytes at the desk: as plain text that nothing renders, or as a file that nothing opens by itself."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yaowen.base.desk import ReadOnlyAdmin
from yaowen.collect.kept_bytes import show_kept
from yaowen.collect.packing import DamagedBytes, unpack

_POLICY = "default-src 'none'; sandbox"


class KeptBytesAdmin(ReadOnlyAdmin):
    """A table with columns of kept bytes, each to be looked at by an address of its own.

    `kept_bytes`: word in the address → column.
    """

    kept_bytes: ClassVar[dict[str, str]] = {}

    def get_urls(self) -> list[Any]:
        """With the addresses of the bytes before Django's own, which take every path."""
        view = self.admin_site.admin_view(self.show_bytes)
        return [path("<int:key>/bytes/<slug:which>/", view, name=self._view_name()), *super().get_urls()]

    def show_bytes(self, request: HttpRequest, key: int, which: str) -> HttpResponse:
        """The bytes as text in which every sign shows; as they are, to be saved, where `?raw` is asked for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        column = self.kept_bytes.get(which)
        row = self.model._default_manager.filter(pk=key).values_list(column).first() if column else None
        if row is None or row[0] is None:
            raise Http404
        name = f"{self.opts.model_name}-{key}-{which}"
        if "raw" in request.GET:
            answer = _raw(row[0], name)
        else:
            answer = HttpResponse(show_kept("", "", row[0]).text, content_type="text/plain; charset=utf-8")
            answer["Content-Disposition"] = f'inline; filename="{name}.txt"'
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = _POLICY
        answer["Cache-Control"] = "no-store"
        return answer

    def link_bytes(self, key: int, which: str, text: str) -> SafeString:
        """A link to them, and one to save them; a dash where none are kept."""
        if not self.model._default_manager.filter(pk=key, **{f"{self.kept_bytes[which]}__isnull": False}).exists():
            return SafeString("–")
        address = reverse(f"admin:{self._view_name()}", args=[key, which])
        return format_html('<a href="{0}">{1}</a> · <a href="{0}?raw">save</a>', address, text)

    def _view_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_bytes"


def _raw(kept: bytes | memoryview, name: str) -> HttpResponse:
    try:
        body = unpack(kept)
    except DamagedBytes as problem:
        raise Http404("the kept bytes are damaged") from problem
    answer = HttpResponse(body, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name}.bin"'
    return answer
