"""`/healthz`: whether the site can answer, for a load balancer or a watchdog."""

from __future__ import annotations

from django.db.utils import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.urls import path

from yaowen.render.editions import current_edition


def health(_request: HttpRequest) -> JsonResponse:
    """200 with the edition's number; 503 while the database is away."""
    try:
        answer = JsonResponse({"state": "fine", "edition": current_edition()})
    except DatabaseError:
        answer = JsonResponse({"state": "the database is away"}, status=503)
    answer["Cache-Control"] = "no-store"
    return answer


urlpatterns = [path("healthz", health)]
