"""Addresses that go through Django; stored pages are answered before it (serve/)."""

from __future__ import annotations

from yaowen.serve import digest, feeds, health, oembed, search, sitemaps
from yaowen.serve.api.opening import open_api
from yaowen.staff import urls as desk
from yaowen.staff.keys import find_key

urlpatterns = [
    *search.urlpatterns,
    *feeds.urlpatterns,
    *sitemaps.urlpatterns,
    *oembed.urlpatterns,
    *digest.urlpatterns,
    *health.urlpatterns,
    *desk.urlpatterns,
    *open_api(find_key),
]
handler404 = "yaowen.serve.failures.not_found"
handler500 = "yaowen.serve.failures.broken"
