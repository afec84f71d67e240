"""What lies on the bench: a stored article's page, or one that an operator has fetched by its address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import Message
from urllib.parse import urlsplit

from django.conf import settings

from yaowen.base.clock import real_now
from yaowen.base.errors import BadInput
from yaowen.base.words import FoundLink
from yaowen.collect.models import Feed, Outlet
from yaowen.collect.packing import DamagedBytes, pack, unpack
from yaowen.collect.press_clock import make_clock
from yaowen.collect.probe import fetch_for_command
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.fetching import FetchFailure
from yaowen.collect.store import is_buried, peek_pages
from yaowen.extract.models import Article, BenchPage
from yaowen.extract.page_rules import rule_of
from yaowen.extract.rules.compose import Request
from yaowen.extract.rules.page_rule import NO_RULE
from yaowen.extract.stage import request_of

KEPT = timedelta(days=1)
"""How long a fetched page lies on the bench."""
LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True)
class Subject:
    """A page on the bench.

    Attributes:
        asked: what the reader is asked about it, by the rule in use.
        outlet: whose rule is written; None where no outlet was chosen.
        article_id: of a stored article; None for a fetched page.
    """

    asked: Request
    outlet: Outlet | None
    article_id: int | None = None


def find_article(article_id: int) -> Subject:
    """The page of a stored article.

    Raises:
        BadInput: there is no such article, or its page is not kept any more.
    """
    about = f"article {article_id}"
    row = Article.objects.filter(pk=article_id).exclude(state="withdrawn").select_related("outlet").first()
    if row is None:
        raise BadInput("there is no such article", about=about)
    try:
        page = next(iter(peek_pages([row.page_id or 0])), None)
    except DamagedBytes as problem:
        raise BadInput(f"its page's kept bytes are damaged ({problem}); give its address instead", about=about) from (
            problem
        )
    if page is None or page.body is None:
        raise BadInput("its page is not kept any more (YAOWEN_KEEP_PAGES_DAYS); give its address instead", about=about)
    return Subject(request_of(page), row.outlet, article_id)


def fetch_page(address: str, outlet: Outlet | None, operator: str) -> None:
    """Fetch a page and lay it on an operator's bench, in the place of the one before.

    It goes through the one `Fetcher`: a private address is refused but for the one server that its outlet names.

    Args:
        address: as pasted.
        outlet: whose page it is; None: guessed by its host.
        operator: the account.

    Raises:
        BadInput: it cannot be fetched, or is withdrawn.
    """
    address = address.strip()
    if not address.startswith(("http://", "https://")) or len(address) > LONGEST_ADDRESS:
        raise BadInput("give an address that begins with http:// or https://", about=address[:100])
    if is_buried(address):
        raise BadInput("it is withdrawn; a withdrawn page is not read again", about=address)
    outlet = outlet or guess_outlet(address)
    origin = origin_of(address)
    own = outlet is not None and bool(origin) and outlet.private_origin == origin
    result = fetch_for_command(address, origin if own else "")
    if isinstance(result, FetchFailure):
        raise BadInput(result.message)
    if result.status >= 400:
        raise BadInput(f"the server answers with status {result.status}; check the address", about=address)
    BenchPage.objects.filter(fetched_at__lt=real_now() - KEPT).delete()
    BenchPage.objects.update_or_create(operator=operator, defaults={
        "outlet": outlet, "url": result.final_url[:LONGEST_ADDRESS], "body": pack(result.body),
        "content_type": f"text/html; charset={result.charset}" if result.charset else "", "fetched_at": real_now(),
    })  # fmt: skip


def find_fetched(operator: str) -> Subject:
    """The page that an operator has fetched.

    Raises:
        BadInput: there is none, or it has lain there for more than a day.
    """
    row = BenchPage.objects.filter(operator=operator).select_related("outlet").first()
    if row is None or row.fetched_at < real_now() - KEPT:
        raise BadInput("no page lies here; paste an address")
    outlet = row.outlet
    header = Message()
    header["Content-Type"] = row.content_type
    charset = header.get_param("charset")
    asked = Request(
        unpack(row.body), charset if isinstance(charset, str) else "", row.url, FoundLink(row.url, ""),
        outlet.zone if outlet else settings.YAOWEN.text("TIME_ZONE"), outlet.language if outlet else "",
        _news_time(row.fetched_at),
    )  # fmt: skip
    if outlet is None:
        return Subject(replace(asked, rule=NO_RULE), None)
    return Subject(replace(asked, forced=outlet.charset, rule=rule_of(outlet.pk, outlet.slug)), outlet)


def guess_outlet(address: str) -> Outlet | None:
    """The outlet whose home page or feeds lie on the host of an address; None where that is none, or several."""
    host = urlsplit(address).hostname or ""
    origin = origin_of(address)
    found = set(Feed.objects.filter(host=origin).values_list("outlet_id", flat=True)) if origin else set()
    if not found and host:
        homes = Outlet.objects.filter(active=True, home_url__contains=f"//{host}/")
        found = set(homes.values_list("pk", flat=True)[:2])
    return Outlet.objects.filter(pk__in=found, active=True).first() if len(found) == 1 else None


def _news_time(fetched_at: datetime) -> datetime:
    """When a page was fetched on the site's own clock, which need not be the machine's."""
    return make_clock(settings.YAOWEN).now() - (real_now() - fetched_at)
