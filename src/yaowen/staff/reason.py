"""An action of the desk that asks for a reason first, on a page of its own."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from yaowen.base.desk import TableAdmin

REASON_CHARS = 500


def read_reason(request: HttpRequest) -> str:
    """The reason given on the page; empty where none was given yet."""
    return request.POST.get("reason", "").strip()[:REASON_CHARS] if "confirmed" in request.POST else ""


def ask_reason(
    model_admin: TableAdmin, request: HttpRequest, queryset: QuerySet[Any], *, action: str, question: str
) -> TemplateResponse:
    """The page that names the chosen rows, says what will happen, and asks why."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": question,
        "opts": model_admin.opts,
        "rows": list(queryset),
        "action": action,
        "unanswered": "confirmed" in request.POST,
        "reason_chars": REASON_CHARS,
    }
    return TemplateResponse(request, "staff/ask_reason.html", context)
