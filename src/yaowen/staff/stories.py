"""Articles in stories, links between languages and the log at the desk: splitting, moving, linking, taking back."""

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
from yaowen.group.admin import GroupEventAdmin, MembershipAdmin, StoryLinkAdmin
from yaowen.group.link_pins import free_link, link_stories, unlink_stories
from yaowen.group.models import GroupEvent, Membership, Story, StoryLink
from yaowen.group.store import move_articles, split_story, undo_change
from yaowen.staff.reason import ask_reason, read_reason

PAIR = 2
Decide = Callable[..., None]
"""Takes two stories, a reason, `at` and `by`."""


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


class DeskStoryLinkAdmin(StoryLinkAdmin):
    """Links between stories in different languages: why each was made, and a person's word on it."""

    list_display = (
        "one", "other", "languages", "score", "likeness", "shared", "by_person", "at", "ended_at", "ended_why",
    )  # fmt: skip
    list_display_links = ("score",)
    search_fields = ("=story_id", "=other_id", "one_headline", "other_headline")
    actions = ("unlink", "link", "free")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoryLink]:
        """With headlines and languages in the same query."""
        named = {}
        for end in ("story_id", "other_id"):
            story = Story.objects.filter(pk=OuterRef(end))
            lead = Subquery(story.values("headline_article_id")[:1])
            name = "one" if end == "story_id" else "other"
            named[f"{name}_language"] = Subquery(story.values("language")[:1])
            named[f"{name}_lead"] = lead
        found: QuerySet[StoryLink] = super().get_queryset(request).annotate(**named)
        headlines = {
            f"{name}_headline": Subquery(Article.objects.filter(pk=OuterRef(f"{name}_lead")).values("headline")[:1])
            for name in ("one", "other")
        }
        return found.annotate(**headlines)

    @admin.display(description="story")
    def one(self, row: Any) -> SafeString | str:
        """The story with the smaller number."""
        return link_to("group_story", row.story_id, row.one_headline or f"story {row.story_id}")

    @admin.display(description="other story")
    def other(self, row: Any) -> SafeString | str:
        """The other one."""
        return link_to("group_story", row.other_id, row.other_headline or f"story {row.other_id}")

    @admin.display(description="languages")
    def languages(self, row: Any) -> str:
        """Of the two."""
        return f"{row.one_language} – {row.other_language}"

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who may change links."""
        return may_change(self, request)

    @admin.action(description="Unlink the chosen pairs for good", permissions=["decide"])
    def unlink(self, request: HttpRequest, queryset: QuerySet[StoryLink]) -> TemplateResponse | None:
        """The program never links them again."""
        return self._decide(request, queryset, "unlink", "Unlink these stories", unlink_stories)

    @admin.action(description="Link the chosen pairs for good", permissions=["decide"])
    def link(self, request: HttpRequest, queryset: QuerySet[StoryLink]) -> TemplateResponse | None:
        """The program never unlinks them."""
        return self._decide(request, queryset, "link", "Link these stories", link_stories)

    @admin.action(description="Leave the chosen pairs to the program again", permissions=["decide"])
    def free(self, request: HttpRequest, queryset: QuerySet[StoryLink]) -> TemplateResponse | None:
        """As though no person had said anything."""
        return self._decide(request, queryset, "free", "Leave these links to the program", free_link)

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[StoryLink], action: str, question: str, decide: Decide
    ) -> TemplateResponse | None:
        reason = read_reason(request)
        if not reason:
            return ask_reason(self, request, queryset, action=action, question=question)
        for one, other in sorted(set(queryset.values_list("story_id", "other_id"))):

            def act(by: str, pair: tuple[int, int] = (one, other)) -> str:
                decide(*pair, reason, at=make_clock(settings.YAOWEN).now(), by=by)
                return f"Stories {pair[0]} and {pair[1]}: done ({action})."

            _try(self, request, act)
        return None


def link_chosen(model_admin: TableAdmin, request: HttpRequest, queryset: QuerySet[Story]) -> TemplateResponse | None:
    """Link two chosen stories in two languages for good: an action of the list of stories."""
    chosen = sorted(queryset.values_list("pk", flat=True))
    if len(chosen) != PAIR:
        model_admin.message_user(request, "Choose two stories, each in another language.", messages.ERROR)
        return None
    reason = read_reason(request)
    if not reason:
        return ask_reason(model_admin, request, queryset, action="link", question="Link these stories")

    def act(by: str) -> str:
        link_stories(chosen[0], chosen[1], reason, at=make_clock(settings.YAOWEN).now(), by=by)
        return f"Stories {chosen[0]} and {chosen[1]} are linked."

    _try(model_admin, request, act)
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


_DESKS = ((Membership, DeskMembershipAdmin), (GroupEvent, DeskGroupEventAdmin), (StoryLink, DeskStoryLinkAdmin))
for model, desk in _DESKS:
    admin.site.unregister(model)
    admin.site.register(model, desk)
