"""Articles in stories and their log at the desk: splitting, moving, and taking a change back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from yaowen.base.desk import TableAdmin, link_to, may_change
from yaowen.base.errors import BadInput, YaowenError
from yaowen.collect.press_clock import make_clock
from yaowen.extract.models import Article
from yaowen.group.admin import GroupEventAdmin, MembershipAdmin
from yaowen.group.models import GroupEvent, Membership
from yaowen.group.store import move_articles, split_story, undo_change
from yaowen.staff.reason import ask_reason, read_reason


class DeskMembershipAdmin(MembershipAdmin):
    """Articles in stories with their headlines; they can be split off or moved."""

    list_display = ("headline", "story", "rule", "score", "copy_of", "published")
    list_display_links = ("headline",)
    search_fields = ("=article_id", "=story__id", "headline")
    actions = ("split", "move")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """With the headlines in the same query."""
        headline = Article.objects.filter(pk=OuterRef("article_id")).values("headline")[:1]
        found: QuerySet[Membership] = super().get_queryset(request).annotate(headline=Subquery(headline))
        return found

    @admin.display(description="article")
    def headline(self, row: Any) -> str:
        """Its headline."""
        return row.headline or f"article {row.article_id}"

    @admin.display(description="story")
    def story(self, row: Membership) -> SafeString | str:
        """The story it is in."""
        return link_to("group_story", row.story_id)

    def has_correct_permission(self, request: HttpRequest) -> bool:
        """Who may change memberships."""
        return may_change(self, request)

    @admin.action(description="Split the chosen articles off into a new story", permissions=["correct"])
    def split(self, request: HttpRequest, queryset: QuerySet[Membership]) -> TemplateResponse | None:
        """They never come back by themselves; their story and the new one are kept apart."""
        reason = read_reason(request)
        if not reason:
            return ask_reason(self, request, queryset, action="split", question="Split these articles off")

        def act(by: str) -> str:
            home, chosen = _one_story(queryset)
            made = split_story(home, chosen, reason, at=make_clock(settings.YAOWEN).now(), by=by)
            return f"{len(chosen)} articles of story {home} are story {made} now."

        _try(self, request, act)
        return None

    @admin.action(description="Move the chosen articles into another story", permissions=["correct"])
    def move(self, request: HttpRequest, queryset: QuerySet[Membership]) -> TemplateResponse | None:
        """They stay there; their story and the other are kept apart, but where all of its articles go."""
        reason, into = read_reason(request), request.POST.get("story", "").strip()
        if not reason or not into.isdecimal():
            page = ask_reason(self, request, queryset, action="move", question="Move these articles into a story")
            page.context_data = {**(page.context_data or {}), "asks_story": True}
            return page

        def act(by: str) -> str:
            home, chosen = _one_story(queryset)
            move_articles(home, chosen, int(into), reason, at=make_clock(settings.YAOWEN).now(), by=by)
            return f"{len(chosen)} articles of story {home} are in story {into} now."

        _try(self, request, act)
        return None


class DeskGroupEventAdmin(GroupEventAdmin):
    """The log of the stories; what a person did can be taken back."""

    actions = ("undo",)

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """Who may change stories' events."""
        return may_change(self, request)

    @admin.action(description="Take back the chosen merges, splits and moves", permissions=["undo"])
    def undo(self, request: HttpRequest, queryset: QuerySet[GroupEvent]) -> TemplateResponse | None:
        """The latest first; each is one event more."""
        reason = read_reason(request)
        if not reason:
            return ask_reason(self, request, queryset, action="undo", question="Take back these changes")
        for event in queryset.order_by("-version"):
            number = event.pk

            def act(by: str, number: int = number) -> str:
                undo_change(number, reason, at=make_clock(settings.YAOWEN).now(), by=by)
                return f"Event {number} is taken back."

            _try(self, request, act)
        return None


def _one_story(queryset: QuerySet[Membership]) -> tuple[int, list[int]]:
    """The story that all chosen articles are in, and their numbers.

    Raises:
        BadInput: they are of several stories.
    """
    places = dict(queryset.values_list("article_id", "story_id"))
    if len(set(places.values())) != 1:
        raise BadInput("choose articles of one story; search for its number", about="the chosen articles")
    return next(iter(places.values())), sorted(places)


def _try(model_admin: TableAdmin, request: HttpRequest, act: Callable[[str], str]) -> None:
    """Do it in the operator's name and say what came of it."""
    try:
        said = act(request.user.get_username())
    except YaowenError as problem:
        model_admin.message_user(request, str(problem), messages.ERROR)
    else:
        model_admin.message_user(request, said, messages.SUCCESS)


for model, desk in ((Membership, DeskMembershipAdmin), (GroupEvent, DeskGroupEventAdmin)):
    admin.site.unregister(model)
    admin.site.register(model, desk)
