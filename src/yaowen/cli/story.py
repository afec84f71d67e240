"""`yaowen story`: a story's articles by layer, its origins, what has happened to it, what it follows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from yaowen.cli.start import DataOption, JsonOption, open_site
from yaowen.cli.story_wishes import decide_wish

if TYPE_CHECKING:
    from yaowen.extract.store import StoredArticle
    from yaowen.group.reasons import Change
    from yaowen.group.store import Linked, Member, Related, StoredStory

app = typer.Typer(add_completion=False)

PLACES = {
    "alone": "began a story",
    "recurring": "began a story: another day of its series",
    "aside": "stands alone: grouping it failed",
    "event": "same event",
    "copy": "same text",
    "headline": "same headline",
    "moved": "put here by a person",
}
CERTAIN = frozenset({"alone", "recurring", "aside", "moved"})
"""Rules of which the score says nothing to the reader."""


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
    merge: Annotated[
        int | None, typer.Option(metavar="ID", help="Put it into that story; its address leads there.")
    ] = None,
    split: Annotated[
        str | None, typer.Option(metavar="ARTICLES", help="Take these (12,15) off into a new story.")
    ] = None,
    move: Annotated[str | None, typer.Option(metavar="ARTICLES", help="Put these into the story of --into.")] = None,
    into: Annotated[int | None, typer.Option(metavar="ID", help="Where --move puts them.")] = None,
    take_back: Annotated[int | None, typer.Option(metavar="EVENT", help="Take back a merge, split or move.")] = None,
    link: Annotated[int | None, typer.Option(metavar="ID", help="Link it for good to one in another language.")] = None,
    unlink: Annotated[int | None, typer.Option(metavar="ID", help="Unlink it for good from that story.")] = None,
    free: Annotated[int | None, typer.Option(metavar="ID", help="Leave that link to the program again.")] = None,
    reason: Annotated[str, typer.Option(help="Why; kept in the log with your name.")] = "",
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """A story: its reports with the copies folded under them, its events, what went before and what followed.

    With one of --merge, --split, --move, --take-back, --link, --unlink and --free, and a --reason: your decision, which
    stands above the program's for good.
    """
    open_site(data)
    wishes = {"merge": merge, "split": split, "move": move, "take-back": take_back}
    links = {"link": link, "unlink": unlink, "free": free}
    done = decide_wish(number, {**wishes, **links}, into, reason)
    whole = load_whole(done.story if done else number)
    if done and done.told and not as_json:
        print(done.told)
    if as_json:
        print(orjson.dumps(_document(whole)).decode())
    else:
        _print(whole)


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
    counted = (
        _count(one.outlets, "outlet"),
        _count(one.origins, "independent source"),
        _count(one.articles, "article"),
    )
    print(", ".join(counted) + (f", {_count(copies, 'near-copy', 'near-copies')} among them" if copies else ""))
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
    print(f"Why an article is here: yaowen why NUMBER; to put it right: yaowen story {one.id} --help")


def _print_member(whole: Whole, member: Member, indent: str) -> None:
    outlet = whole.outlets.get(member.outlet_id, "–")
    more = whole.addresses[member.article_id] - 1
    also = f", {more} more address{'es' if more > 1 else ''}" if more else ""
    why = say_place(member.rule, member.score)
    when = f"{member.published:%m-%d %H:%M}"
    print(f"{indent}{when}  {member.article_id}  {outlet}  [{why}{also}]  {_headline(whole, member.article_id)}")


def say_place(rule: str, score: float) -> str:
    """In two or three words how an article came into its story, and how sure that was."""
    said = PLACES.get(rule, rule)
    return said if rule in CERTAIN else f"{said} {score:.2f}"


def _count(number: int, thing: str, things: str = "") -> str:
    return f"{number} {thing if number == 1 else things or thing + 's'}"


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
