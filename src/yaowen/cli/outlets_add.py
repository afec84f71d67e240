"""`yaowen outlets add`, `preview` and `relearn`: from an address to feeds, sitemaps or a list page's rule."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yaowen.base.errors import BadInput
from yaowen.cli.outlet_options import DelayOption, LineResult, PrivateOption, add_allowed, private_origin
from yaowen.cli.sources_shown import describe, print_discovery, print_sources
from yaowen.cli.start import DataOption, JsonOption, open_site

if TYPE_CHECKING:
    from yaowen.collect.discover import Discovery
    from yaowen.collect.register import NewFeed
    from yaowen.collect.rules.discovery import Source
    from yaowen.collect.rules.lists.propose import Proposal

AddressArgument = Annotated[
    str, typer.Argument(metavar="URL", help="A feed, a sitemap, or the page of a site or section.")
]
AcceptOption = Annotated[
    str, typer.Option("--accept", metavar="N", help="Follow the page's own links by pattern N, or by several: 1,2.")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Take the best without asking.")]


def add(  # noqa: PLR0917 (typer gives them by name)
    url: AddressArgument,
    name: Annotated[str, typer.Option("--name", help="The outlet's name; by default what the feed calls itself.")] = "",
    outlet: Annotated[
        str, typer.Option("--outlet", metavar="SLUG", help="Add the feed to this outlet that is there already.")
    ] = "",
    feed: Annotated[int, typer.Option("--feed", metavar="N", min=0, help="Take the feed with this number.")] = 0,
    take_all: Annotated[bool, typer.Option("--all", help="Take all feeds that were found.")] = False,
    as_list: Annotated[
        bool, typer.Option("--list", help="Follow the links of the page itself, even where it has feeds.")
    ] = False,
    accept: AcceptOption = "",
    yes: YesOption = False,
    allow_private: PrivateOption = False,
    host_delay: DelayOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a feed, the feeds of a site, or a page of headlines that has none. Everything is asked before it is added."""
    open_site(data, create=True)
    from yaowen.collect.discover import discover_sources
    from yaowen.collect.register import NewFeed

    url = _with_scheme(url)
    origin = private_origin(url, allow_private)
    found = discover_sources(url, origin, page_only=as_list or bool(accept))
    plain = NewFeed(url, name, url, "", origin or _refusable_origin(url), host_delay, outlet=outlet)
    if found.sources and not (as_list or accept):
        chosen = _choose_sources(found, feed, take_all=take_all, yes=yes, as_json=as_json)
        news = [_new_feed(plain, source, found.title) for source in chosen]
        counts = [len(source.parsed.items) for source in chosen]
    else:
        patterns = _choose_patterns(found, accept, yes=yes, as_json=as_json)
        news = [replace(plain, name=name or found.title or _host(url), kind="list", rule=_rule_of(patterns))]
        counts = [len({link.url for one in patterns for link in one.links})]
    _add_all(news, counts, allow_private=allow_private, as_json=as_json)


def preview(
    url: AddressArgument,
    as_list: Annotated[bool, typer.Option("--list", help="Only the patterns of the page's own links.")] = False,
    allow_private: PrivateOption = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what `add` would find at an address, with headlines; nothing is written. Exit code 1: nothing."""
    open_site(data, create=True)
    from yaowen.collect.discover import discover_sources

    url = _with_scheme(url)
    found = discover_sources(url, private_origin(url, allow_private), page_only=as_list)
    if as_json:
        print(json.dumps(describe(found), ensure_ascii=False))
    else:
        print_discovery(found)
    sys.exit(int(not (found.sources or found.proposals)))


def relearn(
    name: Annotated[str, typer.Argument(metavar="OUTLET|URL", help="A list page, or the outlet that has one.")],
    accept: AcceptOption = "",
    yes: YesOption = False,
    allow_private: PrivateOption = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Learn a list page's pattern anew, after the page changed its form."""
    open_site(data)
    from yaowen.collect.discover import discover_sources
    from yaowen.collect.register import find_list_feeds, save_rule

    pages = find_list_feeds(name)
    if not pages:
        raise BadInput("has no list page; `yaowen outlets list` shows which outlets have one", about=name)
    if len(pages) > 1:
        raise BadInput(f"has several list pages; name one of {', '.join(pages)}", about=name)
    found = discover_sources(pages[0], private_origin(pages[0], allow_private), page_only=True)
    rule = _rule_of(_choose_patterns(found, accept, yes=yes, as_json=as_json))
    save_rule(pages[0], rule)
    print(json.dumps({"url": pages[0], "rule": rule}, ensure_ascii=False) if as_json else f"relearned: {pages[0]}")


def _choose_sources(found: Discovery, number: int, *, take_all: bool, yes: bool, as_json: bool) -> list[Source]:
    """The sources to add: those asked for, the one that needs no choice, or what the operator says."""
    if len(found.sources) > 1 and not as_json:
        print_sources(found)
    if take_all:
        return [source for source in found.sources if source.tier == found.sources[0].tier]
    if number:
        return [found.sources[_place(number, len(found.sources), "--feed", found.url)]]
    if found.winner or yes:
        return [found.winner or found.sources[0]]
    if as_json or not sys.stdin.isatty():
        listed = ", ".join(f"{place} {source.url}" for place, source in enumerate(found.sources, 1))
        raise BadInput(f"has several feeds ({listed}); choose with --feed N, --all or --yes", about=found.url)
    answer = typer.prompt("Which feed? A number, or all", default="1")
    if answer.strip().lower() == "all":
        return _choose_sources(found, 0, take_all=True, yes=False, as_json=True)
    return [found.sources[_place(_number(answer, found.url), len(found.sources), "the answer", found.url)]]


def _choose_patterns(found: Discovery, accept: str, *, yes: bool, as_json: bool) -> list[Proposal]:
    """The patterns to follow: those accepted, or what the operator says after a look at the preview."""
    if not found.proposals:
        raise BadInput(f"{found.message}; no list of articles was found on it either", about="not added")
    if not accept and not yes:
        if as_json or not sys.stdin.isatty():
            if not as_json:
                print_discovery(found)
            raise BadInput("has no feed, but lists of articles; accept one with --accept N (or --yes)", about=found.url)
        print_discovery(found)
        accept = typer.prompt("Follow which pattern? A number, or several: 1,2", default="1")
    numbers = [_number(part, found.url) for part in (accept or "1").split(",")]
    return [found.proposals[_place(number, len(found.proposals), "--accept", found.url)] for number in numbers]


def _new_feed(plain: NewFeed, source: Source, title: str) -> NewFeed:
    """A source as it is added, under the name that was given, or else its own, or else its site's."""
    name = plain.name or source.parsed.title or title or _host(source.url)
    return replace(plain, url=source.url, name=name, home_url=source.parsed.home_url or plain.url,
                   kind=source.parsed.kind)  # fmt: skip


def _rule_of(patterns: list[Proposal]) -> dict[str, Any]:
    from yaowen.collect.rules.lists.rule import ListRule, print_rule

    return print_rule(ListRule(tuple(one.pattern for one in patterns)))


def _add_all(news: list[NewFeed], counts: list[int], *, allow_private: bool, as_json: bool) -> None:
    results = [
        LineResult(place, new.name, new.url, added.result, added.slug, added.message)
        for place, (new, added) in enumerate(zip(news, add_allowed(news, allow_private), strict=True), 1)
    ]
    if as_json:
        rows = [
            {**asdict(result), "kind": new.kind, "items": count, **({"rule": new.rule} if new.rule else {})}
            for result, new, count in zip(results, news, counts, strict=True)
        ]
        print(json.dumps(rows[0] if len(rows) == 1 else rows, ensure_ascii=False))
    else:
        for result, new, count in zip(results, news, counts, strict=True):
            outlet = f"{result.result}: {result.slug} ({result.name})"
            print(f"{outlet}, {new.url}, {new.kind}, {count} items. {result.message}".strip())
    sys.exit(int(any(result.result == "refused" for result in results)))


def _place(number: int, most: int, what: str, url: str) -> int:
    if not 1 <= number <= most:
        raise BadInput(f"{what} must be a number from 1 to {most}", about=url)
    return number - 1


def _number(text: str, url: str) -> int:
    if not text.strip().isdigit():
        raise BadInput(f"{text.strip()!r} is no number", about=url)
    return int(text)


def _with_scheme(url: str) -> str:
    """What people type: `news.example.org` is meant as https."""
    return url if "://" in url else f"https://{url}"


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]


def _refusable_origin(url: str) -> str:
    """The origin of an address that is private by its very look: it is refused by name, not by its failure."""
    from yaowen.collect.private_origins import find_private_origin

    return find_private_origin(url, look_up=False)
