"""The bench 读稿台: how a page is read, beside the page, and the rule of its outlet that puts it right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from yaowen.base.errors import BadInput
from yaowen.base.guard import GuardError
from yaowen.collect.models import Outlet
from yaowen.collect.rules.harmless import make_harmless
from yaowen.extract.bench import Bench, Tried, shown_fields
from yaowen.extract.models import OutletRule, Rereading
from yaowen.extract.page_rules import check_rule, drop_rule, save_rule
from yaowen.extract.rereading import ask_rereading, progress_of
from yaowen.extract.rules.bench import BODY, BenchReading
from yaowen.extract.rules.page_rule import FIELDS, PageRule, print_rule, read_rule
from yaowen.staff.bench_subject import Subject, fetch_page, find_article, find_fetched

VIEW, CHANGE = "extract.view_outletrule", "extract.change_outletrule"
RECENT = 10


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field as read: its value, what of the page it was read from, and how sure that is; empty where not told."""

    name: str
    value: str
    where: str = ""
    sure: str = ""


@require_http_methods(["GET", "POST"])
@permission_required(VIEW, raise_exception=True)
def open_bench(request: HttpRequest) -> HttpResponse:
    """Choose a page: by its address, or by a stored article's number."""
    if request.method == "POST" and may_change(request):
        try:
            return _choose(request)
        except BadInput as problem:
            messages.error(request, str(problem))
    return TemplateResponse(request, "staff/bench.html", {
        **_frame(request, "Bench 读稿台"),
        "address": request.POST.get("address", ""),
        "rules": OutletRule.objects.select_related("outlet").order_by("-saved_at")[:RECENT],
        "errands": [(row, progress_of(row)) for row in
                    Rereading.objects.select_related("outlet").order_by("-pk")[:RECENT]],
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@permission_required(VIEW, raise_exception=True)
def show_fetched(request: HttpRequest) -> HttpResponse:
    """The page that this operator has fetched."""
    return _show(request, lambda: find_fetched(request.user.get_username()))


@require_http_methods(["GET", "POST"])
@permission_required(VIEW, raise_exception=True)
def show_article(request: HttpRequest, article_id: int) -> HttpResponse:
    """The page of a stored article."""
    return _show(request, lambda: find_article(article_id))


def may_change(request: HttpRequest) -> bool:
    """Whether this account may fetch pages, try rules and save them."""
    return request.user.has_perm(CHANGE)


def _choose(request: HttpRequest) -> HttpResponse:
    """Go to the page that the form names.

    Raises:
        BadInput: it cannot be fetched.
    """
    address = request.POST.get("address", "").strip()
    if address.isascii() and address.isdecimal():
        return redirect("bench-article", article_id=int(address[:18]))
    outlet = Outlet.objects.filter(slug=request.POST.get("outlet", ""), active=True).first()
    fetch_page(address, outlet, request.user.get_username())
    return redirect("bench-page")


def _show(request: HttpRequest, find: Any) -> HttpResponse:
    try:
        subject: Subject = find()
    except BadInput as problem:
        messages.error(request, str(problem))
        return redirect("bench")
    rule, text, fault = subject.asked.rule, print_rule(subject.asked.rule), ""
    doing = request.POST.get("do", "") if request.method == "POST" and may_change(request) else ""
    if doing:
        text = request.POST.get("rule", "")
        try:
            rule = read_rule(text, "this rule")
            check_rule(rule, "this rule")
            if doing != "try":
                return _save(request, subject, rule, doing)
        except BadInput as problem:
            rule, fault = subject.asked.rule, str(problem)
    return _answer(request, subject, rule, {"text": text, "fault": fault, "tries": doing == "try" and not fault})


def _save(request: HttpRequest, subject: Subject, rule: PageRule, doing: str) -> HttpResponse:
    """Keep the rule, or forget it, and have the history read anew where that is asked for.

    Raises:
        BadInput: the page is no outlet's.
    """
    outlet, by = subject.outlet, request.user.get_username()
    if outlet is None:
        raise BadInput("this page belongs to no outlet; choose one on the bench's first page")
    if doing == "drop":
        drop_rule(outlet.pk)
        told = f"The rule of {outlet.slug} is dropped"
    else:
        save_rule(outlet.pk, rule, by)
        told = f"The rule of {outlet.slug} is saved: {print_rule(rule) or 'empty'}"
    admin.site.get_model_admin(Outlet).log_change(request, outlet, told)
    messages.success(request, f"{told.partition(':')[0]}; pages that are read from now on are read by it.")
    if doing == "save and reread":
        errand = ask_rereading(outlet.pk, by)
        messages.success(request, f"{errand.articles} stored articles of {outlet.slug} are read anew while it runs.")
    return redirect(request.path)


def _answer(request: HttpRequest, subject: Subject, rule: PageRule, form: dict[str, Any]) -> HttpResponse:
    """Read the page, and show it with what was read."""
    reading: BenchReading | None = None
    tried: list[Tried] = []
    with Bench() as bench:
        try:
            reading = bench.read(replace(subject.asked, rule=rule))
        except GuardError as problem:
            form = {**form, "fault": f"the page cannot be read by it: {problem}"}
        if form["tries"] and subject.outlet is not None:
            tried = list(bench.try_on_stored(subject.outlet.pk, rule))
    errand = Rereading.objects.filter(outlet=subject.outlet).order_by("-pk").first() if subject.outlet else None
    return TemplateResponse(request, "staff/bench_page.html", {
        **_frame(request, subject.asked.url or "A page"),
        **form,
        "subject": subject,
        "reading": reading,
        "fields": _fields(reading) if reading else [],
        "missed": [one.where for one in reading.article.origins if one.field == "rule"] if reading else [],
        "source": make_harmless(reading.source.encode("utf-8", "surrogatepass")) if reading else "",
        "tried": tried,
        "changing": sum(one.changes for one in tried),
        "known_fields": FIELDS,
        "errand": progress_of(errand) if errand else None,
        "kept_rule": bool(subject.outlet and OutletRule.objects.filter(pk=subject.outlet.pk).exists()),
        "body_kind": BODY,
    }, headers={"Cache-Control": "no-store"})  # fmt: skip


def _fields(reading: BenchReading) -> list[ShownField]:
    """All fields with the reason of each, and what else was read."""
    article = reading.article
    told = {one.field: one for one in article.origins if one.field != "rule"}
    rows = {
        **shown_fields(article),
        "modified": f"{article.modified:%Y-%m-%d %H:%M} UTC" if article.modified else "",
        "column": article.column,
        "part": article.part,
        "editors": ", ".join(article.editors),
        "site": article.site,
        "language": article.language,
        "access": "paid" if article.paid else "teaser" if article.teaser else "",
        "text": f"{sum(map(len, article.paragraphs)):,} characters in {len(article.blocks)} blocks",
    }
    return [
        ShownField(name, value, told[name].where, f"{told[name].confidence:.0%}")
        if name in told
        else ShownField(name, value)
        for name, value in rows.items()
        if value or name in {"headline", "source", "authors", "published", "image"}
    ]


def _frame(request: HttpRequest, title: str) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": title[:200],
        "may_change": may_change(request),
        "outlets": Outlet.objects.filter(active=True).values_list("slug", "name_hans").order_by("slug"),
        "bench": reverse("bench"),
    }


urlpatterns: list[URLPattern] = [
    path("desk/bench/", admin.site.admin_view(open_bench), name="bench"),
    path("desk/bench/page/", admin.site.admin_view(show_fetched), name="bench-page"),
    path("desk/bench/article/<int:article_id>/", admin.site.admin_view(show_article), name="bench-article"),
]
