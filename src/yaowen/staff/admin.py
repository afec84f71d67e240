"""The desk's pages that cross stages: stories with headlines, withdrawal, outlets whose change renews pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import ModelForm
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yaowen.base.desk import link_to, may_change
from yaowen.base.errors import YaowenError
from yaowen.collect.admin import OutletAdmin
from yaowen.collect.models import Outlet
from yaowen.collect.press_clock import make_clock
from yaowen.extract.admin import ArticleAdmin
from yaowen.extract.models import Article
from yaowen.group.admin import MembershipInline, StoryAdmin
from yaowen.group.models import Story
from yaowen.group.rights import renew_stories
from yaowen.group.store import merge_stories, story_of, touch_stories
from yaowen.rank.store import hide_story
from yaowen.staff.digest_admin import DigestReaderAdmin
from yaowen.staff.keys_admin import ApiKeyAdmin
from yaowen.staff.names import KnownNameAdmin, NameDecisionAdmin
from yaowen.staff.reason import ask_reason, read_reason
from yaowen.staff.sections import SectionDecisionAdmin, StoryPlaceAdmin
from yaowen.staff.stories import DeskGroupEventAdmin, DeskMembershipAdmin, DeskStoryLinkAdmin, link_chosen
from yaowen.staff.withdraw import withdraw_article

__all__ = [
    "ApiKeyAdmin",
    "DeskArticleAdmin",
    "DeskGroupEventAdmin",
    "DeskMembershipAdmin",
    "DeskOutletAdmin",
    "DeskStoryAdmin",
    "DeskStoryLinkAdmin",
    "DigestReaderAdmin",
    "KnownNameAdmin",
    "NameDecisionAdmin",
    "SectionDecisionAdmin",
    "StoryPlaceAdmin",
]
SHOWN_ON_PAGES = {"rights", "pictures", "name_hans", "name_hant", "name_en", "home_url"}
"""What of an outlet stands on pages or decides what does."""


def headline_of(reference: str) -> Subquery:
    """The headline of the article that a column names."""
    return Subquery(Article.objects.filter(pk=OuterRef(reference)).values("headline")[:1])


class DeskOutletAdmin(OutletAdmin):
    """Outlets; what is changed here shows on their pages within the next edition."""

    def save_model(self, request: HttpRequest, obj: Outlet, form: ModelForm[Outlet], change: bool) -> None:
        """Save, and have the stories that carry it rendered again where something on their pages changes."""
        super().save_model(request, obj, form, change)
        if SHOWN_ON_PAGES & set(form.changed_data):
            renewed = renew_stories(obj.pk)
            messages.info(request, f"{renewed} stories are rendered again.")


class DeskMembershipInline(MembershipInline):
    """A story's articles with their headlines, and why they are here."""

    fields = ("article", "copy_of", "rule", "score", "shared", "published", "filed_at", "why")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the headlines in the same query."""
        found: QuerySet[Any] = super().get_queryset(request).annotate(headline=headline_of("article_id"))
        return found

    @admin.display(description="article")
    def article(self, row: Any) -> SafeString | str:
        """The headline, leading to the article."""
        return link_to("extract_article", row.article_id, row.headline or "")

    @admin.display(description="why is this here?")
    def why(self, row: Any) -> SafeString | str:
        """What else was considered, and what has happened since."""
        return link_to("group_membership", row.article_id, "why")


class DeskStoryAdmin(StoryAdmin):
    """Stories with their headlines; several can be merged."""

    list_display = ("id", "headline", "language", "state", "articles", "outlets", "origins", "last_at", "merged_into")
    search_fields = ("=id", "headline")
    inlines = (DeskMembershipInline,)
    actions = ("merge", "link", "try_again", "hide")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        """With the headlines in the same query."""
        found: QuerySet[Story] = super().get_queryset(request).annotate(headline=headline_of("headline_article_id"))
        return found

    @admin.display(description="headline")
    def headline(self, story: Any) -> str:
        """The headline of the article that stands for it."""
        return story.headline or "–"

    @admin.action(description="Try the chosen stories that cannot be rendered again", permissions=["merge"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Story]) -> None:
        """Stories set aside are rendered anew; stories in other states stay as they are."""
        tried = touch_stories(queryset.filter(state="failed").values_list("pk", flat=True))
        self.message_user(request, f"{tried} stories are rendered again within seconds.")

    @admin.action(description="Hide the chosen stories from the ranking", permissions=["merge"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Story]) -> TemplateResponse | None:
        """Their places stay and say so. Shown again at the desk's list of hidden stories."""
        reason = read_reason(request)
        if not reason:
            return ask_reason(self, request, queryset, action="hide", question="Hide these stories from the ranking")
        now = make_clock(settings.YAOWEN).now()
        for story in queryset:
            try:
                hide_story(story.pk, by=request.user.get_username(), reason=reason, at=now)
            except YaowenError as problem:
                messages.error(request, str(problem))
            else:
                self.log_change(request, story, f"Hidden from the ranking: {reason}")
                messages.success(request, f"Story {story.pk} is hidden from the ranking from the next minute on.")
        return None

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Who may change stories."""
        return may_change(self, request)

    @admin.action(description="Merge the chosen stories into the largest", permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Story]) -> TemplateResponse | None:
        """Put the articles of several stories into the one with most articles; the others' addresses lead there."""
        reason = read_reason(request)
        if not reason:
            return ask_reason(self, request, queryset, action="merge", question="Merge these stories into the largest")
        survivor, *others = queryset.order_by("-articles", "pk")
        now = make_clock(settings.YAOWEN).now()
        for story in others:
            try:
                merge_stories(story.pk, survivor.pk, reason, at=now, by=request.user.get_username())
            except YaowenError as problem:
                messages.error(request, str(problem))
            else:
                self.log_change(request, story, f"Merged into story {survivor.pk}: {reason}")
                messages.success(request, f"Story {story.pk} is merged into story {survivor.pk}.")
        return None

    @admin.action(description="Link two chosen stories in two languages", permissions=["merge"])
    def link(self, request: HttpRequest, queryset: QuerySet[Story]) -> TemplateResponse | None:
        """They tell one event: each page leads to the other, for good."""
        return link_chosen(self, request, queryset)


class DeskArticleAdmin(ArticleAdmin):
    """Articles with their story; they can be withdrawn."""

    actions = ("withdraw",)
    fieldsets = (*ArticleAdmin.fieldsets, ("Story and bench", {"fields": ("story", "bench")}))

    @admin.display(description="story")
    def story(self, article: Article) -> SafeString | str:
        """The story it is filed in."""
        return link_to("group_story", story_of([article.pk]).get(article.pk))

    @admin.display(description="on the bench")
    def bench(self, article: Article) -> SafeString:
        """How its page is read, line by line."""
        return format_html('<a href="{}">how its page is read</a>', reverse("bench-article", args=[article.pk]))

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """Who may change articles."""
        return may_change(self, request)

    @admin.action(description="Withdraw the chosen articles for good", permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> TemplateResponse | None:
        """Remove text, bytes, claims and search entry; leave a tombstone. There is no way back."""
        reason = read_reason(request)
        if not reason:
            return ask_reason(self, request, queryset, action="withdraw", question="Withdraw these articles for good")
        now = make_clock(settings.YAOWEN).now()
        for article in queryset:
            try:
                withdraw_article(str(article.pk), reason, now)
            except YaowenError as problem:
                messages.error(request, str(problem))
            else:
                article.refresh_from_db()  # or the log keeps the headline
                self.log_change(request, article, f"Withdrawn: {reason}")
                messages.success(request, f"Article {article.pk} is withdrawn.")
        return None


for model, desk in ((Outlet, DeskOutletAdmin), (Story, DeskStoryAdmin), (Article, DeskArticleAdmin)):
    admin.site.unregister(model)
    admin.site.register(model, desk)
admin.site.index_template = "staff/index.html"
admin.site.site_header = admin.site.site_title = "Yaowen 要闻"
admin.site.index_title = "The operator's desk 编务: all times are UTC"
