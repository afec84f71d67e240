"""`yaowen ranking`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
import typer

from yaowen.base.clock import minute_of
from yaowen.base.errors import BadInput
from yaowen.base.words import Ranking, Standing
from yaowen.cli.start import DataOption, JsonOption, open_site

app = typer.Typer(add_completion=False)


@app.command()
def ranking(
    data: DataOption = None,
    as_json: JsonOption = False,
    at: Annotated[str, typer.Option("--at", metavar="ISO", help="As it stood at an instant.")] = "",
) -> None:
    """The 24-hour ranking: what is read most, by how many, and why each line is there."""
    open_site(data)
    from yaowen.rank.store import current_ranking, display_zone, ranking_at

    found = ranking_at(_parse_minute(at)) if at else current_ranking()
    if found is None:
        message = "no ranking was kept for that minute; hours and days are kept, and any minute of the last 24 hours"
        raise BadInput(message, about=at)
    headlines = _load_headlines(found)
    when = datetime.fromtimestamp(found.minute * 60, UTC).astimezone(display_zone())
    if as_json:
        lines = [_line(standing, headlines) for standing in found.standings]
        print(orjson.dumps({"at": when.isoformat(), "ranking": lines}).decode())
    elif not found.standings:
        print("There is no ranking yet: it is made within a minute of the first story.")
    else:
        _print_table(found, headlines, f"24-hour ranking, {when:%Y-%m-%d %H:%M %z}")


def _print_table(found: Ranking, headlines: dict[int, str], title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("#", "±", "readers", "outlets"):
        table.add_column(name, justify="right")
    table.add_column("story", overflow="fold")
    table.add_column("why", style="dim")
    compared = any(each.rank_before is not None for each in found.standings)
    for each in found.standings:
        why = "readers" if each.reason == "readers" else "outlets that report it"
        cells = (str(each.rank), _movement(each) if compared else "", f"{each.readers:,}", str(each.outlets))
        table.add_row(*cells, headlines.get(each.story_id, "—"), why)
    console = Console(highlight=False)
    console.print(title)
    console.print(table)


def _line(standing: Standing, headlines: dict[int, str]) -> dict[str, Any]:
    return {
        "rank": standing.rank,
        "rank_before": standing.rank_before,
        "story": standing.story_id,
        "headline": headlines.get(standing.story_id),
        "readers": standing.readers,
        "outlets": standing.outlets,
        "reason": standing.reason,
    }


def _movement(standing: Standing) -> str:
    if standing.rank_before is None:
        return "new"
    places = standing.rank_before - standing.rank
    return "=" if places == 0 else f"↑{places}" if places > 0 else f"↓{-places}"


def _load_headlines(found: Ranking) -> dict[int, str]:
    """Story → headline of the article that stands for it."""
    from yaowen.extract.store import load_articles
    from yaowen.group.store import load_stories

    stories = load_stories(standing.story_id for standing in found.standings)
    chosen = {story: row.headline_article_id for story, row in stories.items() if row.headline_article_id}
    articles = load_articles(chosen.values())
    return {story: articles[article].headline for story, article in chosen.items() if article in articles}


def _parse_minute(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        message = f"{text!r} is no ISO 8601 time; give one like 2025-01-17T09:00:00+08:00"
        raise BadInput(message, about="--at") from problem
    return minute_of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
