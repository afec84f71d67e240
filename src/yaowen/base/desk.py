"""What the desk's lists of every stage have in common: most tables are written by the belt and only read here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    TableAdmin = admin.ModelAdmin[Any]
    RowsInline = admin.TabularInline[Any, Any]
    AnyAdmin = admin.ModelAdmin[Any] | InlineModelAdmin[Any, Any]
else:  # Django's own classes take no parameters
    TableAdmin = admin.ModelAdmin
    RowsInline = admin.TabularInline

ROWS_A_PAGE = 50


def shown_fields(model: type[models.Model]) -> list[str]:
    """The columns of a table that a form may show: all but raw bytes."""
    return [field.name for field in model._meta.fields if not isinstance(field, models.BinaryField)]


def bytes_fields(model: type[models.Model]) -> list[str]:
    """The columns of raw bytes: neither shown nor loaded for a list."""
    return [field.name for field in model._meta.fields if isinstance(field, models.BinaryField)]


class ReadOnlyAdmin(TableAdmin):
    """A table to look at: nothing is added, changed or deleted by hand, and no raw bytes are loaded."""

    list_per_page = ROWS_A_PAGE
    show_full_result_count = False
    actions: Sequence[Any] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Without the columns of raw bytes."""
        return super().get_queryset(request).defer(*bytes_fields(self.model))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:  # noqa: ARG002 (Django's)
        """The fields the class names; all that may be shown where it names none."""
        return list(self.fields or shown_fields(self.model))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """All of them."""
        return list(self.get_fields(request, obj))

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's)
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's)
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's)
        """Never."""
        return False


class ReadOnlyInline(RowsInline):
    """Rows of another table inside a form, to look at."""

    extra = 0
    can_delete = False
    show_change_link = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:  # noqa: ARG002 (Django's)
        """All of them."""
        return list(self.fields or shown_fields(self.model))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Without the columns of raw bytes."""
        return super().get_queryset(request).defer(*bytes_fields(self.model))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's)
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's)
        """Never."""
        return False


def may_change(model_admin: AnyAdmin, request: HttpRequest) -> bool:
    """Whether this account may change rows of the table by the desk's own actions, though no form is editable."""
    options = model_admin.opts
    return request.user.has_perm(f"{options.app_label}.change_{options.model_name}")


def link_to(view: str, key: int | None, text: str = "") -> SafeString | str:
    """A link to a row's page at the desk; a dash where there is no row."""
    if key is None:
        return "–"
    return format_html('<a href="{}">{}</a>', reverse(f"admin:{view}_change", args=[key]), text or str(key))
