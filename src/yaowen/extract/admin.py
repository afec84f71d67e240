"""Articles and what was read out of them, at the operator's desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from yaowen.base.desk import ReadOnlyAdmin, ReadOnlyInline, link_to, may_change
from yaowen.extract.asides import try_again
from yaowen.extract.block_rows import unpack_blocks
from yaowen.extract.models import Article, Aside, ClaimRow, Evidence, MomentRow, NameRow, Part

EXPLAINED_SINCE = 4
"""The first version of the rules that say where a field was read from."""


class ClaimInline(ReadOnlyInline):
    """Who says what."""

    model = ClaimRow
    verbose_name_plural = "claims"
    fields = ("place", "paragraph", "speaker", "resolved", "cue", "stance", "mode", "content", "confidence")


class MomentInline(ReadOnlyInline):
    """Dates resolved against the dateline."""

    model = MomentRow
    verbose_name_plural = "moments"
    fields = ("paragraph", "text", "value", "sentence")


class NameInline(ReadOnlyInline):
    """Glossed names."""

    model = NameRow
    verbose_name_plural = "names"
    fields = ("paragraph", "zh", "latin", "kind")


class PartInline(ReadOnlyInline):
    """The pages that the article goes on over."""

    model = Part
    verbose_name_plural = "parts"
    fields = ("number", "state", "page")


@admin.register(Aside)
class AsideAdmin(ReadOnlyAdmin):
    """Articles that a later stage could not do its work on; they can be tried again."""

    list_display = ("article", "stage", "reason", "at")
    list_filter = ("stage",)
    list_select_related = ("article",)
    search_fields = ("article__headline", "reason")
    ordering = ("-at",)
    actions = ("try_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Aside]:
        """Without the articles' texts."""
        return super().get_queryset(request).select_related("article").defer("article__blocks")

    def has_try_permission(self, request: HttpRequest) -> bool:
        """Who may change articles."""
        return may_change(self, request)

    @admin.action(description="Try the chosen articles again", permissions=["try"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Aside]) -> None:
        """Send them through the later stages once more."""
        tried = try_again(queryset.values_list("article_id", flat=True))
        self.message_user(request, f"{tried} articles are tried again within seconds.")


@admin.register(Article)
class ArticleAdmin(ReadOnlyAdmin):
    """Articles as read. To take one down: `yaowen withdraw`, or the action of the same name."""

    list_display = (
        "headline",
        "outlet",
        "source",
        "published",
        "published_precision",
        "language",
        "state",
        "last_error",
    )
    list_filter = ("state", "language", "published_precision", ("outlet", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("outlet",)
    search_fields = ("headline", "url")
    ordering = ("-published", "-pk")
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("headline", "column", "part", "address", "outlet", "site", "source", "authors",
                           "named_editors", "language")}),
        ("When", {"fields": ("published", "published_precision", "published_raw", "published_zone",
                             "published_confidence", "modified", "first_seen")}),
        ("How it was read", {"fields": ("origins", "confidence", "access", "lowered")}),
        ("Text", {"fields": ("text", "image", "image_caption", "image_credit")}),
        ("Beside the article", {"fields": ("furniture",), "classes": ("collapse",)}),
        ("Work", {"fields": ("state", "due_at", "holder", "attempts", "last_error", "page_link",
                             "extract_version", "facts_version")}),
    )  # fmt: skip
    inlines = (PartInline, ClaimInline, MomentInline, NameInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Without the texts in lists; a form loads its own."""
        found = super().get_queryset(request)
        listing = request.resolver_match is not None and str(request.resolver_match.url_name).endswith("_changelist")
        return found.defer("blocks") if listing else found.select_related("outlet")

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[Any]:  # noqa: ARG002
        """All that the form shows."""
        return [name for _, group in self.fieldsets for name in group["fields"]]

    @admin.display(description="address")
    def address(self, article: Article) -> SafeString | str:
        """Link to the original, where it is a web address."""
        if not article.url.startswith(("http://", "https://")):
            return article.url
        return format_html('<a href="{0}" rel="noopener noreferrer">{0}</a>', article.url)

    @admin.display(description="text")
    def text(self, article: Article) -> SafeString:
        """The blocks as read, each with its kind, its links as addresses: nothing of the page is loaded or led to."""
        rows = (
            (block.kind, block.text, " ".join(filter(None, (block.address, *(link[2] for link in block.links)))))
            for block in unpack_blocks(article.blocks)
        )
        return format_html_join("", "<p><small>{}</small> {} <small>{}</small></p>", rows)

    @admin.display(description="editors")
    def named_editors(self, article: Article) -> str:
        """Who is named as editor."""
        return ", ".join(article.editors or ())

    @admin.display(description="read from")
    def origins(self, article: Article) -> SafeString | str:
        """What of the page, or of the feed, each field was read from, and how sure that is."""
        kept = Evidence.objects.filter(pk=article.pk).values_list("origins", flat=True).first()
        if not kept:
            return f"not kept: it was read longer ago than pages are kept, or by rules before {EXPLAINED_SINCE}"
        rows = ((field, where, f"{sure:.0%}") for field, where, sure in kept)
        return format_html_join("", "<p><b>{}</b>: {} <small>{}</small></p>", rows)

    @admin.display(description="lines that are no part of it")
    def furniture(self, article: Article) -> SafeString | str:
        """What else stood on the page, each line with its kind."""
        kept = Evidence.objects.filter(pk=article.pk).values_list("furniture", flat=True).first()
        return (
            format_html_join("", "<p><small>{}</small> {}</p>", ((kind, text) for kind, text, _ in kept or ())) or "—"
        )

    @admin.display(description="page")
    def page_link(self, article: Article) -> SafeString | str:
        """Its page as fetched."""
        return link_to("collect_page", article.page_id)
