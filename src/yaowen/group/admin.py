"""Stories and the log of what happened to them, at the operator's desk."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from yaowen.base.desk import ReadOnlyAdmin, ReadOnlyInline
from yaowen.group.models import FollowUp, GroupEvent, Membership, Story, StoryLink
from yaowen.group.reasons import explain_article


class MembershipInline(ReadOnlyInline):
    """A story's articles, each with the reason why it is here."""

    model = Membership
    verbose_name_plural = "articles, and why they are here"
    fields: ClassVar[tuple[str, ...]] = ("article_id", "copy_of", "rule", "score", "shared", "published", "filed_at")
    ordering = ("published", "article_id")


@admin.register(Story)
class StoryAdmin(ReadOnlyAdmin):
    """Stories."""

    list_display = ("id", "language", "state", "articles", "outlets", "origins", "first_at", "last_at", "merged_into")
    list_filter = ("state", "language")
    search_fields: ClassVar[tuple[str, ...]] = ("=id",)
    ordering = ("-last_at", "-pk")
    inlines: ClassVar[tuple[type[ReadOnlyInline], ...]] = (MembershipInline,)


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Articles in stories: why each is here, what else was considered, what has happened since."""

    list_display: tuple[str, ...] = (
        "article_id",
        "story_id",
        "rule",
        "score",
        "copy_of",
        "outlet_id",
        "published",
    )
    list_filter = ("rule",)
    search_fields: ClassVar[tuple[str, ...]] = ("=article_id", "=story__id")
    ordering = ("-serial",)
    fields = (
        "article_id", "story_id", "layer", "rule", "score", "shared", "nearest", "considered", "since", "outlet_id",
        "published", "filed_at", "group_version",
    )  # fmt: skip

    @admin.display(description="layer")
    def layer(self, row: Membership) -> str:
        """Origin, copy of another, or a report of its own."""
        reason = explain_article(row.article_id)
        return f"{reason.layer} of article {reason.copy_of}" if reason.copy_of else reason.layer

    @admin.display(description="nearest article")
    def nearest(self, row: Membership) -> str:
        """The article that decided it."""
        return str(explain_article(row.article_id).nearest or "–")

    @admin.display(description="stories considered: probability, over or under the bar")
    def considered(self, row: Membership) -> str:
        """Every story that was judged, the best first."""
        judged = explain_article(row.article_id).considered
        return "; ".join(f"story {story}: {score:.3f}, {over:+.2f}" for story, score, over in judged) or "–"

    @admin.display(description="what has happened since")
    def since(self, row: Membership) -> str:
        """What has moved it from the story that it was filed in."""
        changes = explain_article(row.article_id).since
        told = (
            f"event {one.id}, {one.kind}: story {one.story_id} → {one.other_story_id} ({one.rule} {one.text})"
            for one in changes
        )
        return "; ".join(told) or "–"


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnlyAdmin):
    """Stories and what went before them."""

    list_display = ("story_id", "earlier_id", "score", "shared", "at")
    search_fields = ("=story_id", "=earlier_id")
    ordering = ("-pk",)


@admin.register(StoryLink)
class StoryLinkAdmin(ReadOnlyAdmin):
    """Stories in different languages that tell one event; links that ended stay, with the reason."""

    list_display: tuple[str, ...] = (
        "story_id",
        "other_id",
        "score",
        "likeness",
        "shared",
        "by_person",
        "at",
        "ended_at",
    )
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "by_person")
    search_fields: ClassVar[tuple[str, ...]] = ("=story_id", "=other_id")
    ordering = ("-pk",)


@admin.register(GroupEvent)
class GroupEventAdmin(ReadOnlyAdmin):
    """What was filed, merged, split, moved, withdrawn and linked, and why."""

    list_display = ("at", "kind", "language", "version", "story_id", "other_story_id", "article_id", "reason")
    list_filter = ("kind", "language")
    search_fields = ("=story_id", "=other_story_id", "=article_id")
    ordering = ("-pk",)
