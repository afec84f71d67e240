"""Addresses that go through Django; stored pages are answered before it (serve/)."""

from __future__ import annotations

from yaowen.serve import health, search
from yaowen.staff import urls as desk

urlpatterns = [*search.urlpatterns, *health.urlpatterns, *desk.urlpatterns]
handler404 = "yaowen.serve.failures.not_found"
handler500 = "yaowen.serve.failures.broken"
