"""Outlets, feeds, hosts, pages and tombstones at the operator's desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, F, Max, Q, QuerySet, URLField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yaowen.base.clock import real_now
from yaowen.base.desk import ReadOnlyAdmin, ReadOnlyInline, TableAdmin, may_change
from yaowen.collect.bytes_admin import KeptBytesAdmin
from yaowen.collect.health_admin import OutletHealthAdmin
from yaowen.collect.models import Feed, Host, Outlet, Page, Subscription, Tombstone
from yaowen.collect.pictures_admin import PictureAdmin

__all__ = ["FeedAdmin", "HostAdmin", "OutletAdmin", "OutletHealthAdmin", "PageAdmin", "PictureAdmin", "TombstoneAdmin"]

_TEXT_CHARS = 120


class FeedInline(ReadOnlyInline):
    """An outlet's feeds and how they fare."""

    model = Feed
    fields = ("url", "kind", "status", "status_since", "last_ok_at", "last_new_at", "last_error")
    show_change_link = True


@admin.register(Outlet)
class OutletAdmin(TableAdmin):
    """Outlets. New ones come by `yaowen outlets add`, which asks the feed first; they go by `yaowen outlets remove`."""

    list_display = ("__str__", "slug", "language", "rights", "pictures", "active", "feeds_fine", "last_ok")
    list_filter = ("active", "rights", "pictures", "language", "country", "folder")
    search_fields = ("slug", "name_hans", "name_hant", "name_en", "home_url")
    readonly_fields = ("slug", "lowered", "lowered_reason", "private_origin", "source_read", "verified", "added_at")
    fieldsets = (
        (None, {"fields": ("slug", ("name_hans", "name_hant", "name_en"), "active")}),
        ("What may be shown", {"fields": ("rights", "pictures", "lowered", "lowered_reason")}),
        ("Where and in what language", {"fields": ("home_url", "kind", ("country", "language", "zone"), "folder")}),
        ("Where it comes from", {"fields": ("source_read", "verified", "private_origin", "added_at")}),
    )
    inlines = (FeedInline,)
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    list_per_page = 100

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outlet]:
        """With the feeds counted in the same query."""
        fine = Count("feeds", filter=Q(feeds__status__in=("fine", "new")))
        found: QuerySet[Outlet] = super().get_queryset(request).annotate(
            feed_count=Count("feeds"), fine_count=fine, last_ok_at=Max("feeds__last_ok_at")
        )  # fmt: skip
        return found

    @admin.display(description="feeds in order")
    def feeds_fine(self, outlet: Any) -> str:
        """How many of its feeds answer."""
        return f"{outlet.fine_count} / {outlet.feed_count}"

    @admin.display(description="last answer", ordering="last_ok_at")
    def last_ok(self, outlet: Any) -> Any:
        """When a feed of it answered last."""
        return outlet.last_ok_at

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's)
        """An outlet without a feed that was asked is of no use."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Outlet | None = None) -> bool:  # noqa: ARG002 (Django's)
        """Its articles would go with it: `yaowen outlets remove` ends the collecting and keeps them."""
        return False


@admin.register(Feed)
class FeedAdmin(KeptBytesAdmin):
    """Feeds, the ones in trouble to be found by their status; `last_error` says what to do."""

    list_display = ("url", "outlet", "state", "status", "status_since", "last_ok_at", "last_new_at", "due_at", "error")
    list_filter = ("status", "state", "kind")
    list_select_related = ("outlet",)
    search_fields = ("url", "title", "outlet__slug", "outlet__name_hans")
    actions = ("ask_now",)
    kept_bytes: ClassVar[dict[str, str]] = {"failed": "failed_body", "good": "body"}

    def get_fields(self, request: HttpRequest, obj: Feed | None = None) -> list[Any]:
        """With links to the kept bytes."""
        return ["last_bytes", *super().get_fields(request, obj)]

    @admin.display(description="last bytes")
    def last_bytes(self, feed: Feed) -> SafeString:
        """Those that failed last, and those of the last good answer."""
        links = (
            self.link_bytes(feed.pk, "failed", "that failed"),
            self.link_bytes(feed.pk, "good", "of the last good answer"),
        )
        return format_html("{} — {}", *links)

    def has_ask_permission(self, request: HttpRequest) -> bool:
        """Who may change feeds may have them asked."""
        return may_change(self, request)

    @admin.action(description="Ask the chosen feeds now", permissions=["ask"])
    def ask_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        """Make feeds due at once; those being asked at this moment stay as they are."""
        asked = queryset.filter(state="due", holder="").update(due_at=real_now())
        self.message_user(request, f"{asked} feeds are asked within seconds.")

    @admin.display(description="last error")
    def error(self, feed: Feed) -> str:
        """The beginning of it."""
        return feed.last_error[:_TEXT_CHARS]


@admin.register(Host)
class HostAdmin(TableAdmin):
    """Hosts; the pause between two requests is the operator's to set (empty: the setting)."""

    list_display = ("name", "delay_seconds", "next_at", "holder", "robots_until")
    search_fields = ("name",)
    fields = ("name", "delay_seconds", "next_at", "holder", "robots", "robots_until")
    readonly_fields = ("name", "next_at", "holder", "robots", "robots_until")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's)
        """Hosts come with their feeds."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Host | None = None) -> bool:  # noqa: ARG002 (Django's)
        """The row is the politeness mutex: it stays."""
        return False


@admin.register(Page)
class PageAdmin(KeptBytesAdmin):
    """Pages and how far they have come; those kept aside for the operator are in state `failed`."""

    list_display = ("short_url", "outlet", "state", "http_status", "attempts", "found_at", "fetched_at", "error")
    list_filter = ("state", ("outlet", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("outlet",)
    search_fields = ("url",)
    actions = ("try_again",)
    kept_bytes: ClassVar[dict[str, str]] = {"kept": "body"}

    def get_fields(self, request: HttpRequest, obj: Page | None = None) -> list[Any]:
        """With a link to the kept bytes."""
        return ["last_bytes", *super().get_fields(request, obj)]

    @admin.display(description="bytes as fetched")
    def last_bytes(self, page: Page) -> SafeString:
        """As plain text, or to be saved."""
        return self.link_bytes(page.pk, "kept", "as text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        """With its feed, without the feed's bytes."""
        return super().get_queryset(request).select_related("outlet", "feed").defer("feed__body", "feed__failed_body")

    def has_try_permission(self, request: HttpRequest) -> bool:
        """Who may change pages may have them tried again."""
        return may_change(self, request)

    @admin.action(description="Try the chosen failed pages again", permissions=["try"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Page]) -> None:
        """Failed pages are fetched anew; pages in other states stay as they are."""
        values = {"state": "found", "due_at": real_now(), "attempts": 0, "last_error": "", "holder": ""}
        tried = queryset.filter(state="failed").update(epoch=F("epoch") + 1, **values)
        self.message_user(request, f"{tried} pages are fetched again.")

    @admin.display(description="address", ordering="url")
    def short_url(self, page: Page) -> str:
        """The address, cut."""
        return page.url if len(page.url) <= _TEXT_CHARS else page.url[: _TEXT_CHARS - 1] + "…"

    @admin.display(description="last error")
    def error(self, page: Page) -> str:
        """The beginning of it."""
        return page.last_error[:_TEXT_CHARS]


@admin.register(Tombstone)
class TombstoneAdmin(ReadOnlyAdmin):
    """Withdrawn addresses. A tombstone stays: `yaowen withdraw` makes them."""

    list_display = ("at", "article_id", "reason")
    search_fields = ("reason", "=article_id")
    ordering = ("-at",)


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    """WebSub subscriptions and how they fare. Their tokens and secrets are shown to nobody."""

    list_display = (
        "topic_url",
        "hub_url",
        "state",
        "lease_until",
        "last_push_at",
        "pushes",
        "refused_pushes",
        "due_at",
    )
    list_filter = ("state",)
    search_fields = ("topic_url", "hub_url")
    fields = (
        "feed", "topic_url", "hub_url", "state", "expecting", "lease_until", "due_at", "attempts", "last_error",
        "last_push_at", "pushes", "refused_pushes", "misses",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscription]:
        """With its feed, without the feed's bytes, its token and its secret."""
        found = super().get_queryset(request).select_related("feed")
        return found.defer("feed__body", "feed__failed_body", "token", "secret")
