"""Sections at the desk: where each story stands and who told it, an operator's word on it, and the log of those."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import ChoiceField, ModelForm
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from yaowen.base.desk import ReadOnlyAdmin, link_to, may_change
from yaowen.collect.models import Feed
from yaowen.collect.press_clock import make_clock
from yaowen.extract.models import Article
from yaowen.group.models import Story
from yaowen.group.rights import renew_stories
from yaowen.group.store import story_of, touch_stories
from yaowen.render.models import SectionDecision, StoryPlace
from yaowen.render.rules.sections import TITLES
from yaowen.render.sections import AUTO, NONE, decide_by_hand
from yaowen.staff.reason import ask_reason, read_choice, read_reason

if TYPE_CHECKING:
    AnyDecisionForm = ModelForm[SectionDecision]
else:  # Django's own class takes no parameters
    AnyDecisionForm = ModelForm

CHOICES: dict[str, str] = {
    **{str(slug): title for slug, title in TITLES.items()},
    NONE: "No section",
    AUTO: "As feed and words tell it (takes an earlier decision back)",
}


@admin.register(StoryPlace)
class StoryPlaceAdmin(ReadOnlyAdmin):
    """Stories with the section they stand in; those that stand wrong are put right here."""

    list_display = ("headline", "section", "told_by", "sure", "day", "story")
    list_display_links = None
    list_filter = ("section", "told_by", "day")
    search_fields = ("=story_id", "headline")
    ordering = ("-last_at", "-story_id")
    actions = ("file_under",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoryPlace]:
        """With the headlines in the same query."""
        head = Story.objects.filter(pk=OuterRef("story_id")).values("headline_article_id")[:1]
        found: QuerySet[StoryPlace] = super().get_queryset(request).annotate(article_id=Subquery(head))
        headline = Article.objects.filter(pk=OuterRef("article_id")).values("headline")[:1]
        return found.annotate(headline=Subquery(headline))

    @admin.display(description="headline")
    def headline(self, row: Any) -> str:
        """That of the article that stands for it."""
        return row.headline or f"story {row.story_id}"

    @admin.display(description="story")
    def story(self, row: StoryPlace) -> SafeString | str:
        """A link to it."""
        return link_to("group_story", row.story_id)

    def has_file_permission(self, request: HttpRequest) -> bool:
        """Who may change where stories stand."""
        return may_change(self, request)

    @admin.action(description="Put the chosen stories into a section", permissions=["file"])
    def file_under(self, request: HttpRequest, queryset: QuerySet[StoryPlace]) -> TemplateResponse | None:
        """Kept for ever with the reason; later reports of a story change nothing about it."""
        reason, section = read_reason(request), read_choice(request, CHOICES)
        if not (reason and section):
            question = "Put these stories into a section"
            return ask_reason(self, request, queryset, action="file_under", question=question, choices=CHOICES)
        now, by = make_clock(settings.YAOWEN).now(), request.user.get_username()
        for row in queryset:
            article_id = getattr(row, "article_id", None)
            if article_id is None:
                messages.error(request, f"Story {row.pk} has no article that stands for it; nothing was changed.")
                continue
            decide_by_hand("article", article_id, section, by=by, reason=reason, at=now)
            touch_stories([row.pk])
            self.log_change(request, row, f"Section {section}: {reason}")
            messages.success(request, f"Story {row.pk} stands in {CHOICES[section]} with the next edition.")
        return None


class DecisionForm(AnyDecisionForm):
    """What an operator decides: about what, which section, why."""

    section = ChoiceField(choices=list(CHOICES.items()))

    class Meta:
        model = SectionDecision
        fields = ("kind", "target", "section", "reason")


@admin.register(SectionDecision)
class SectionDecisionAdmin(ReadOnlyAdmin):
    """Operators' words on sections, kept for ever. A new one about the same article, feed or outlet replaces it."""

    form = DecisionForm
    list_display = ("at", "kind", "about", "section", "by", "reason")
    list_filter = ("kind", "section")
    search_fields = ("=target", "reason", "by")
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By Django's own permission; nothing is changed or deleted."""
        return request.user.has_perm("render.add_sectiondecision")

    def get_fields(self, request: HttpRequest, obj: SectionDecision | None = None) -> list[Any]:
        """All that was kept; a new one is asked for less."""
        return super().get_fields(request, obj) if obj else ["kind", "target", "section", "reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: SectionDecision | None = None) -> list[Any]:
        """What was kept is never changed."""
        return super().get_readonly_fields(request, obj) if obj else []

    def save_model(
        self,
        request: HttpRequest,
        obj: SectionDecision,
        form: ModelForm[SectionDecision],  # noqa: ARG002 (Django's)
        change: bool,  # noqa: ARG002
    ) -> None:
        """Keep it with who and when, and file anew what it is about."""
        obj.by, obj.at = request.user.get_username(), make_clock(settings.YAOWEN).now()
        obj.save()
        messages.info(request, f"{renew_filed(obj.kind, obj.target)} stories are filed anew.")

    @admin.display(description="about")
    def about(self, row: SectionDecision) -> SafeString | str:
        """A link to it."""
        view = {"article": "extract_article", "feed": "collect_feed", "outlet": "collect_outlet"}[row.kind]
        return link_to(view, row.target)


def renew_filed(kind: str, target: int) -> int:
    """Make the stories that a decision concerns due again; returns how many."""
    if kind == "article":
        return touch_stories(story_of([target]).values())
    outlet = target if kind == "outlet" else Feed.objects.filter(pk=target).values_list("outlet_id", flat=True).first()
    return renew_stories(outlet) if outlet is not None else 0
