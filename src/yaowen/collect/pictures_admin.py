"""Pictures at the operator's desk: what became of each, and why."""

from __future__ import annotations

from django.contrib import admin

from yaowen.base.desk import ReadOnlyAdmin
from yaowen.collect.models import Picture


@admin.register(Picture)
class PictureAdmin(ReadOnlyAdmin):
    """The pictures that lead articles, with the reason where one is not shown."""

    list_display = ("__str__", "state", "outlet", "width", "height", "http_status", "last_error")
    list_filter = ("state",)
    search_fields = ("url", "name", "outlet__slug")
    list_select_related = ("outlet",)
    ordering = ("-wanted_at",)
