"""The health of outlets at the operator's desk: who is in trouble, since when, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from yaowen.base.desk import link_to
from yaowen.collect.bytes_admin import KeptBytesAdmin
from yaowen.collect.models import Feed, OutletHealth
from yaowen.collect.outlets_health import history_of
from yaowen.collect.rules.health_words import STATE_WORDS, Said, WordsLanguage, words_of

_MESSAGE_CHARS = 160
_PAGES_SAY = ". read · c check for people · b refused · e no text found · x other"


def say_state(state: str) -> Said:
    """A state in the language of the desk."""
    chosen = (get_language() or "").lower()
    language: WordsLanguage = "en" if chosen.startswith("en") else "zh-hant" if chosen == "zh-hant" else "zh-hans"
    return words_of(state).said(language)


class StateFilter(admin.SimpleListFilter):
    """By state, in words."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:  # noqa: ARG002 (Django's)
        """The states that occur."""
        found = OutletHealth.objects.filter(outlet__active=True).values_list("state", flat=True).distinct()
        return [(state, say_state(state).label) for state in sorted(found)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's)
        """Those in the chosen state."""
        return queryset.filter(state=self.value()) if self.value() else queryset


class WantsFilter(admin.SimpleListFilter):
    """By what is asked for: a person, patience, nothing."""

    title = "what it wants"
    parameter_name = "wants"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:  # noqa: ARG002 (Django's)
        """The three kinds."""
        return [("person", "a person"), ("patience", "patience"), ("nothing", "nothing")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's)
        """Those whose state asks for it."""
        if not self.value():
            return queryset
        wanted = Q(state__in=[state.value for state, words in STATE_WORDS.items() if words.wants == self.value()])
        return queryset.filter(wanted)


@admin.register(OutletHealth)
class OutletHealthAdmin(KeptBytesAdmin):
    """Outlets by their state; a row opens what has happened, the feeds, the last bytes and the history."""

    list_display = ("outlet", "said", "since", "last_ok_at", "what")
    list_filter = (WantsFilter, StateFilter, "since", "last_ok_at")
    list_select_related = ("outlet",)
    search_fields = ("outlet__slug", "outlet__name_hans", "outlet__name_hant", "outlet__name_en", "message")
    ordering = ("state", "-since")
    list_per_page = 100
    fields = ("outlet_link", "said", "to_do", "message", "since", "last_ok_at", "last_pages", "page_bytes", "feeds",
              "history")  # fmt: skip
    kept_bytes: ClassVar[dict[str, str]] = {"page": "page_body"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutletHealth]:
        """Of the outlets that are collected."""
        return super().get_queryset(request).filter(outlet__active=True).select_related("outlet")

    @admin.display(description="state", ordering="state")
    def said(self, row: OutletHealth) -> str:
        """The state in words."""
        return say_state(row.state).label

    @admin.display(description="what happened, and what to do")
    def what(self, row: OutletHealth) -> str:
        """The message's beginning, or the state's own sentence."""
        said = say_state(row.state)
        told = row.message or f"{said.sentence} {said.step}"
        return told if len(told) <= _MESSAGE_CHARS else told[: _MESSAGE_CHARS - 1] + "…"

    @admin.display(description="what it means, and what to do")
    def to_do(self, row: OutletHealth) -> str:
        """The state's sentence and step in the desk's language."""
        said = say_state(row.state)
        return f"{said.sentence} {said.step}"

    @admin.display(description="outlet")
    def outlet_link(self, row: OutletHealth) -> SafeString | str:
        """Its page at the desk."""
        return link_to("collect_outlet", row.outlet_id, str(row.outlet))

    @admin.display(description="last pages")
    def last_pages(self, row: OutletHealth) -> SafeString:
        """A sign for each, and what the signs say."""
        return format_html("<code>{}</code> {}", row.pages or "–", _PAGES_SAY)

    @admin.display(description="last page kept from us")
    def page_bytes(self, row: OutletHealth) -> SafeString | str:
        """Its address and bytes."""
        if not row.page_url:
            return "–"
        return format_html("{} {}", row.page_url, self.link_bytes(row.pk, "page", "bytes"))

    @admin.display(description="feeds")
    def feeds(self, row: OutletHealth) -> SafeString:
        """Each with its state, what is said of it, and its last bytes."""
        kept = Feed.objects.filter(outlet_id=row.outlet_id).order_by("url")
        listed = kept.values_list("pk", "url", "status", "last_error")
        return format_html_join("", "<p>{}<br>{}: {} {}</p>", (
            (link_to("collect_feed", key, url), say_state(status).label, error, _bytes_link(key))
            for key, url, status, error in listed
        ))  # fmt: skip

    @admin.display(description="history (UTC)")
    def history(self, row: OutletHealth) -> SafeString:
        """What its state has been."""
        return format_html_join("", "<p>{}: {} → {}<br><small>{}</small></p>", (
            (f"{event.at:%Y-%m-%d %H:%M}", say_state(event.was).label, say_state(event.state).label, event.reason)
            for event in history_of(row.outlet_id)
        ))  # fmt: skip


def _bytes_link(feed_id: int) -> SafeString:
    address = reverse("admin:collect_feed_bytes", args=[feed_id, "failed"])
    return format_html('<a href="{}">last bytes that failed</a>', address)
