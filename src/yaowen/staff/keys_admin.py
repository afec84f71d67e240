"""API keys at the desk: made, shown once, closed; never read again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from yaowen.base.clock import real_now
from yaowen.base.desk import ReadOnlyAdmin, may_change
from yaowen.staff.keys import HINT_CHARS, hash_key, new_key
from yaowen.staff.models import ApiKey


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """Keys of the JSON API. A lost key is closed and a new one made."""

    list_display = ("name", "hint", "a_minute", "made_by", "made_at", "closed_at")
    ordering = ("-pk",)
    actions = ("close",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By Django's own permission; nothing is changed or deleted."""
        return request.user.has_perm("staff.add_apikey")

    def has_close_permission(self, request: HttpRequest) -> bool:
        """Who may change keys."""
        return may_change(self, request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """All that is kept but the hash; a new one is asked for less."""
        return super().get_fields(request, obj) if obj else ["name", "a_minute"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What was kept is never changed."""
        return super().get_readonly_fields(request, obj) if obj else []

    def save_model(
        self,
        request: HttpRequest,
        obj: ApiKey,
        form: ModelForm[ApiKey],  # noqa: ARG002 (Django's)
        change: bool,  # noqa: ARG002
    ) -> None:
        """Make the key; only its hash is kept."""
        text = new_key()
        obj.hint, obj.hash = text[:HINT_CHARS], hash_key(text)
        obj.made_at, obj.made_by = real_now(), request.user.get_username()
        obj.save()
        request.new_key = text  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None) -> HttpResponse:  # noqa: ARG002
        """Show the key this once."""
        context = {
            **self.admin_site.each_context(request), "title": "The new API key", "opts": self.opts, "key_row": obj,
            "key": request.new_key,  # type: ignore[attr-defined]
        }  # fmt: skip
        return TemplateResponse(request, "staff/new_key.html", context, headers={"Cache-Control": "no-store"})

    @admin.action(description="Close the chosen keys for good", permissions=["close"])
    def close(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """A closed key is refused from the next request on."""
        for row in queryset.filter(closed_at__isnull=True):
            row.closed_at = real_now()
            row.save(update_fields=["closed_at"])
            self.log_change(request, row, "Closed")
            messages.success(request, f"The key {row} is closed.")
