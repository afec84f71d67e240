"""`yaowen why`: why an article is in its story."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from yaowen.base.errors import BadInput
from yaowen.cli.start import DataOption, JsonOption, open_site

if TYPE_CHECKING:
    from yaowen.extract.store import StoredArticle
    from yaowen.group.reasons import Change, Reason

app = typer.Typer(add_completion=False)

RULES = {
    "copy": "its text is nearly the same as the nearest article's, which was here before it",
    "headline": "its headline is the nearest article's, within hours",
    "event": "one event with the story: the learned score is over the story's bar",
    "alone": "it began a story, for none was near enough",
    "recurring": "it would fit a story that holds the report of another day of its series",
    "aside": "it made the grouper fail; it stands alone",
}
CHANGES = {
    "union": "a later article fitted both stories",
    "refiled": "judged again against later reports",
    "person": "a person's decision",
    "undo": "a person took a change back",
    "regrouped": "grouped again by newer rules",
}
LAYERS = {
    "origin": "an origin: others carry its text",
    "copy": "a near-copy (转载)",
    "report": "a report of its own",
}


@app.command()
def why(
    article: Annotated[str, typer.Argument(metavar="ARTICLE|URL", help="Its number, or its address at the outlet.")],
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Why an article is in its story: rule, score, shared words, what else was considered, what has happened since."""
    open_site(data)
    from yaowen.extract.store import load_articles
    from yaowen.group.reasons import explain_article
    from yaowen.group.store import members_of

    number = find_filed(article)
    reason = explain_article(number)
    if as_json:
        print(orjson.dumps(asdict(reason)).decode())
        return
    named = {one for one in (number, reason.nearest, reason.copy_of) if one is not None}
    print_reason(reason, load_articles(named), headlines_of_stories([reason.story_id, *_stories(reason)]))
    print(f"wrong here? {say_remedy(reason, len(members_of([reason.story_id])[reason.story_id]))}")


def find_filed(which: str) -> int:
    """The number of an article that is in a story, by its number or its address.

    Raises:
        BadInput: there is no such article, it is withdrawn, or not filed yet.
    """
    from yaowen.collect import store as collect
    from yaowen.extract import store as extract
    from yaowen.extract.models import Article
    from yaowen.group.store import story_of

    number = int(which) if which.isdecimal() else None
    if number is None:
        address = collect.canonical_address(which)
        number = extract.find_article(collect.pages_at(address)) if address else None
        if number is None and address:
            number = Article.objects.filter(url=address).values_list("pk", flat=True).first()
        if number is None and address and (buried := collect.find_withdrawn(address)):
            message = f"it was withdrawn on {buried.at:%Y-%m-%d} (article {buried.article_id}): {buried.reason}"
            raise BadInput(message, about=which)
    found = extract.load_articles([number]).get(number) if number is not None else None
    if number is None or found is None:
        hint = "give the number in its page's address (/article/NUMBER/), or its address at the outlet"
        raise BadInput(f"there is no such article; {hint}", about=which)
    if number in story_of([number]):
        return number
    what = "it is withdrawn; nothing is kept of it" if found.state == "withdrawn" else _say_waiting(found.state)
    raise BadInput(what, about=f"article {number}")


def _say_waiting(state: str) -> str:
    if state == "aside":
        return "it was set aside and is in no story; `yaowen status` says what to do"
    return f"it is not in a story yet (state {state}); a running `yaowen up` or `yaowen worker` files it"


def headlines_of_stories(ids: list[int]) -> dict[int, str]:
    """Story → the headline that stands for it; a merged one's is its survivor's."""
    from yaowen.extract.store import load_articles
    from yaowen.group.store import load_standing

    stories = load_standing(ids)
    articles = load_articles({one.headline_article_id or 0 for one in stories.values()})
    shown = {one: articles.get(story.headline_article_id or 0) for one, story in stories.items()}
    return {one: article.headline for one, article in shown.items() if article is not None}


def print_reason(reason: Reason, articles: dict[int, StoredArticle], stories: dict[int, str]) -> None:
    """Print why an article is where it is."""
    own = articles.get(reason.article_id)
    print(f"article {reason.article_id}: {own.headline if own else '–'}")
    print(f"story {reason.story_id}: {stories.get(reason.story_id, '–')}")
    layer = LAYERS[reason.layer] + (f" of {_name(reason.copy_of, articles)}" if reason.copy_of else "")
    print(f"layer: {layer}")
    scored = "" if reason.rule == "alone" and reason.nearest is None else f"; score {reason.score:.3f}"
    print(f"rule: {reason.rule}: {RULES.get(reason.rule, 'put here by a person')}{scored}")
    print(f"filed: {reason.filed_at:%Y-%m-%d %H:%M} UTC in story {reason.filed_in}")
    if reason.shared:
        print(f"shared words: {' '.join(reason.shared)}")
    if reason.nearest is not None:
        print(f"nearest: {_name(reason.nearest, articles)}")
    for story, score, over in reason.considered:
        verdict = f"{over:+.2f} {'over' if over >= 0 else 'under'} its bar"
        print(f"considered: story {story}, probability {score:.3f}, {verdict}: {stories.get(story, '–')}")
    for change in reason.since:
        print(f"since: {say_change(change)}")


def say_remedy(reason: Reason, members: int) -> str:
    """The command that puts an article elsewhere; one that is alone can only go to another story."""
    command = f"yaowen story {reason.story_id}"
    if members == 1:
        return f"{command} --merge STORY --reason TEXT"
    return f"{command} --split {reason.article_id} --reason TEXT (or --move {reason.article_id} --into STORY)"


def say_change(change: Change) -> str:
    """An event in one line."""
    where = f" into story {change.other_story_id}" if change.other_story_id is not None else ""
    who = f" by {change.by}" if change.by else ""
    text = f": {change.text}" if change.text else ""
    rule = CHANGES.get(change.rule, change.rule)
    score = change.details.get("score")
    scored = f", score {score:.3f}" if isinstance(score, float) else ""
    hours = f" {change.details['hours']:g} h after it began" if change.rule == "refiled" else ""
    linked = {
        "linked": f"stories {change.story_id} and {change.other_story_id} linked",
        "unlinked": f"stories {change.story_id} and {change.other_story_id} unlinked",
        "link_freed": f"the link of stories {change.story_id} and {change.other_story_id} left to the program",
    }
    if change.kind in linked:
        where = ""
    what = {**linked, "merged": f"story {change.story_id} merged", "split": f"split from story {change.story_id}",
            "moved": f"moved from story {change.story_id}", "withdrawn": f"article {change.article_id} withdrawn",
            "filed": f"article {change.article_id} filed"}.get(change.kind, change.kind)  # fmt: skip
    return f"{change.at:%Y-%m-%d %H:%M} UTC, event {change.id}: {what}{where} ({rule}{hours}{scored}){who}{text}"


def _name(article_id: int | None, articles: dict[int, StoredArticle]) -> str:
    found = articles.get(article_id or 0)
    return f"article {article_id}" + (f", {found.headline}" if found and found.headline else "")


def _stories(reason: Reason) -> list[int]:
    return [story for story, _, _ in reason.considered]
