"""The readers of the digest at the desk: to see how many they are, and to delete one who asks for it by letter."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from yaowen.base.desk import ReadOnlyAdmin, TableAdmin
from yaowen.render.models import DigestReader


@admin.register(DigestReader)
class DigestReaderAdmin(ReadOnlyAdmin):
    """Who gets the digest by mail; nobody is put on the list by hand."""

    list_display = ("email", "language", "asked_at", "confirmed_at", "last_day", "refusals")
    list_filter = ("language",)
    search_fields = ("=email",)
    ordering = ("-pk",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By Django's own permission; the log names the number alone."""
        return TableAdmin.has_delete_permission(self, request, obj)
