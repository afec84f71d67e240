"""Stories and the log of what happened to them, at the operator's desk."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from yaowen.base.desk import ReadOnlyAdmin, ReadOnlyInline
from yaowen.group.models import GroupEvent, Membership, Story


class MembershipInline(ReadOnlyInline):
    """A story's articles, each with the reason why it is here."""

    model = Membership
    verbose_name_plural = "articles, and why they are here"
    fields = ("article_id", "copy_of", "rule", "score", "shared", "published", "filed_at")
    ordering = ("published", "article_id")


@admin.register(Story)
class StoryAdmin(ReadOnlyAdmin):
    """Stories."""

    list_display = ("id", "language", "state", "articles", "outlets", "origins", "first_at", "last_at", "merged_into")
    list_filter = ("state", "language")
    search_fields: ClassVar[tuple[str, ...]] = ("=id",)
    ordering = ("-last_at", "-pk")
    inlines: ClassVar[tuple[type[ReadOnlyInline], ...]] = (MembershipInline,)


@admin.register(GroupEvent)
class GroupEventAdmin(ReadOnlyAdmin):
    """What was filed, merged, split and withdrawn, and why."""

    list_display = ("at", "kind", "language", "version", "story_id", "other_story_id", "article_id", "reason")
    list_filter = ("kind", "language")
    search_fields = ("=story_id", "=other_story_id", "=article_id")
    ordering = ("-pk",)
