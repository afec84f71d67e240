"""Addresses that go through Django; stored pages are answered before it (serve/)."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("desk/", admin.site.urls),
]
