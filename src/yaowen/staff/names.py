"""Names at the desk: which have a page, which written forms are one name, an operator's word on it, and its log."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from yaowen.base.desk import ReadOnlyAdmin, link_to, may_change
from yaowen.base.errors import YaowenError
from yaowen.collect.press_clock import make_clock
from yaowen.group.store import touch_stories
from yaowen.names.models import KnownName, NameDecision
from yaowen.names.store import decide_name
from yaowen.staff.reason import ask_reason, read_choice, read_reason

DONE = {
    "hide": "has no page from the next edition on",
    "show": "may have a page again from the next edition on",
    "join": "is joined; its page leads to the other's",
    "part": "stands by itself again",
}


@admin.register(KnownName)
class KnownNameAdmin(ReadOnlyAdmin):
    """Names that articles mention. Two that are one are joined here; a page that should not stand is hidden."""

    list_display = ("zh", "latin", "kind", "outlets", "opened", "hidden", "listed", "joined")
    list_filter = ("opened", "hidden", "listed", "kind")
    search_fields = ("zh", "latin", "forms__form", "=id")
    ordering = ("-outlets", "pk")
    actions = ("hide_pages", "show_pages", "join_names", "part_names")

    @admin.display(description="joined to")
    def joined(self, row: KnownName) -> SafeString | str:
        """A link to the name whose page answers for it."""
        return link_to("names_knownname", row.joined_to) if row.joined_to else ""

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who may decide about names."""
        return may_change(self, request)

    @admin.action(description="Hide the pages of the chosen names", permissions=["decide"])
    def hide_pages(self, request: HttpRequest, queryset: QuerySet[KnownName]) -> TemplateResponse | None:
        """Their addresses answer 410, nothing leads to them; kept for ever with the reason."""
        return self._decide(request, queryset, "hide_pages", "hide", "Hide the pages of these names")

    @admin.action(description="Show the pages of the chosen names again", permissions=["decide"])
    def show_pages(self, request: HttpRequest, queryset: QuerySet[KnownName]) -> TemplateResponse | None:
        """Takes hiding back."""
        return self._decide(request, queryset, "show_pages", "show", "Show the pages of these names again")

    @admin.action(description="Take joins of the chosen names back", permissions=["decide"])
    def part_names(self, request: HttpRequest, queryset: QuerySet[KnownName]) -> TemplateResponse | None:
        """Each stands by itself again."""
        return self._decide(request, queryset, "part_names", "part", "Take joins of these names back")

    @admin.action(description="Join the chosen names into one", permissions=["decide"])
    def join_names(self, request: HttpRequest, queryset: QuerySet[KnownName]) -> TemplateResponse | None:
        """All are joined to one of them, which is chosen on the next page."""
        rows = list(queryset)
        choices = {str(row.pk): f"joined into {row}" for row in rows}
        reason, chosen = read_reason(request), read_choice(request, choices)
        if not (reason and chosen):
            question = "These names are one: joined into which?"
            return ask_reason(self, request, queryset, action="join_names", question=question, choices=choices)
        for row in rows:
            if str(row.pk) != chosen:
                self._act(request, row, NameDecision(kind="join", other_id=int(chosen), reason=reason))
        return None

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[KnownName], action: str, kind: str, question: str
    ) -> TemplateResponse | None:
        reason = read_reason(request)
        if not reason:
            return ask_reason(self, request, queryset, action=action, question=question)
        for row in queryset:
            self._act(request, row, NameDecision(kind=kind, reason=reason))
        return None

    def _act(self, request: HttpRequest, row: KnownName, decision: NameDecision) -> None:
        decision.name_id, decision.by = row.pk, request.user.get_username()
        decision.at = make_clock(settings.YAOWEN).now()
        try:
            stories = decide_name(decision)
        except YaowenError as problem:
            messages.error(request, f"Nothing was changed: {problem}")
            return
        touch_stories(stories)
        self.log_change(request, row, f"{decision.kind}: {decision.reason}")
        messages.success(request, f"{row} {DONE[decision.kind]}; {len(stories)} stories are rendered again.")


@admin.register(NameDecision)
class NameDecisionAdmin(ReadOnlyAdmin):
    """Operators' words on names, kept for ever."""

    list_display = ("at", "kind", "name", "other", "by", "reason")
    list_filter = ("kind",)
    search_fields = ("=name_id", "reason", "by")
    ordering = ("-pk",)

    @admin.display(description="name")
    def name(self, row: Any) -> SafeString | str:
        """A link to it."""
        return link_to("names_knownname", row.name_id)

    @admin.display(description="joined to")
    def other(self, row: Any) -> SafeString | str:
        """A link to it."""
        return link_to("names_knownname", row.other_id) if row.other_id else ""
