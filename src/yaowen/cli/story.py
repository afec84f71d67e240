"""`yaowen story`: a story's articles by layer, its origins, what has happened to it, what it follows."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from yaowen.base.errors import BadInput
from yaowen.cli.start import DataOption, JsonOption, open_site

if TYPE_CHECKING:
    from yaowen.extract.store import StoredArticle
    from yaowen.group.reasons import Change
    from yaowen.group.store import Linked, Member, Related, StoredStory

app = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True)
class Whole:
    """All that the command tells of a story. `addresses`: article → how many addresses show it."""

    story: StoredStory
    members: list[Member]
    articles: dict[int, StoredArticle]
    outlets: dict[int, str]
    addresses: dict[int, int]
    events: list[Change]
    related: list[Related]
    linked: list[Linked]


@app.command()
def story(
    number: Annotated[int, typer.Argument(metavar="ID", help="The number in its page's address (/story/ID/).")],
    *,
    link: Annotated[int | None, typer.Option(metavar="ID", help="Link it for good to one in another language.")] = None,
    unlink: Annotated[int | None, typer.Option(metavar="ID", help="Unlink it for good from that story.")] = None,
    free: Annotated[int | None, typer.Option(metavar="ID", help="Leave that link to the program again.")] = None,
    reason: Annotated[str, typer.Option(help="Why it is linked, unlinked or freed; kept with your name.")] = "",
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """A story: its reports with the copies folded under them, its events, what went before and what followed.

    With --link, --unlink or --free and a --reason: a person's word on the event told in another language.
    """
    open_site(data)
    decide_link(number, {"link": link, "unlink": unlink, "free": free}, reason)
    whole = load_whole(number)
    if as_json:
        print(orjson.dumps(_document(whole)).decode())
    else:
        _print(whole)


def decide_link(number: int, wishes: Mapping[str, int | None], reason: str) -> None:
    """Link, unlink or free a story and another, where one of these was asked for.

    Raises:
        BadInput: several were asked for, no reason is given, or it cannot be done.
    """
    asked = [(wish, other) for wish, other in wishes.items() if other is not None]
    if not asked:
        return
    if len(asked) > 1 or not reason.strip():
        message = "give one of --link, --unlink and --free, and --reason TEXT; nothing was changed"
        raise BadInput(message, about=f"story {number}")
    from django.conf import settings

    from yaowen.collect.press_clock import make_clock
    from yaowen.group.link_pins import free_link, link_stories, unlink_stories

    acts = {"link": link_stories, "unlink": unlink_stories, "free": free_link}
    wish, other = asked[0]
    acts[wish](number, other, reason.strip(), at=make_clock(settings.YAOWEN).now(), by=getpass.getuser())


def load_whole(number: int) -> Whole:
    """All of a story.

    Raises:
        BadInput: there is none of that number, or it is merged (and where) or withdrawn.
    """
    from yaowen.collect.store import addresses_of, load_outlets
    from yaowen.extract.store import load_articles, pages_of
    from yaowen.group.reasons import explain_story
    from yaowen.group.store import linked_stories, load_related, load_stories, members_of

    events = explain_story(number)
    members = members_of([number])[number]
    related, linked = load_related([number]).get(number, []), linked_stories(number)
    ends = [*(one.story.headline_article_id for one in related), *(one.story.headline_article_id for one in linked)]
    heads = [one for one in ends if one is not None]
    articles = load_articles([*(one.article_id for one in members), *heads])
    outlets = {key: view.slug for key, view in load_outlets({one.outlet_id for one in members}).items()}
    shown = {one.article_id: max(1, len(set(addresses_of(pages_of(one.article_id, parts=False))))) for one in members}
    return Whole(load_stories([number])[number], members, articles, outlets, shown, events, related, linked)


def _print(whole: Whole) -> None:
    from yaowen.cli.why import say_change

    one = whole.story
    print(f"story {one.id}: {_headline(whole, one.headline_article_id)}")
    peak = f", busiest hour from {one.peak_at:%m-%d %H:%M}" if one.peak_at else ""
    print(f"{one.first_at:%Y-%m-%d %H:%M} to {one.last_at:%Y-%m-%d %H:%M} UTC{peak}; {one.language}, {one.state}")
    copies = sum(member.copy_of is not None for member in whole.members)
    print(f"{one.outlets} outlets, {one.origins} independent sources, {one.articles} articles, {copies} of them copies")
    for member in whole.members:
        if member.copy_of is None:
            _print_member(whole, member, "")
            for copy in whole.members:
                if copy.copy_of == member.article_id:
                    _print_member(whole, copy, "    copy: ")
    for link in whole.related:
        relation = "followed by" if link.later else "follows"
        print(
            f"{relation} story {link.story.id} ({link.score:.2f}): {_headline(whole, link.story.headline_article_id)}"
        )
    for told in whole.linked:
        shared = ", ".join(told.shared)
        headline = _headline(whole, told.story.headline_article_id)
        print(f"in {told.story.language}: story {told.story.id} ({told.score:.2f}: {shared}): {headline}")
    for change in whole.events:
        if change.kind not in {"filed", "follows"}:
            print(say_change(change))


def _print_member(whole: Whole, member: Member, indent: str) -> None:
    outlet = whole.outlets.get(member.outlet_id, "–")
    more = whole.addresses[member.article_id] - 1
    also = f", {more} more address{'es' if more > 1 else ''}" if more else ""
    why = f"{member.rule} {member.score:.2f}"
    when = f"{member.published:%m-%d %H:%M}"
    print(f"{indent}{when}  {member.article_id}  {outlet}  [{why}{also}]  {_headline(whole, member.article_id)}")


def _headline(whole: Whole, article_id: int | None) -> str:
    found = whole.articles.get(article_id or 0)
    return found.headline if found and found.headline else "–"


def _document(whole: Whole) -> dict[str, object]:
    members = [
        {
            **asdict(member),
            "outlet": whole.outlets.get(member.outlet_id),
            "headline": _headline(whole, member.article_id),
            "addresses": whole.addresses[member.article_id],
        }
        for member in whole.members
    ]
    related = [
        {
            "story": link.story.id,
            "later": link.later,
            "score": link.score,
            "headline": _headline(whole, link.story.headline_article_id),
        }
        for link in whole.related
    ]
    return {
        **asdict(whole.story),
        "headline": _headline(whole, whole.story.headline_article_id),
        "members": members,
        "related": related,
        "linked": [
            {
                "story": told.story.id,
                "language": told.story.language,
                "score": told.score,
                "shared": told.shared,
                "headline": _headline(whole, told.story.headline_article_id),
            }
            for told in whole.linked
        ],
        "events": [asdict(change) for change in whole.events if change.kind != "filed"],
    }
