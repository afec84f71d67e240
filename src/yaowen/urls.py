"""Addresses that go through Django; stored pages are answered before it (serve/)."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from yaowen.serve import health, search

urlpatterns = [*search.urlpatterns, *health.urlpatterns, path("desk/", admin.site.urls)]
