"""Kept rankings, what was damped, and hidden stories at the operator's desk."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from yaowen.base.desk import ReadOnlyAdmin, link_to, may_change
from yaowen.base.errors import YaowenError
from yaowen.collect.press_clock import make_clock
from yaowen.rank.hiding import show_story
from yaowen.rank.models import HiddenStory, RankDamping
from yaowen.rank.rules.spans import time_of


@admin.register(HiddenStory)
class HiddenStoryAdmin(ReadOnlyAdmin):
    """Stories hidden from the ranking, now and before. Hiding is an action of the list of stories."""

    list_display = ("story", "hidden_at", "hidden_by", "reason", "shown_at", "shown_by")
    list_filter = (("shown_at", admin.EmptyFieldListFilter),)
    search_fields = ("=story_id", "reason")
    ordering = ("-hidden_at", "-pk")
    actions = ("show_again",)

    @admin.display(description="story")
    def story(self, row: HiddenStory) -> SafeString | str:
        """A link to it."""
        return link_to("group_story", row.story_id)

    def has_show_permission(self, request: HttpRequest) -> bool:
        """Who may change hidden stories may show them."""
        return may_change(self, request)

    @admin.action(description="Show the chosen stories in the ranking again", permissions=["show"])
    def show_again(self, request: HttpRequest, queryset: QuerySet[HiddenStory]) -> None:
        """From the next minute on; who did it is kept."""
        at = make_clock(settings.YAOWEN).now()
        for story_id in queryset.filter(shown_at=None).values_list("story_id", flat=True).distinct():
            try:
                show_story(story_id, by=request.user.get_username(), at=at)
            except YaowenError as problem:
                messages.error(request, str(problem))
            else:
                messages.info(request, f"Story {story_id} is shown in the ranking again from the next minute on.")


@admin.register(RankDamping)
class RankDampingAdmin(ReadOnlyAdmin):
    """Groups of networks that read the same few stories in step: what of their votes was left out, and why."""

    list_display = ("hour", "of_stories", "networks", "kept", "removed", "why")
    ordering = ("-hour_minute", "-removed")
    search_fields = ("stories",)

    @admin.display(description="hour until (UTC)", ordering="hour_minute")
    def hour(self, row: RankDamping) -> str:
        """The end of the hour."""
        return f"{time_of(row.hour_minute):%Y-%m-%d %H:%M}"

    @admin.display(description="stories")
    def of_stories(self, row: RankDamping) -> SafeString:
        """Links to them."""
        return format_html_join(", ", "{}", ((link_to("group_story", int(one)),) for one in row.stories.split(",")))

    @admin.display(description="why")
    def why(self, row: RankDamping) -> str:
        """In a sentence."""
        return row.reason
