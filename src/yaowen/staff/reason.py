"""An action of the desk that asks for a reason first, on a page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from yaowen.base.desk import TableAdmin

REASON_CHARS = 500


def read_reason(request: HttpRequest) -> str:
    """The reason given on the page; empty where none was given yet."""
    return request.POST.get("reason", "").strip()[:REASON_CHARS] if "confirmed" in request.POST else ""


def read_choice(request: HttpRequest, choices: Mapping[str, str]) -> str:
    """What was chosen on the page; empty where nothing was, or what is not offered."""
    chosen = request.POST.get("choice", "") if "confirmed" in request.POST else ""
    return chosen if chosen in choices else ""


def ask_reason(
    model_admin: TableAdmin,
    request: HttpRequest,
    queryset: QuerySet[Any],
    *,
    action: str,
    question: str,
    choices: Mapping[str, str] | None = None,
) -> TemplateResponse:
    """The page that names the chosen rows, says what will happen, and asks why.

    Args:
        choices: what is to be chosen from beside it, by value; `read_choice` gives the value.
    """
    context = {
        **model_admin.admin_site.each_context(request),
        "title": question,
        "opts": model_admin.opts,
        "rows": list(queryset),
        "action": action,
        "unanswered": "confirmed" in request.POST,
        "reason_chars": REASON_CHARS,
        "choices": list((choices or {}).items()),
    }
    return TemplateResponse(request, "staff/ask_reason.html", context)
