"""What editions cost: a whole one rendered, packed and stored, and the tick of a minute after it; on SQLite.

    python benchmarks/edition_speed.py [--stories 10000] [--ticks 10] [--parts rows,pages,site]

Invented stories (invented_news.py) go through the real stages. Everything is counted in seconds of this process's
processor, so that a busy machine hardly shows. Prints one JSON line a part:
- `rows`: a page of sixty rows through its template alone;
- `story pages`: those of all stories in three languages alone, made, packed and stored (aim for 10,000: 60 s);
- `edition`: the whole site, with articles, front page, sections, days, outlets, names and feeds;
- `tick`: a minute in which a tenth of the ranking is new, the rest has moved and no story changed (aim with 50,000
  pages: 0.2 s);
- `story`: a minute in which one story changed besides.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django
from invented_news import NOW, save_news

SIXTY = 60
MINUTE = int(NOW.timestamp() // 60)


@contextmanager
def told(part: str, **more: object) -> Iterator[dict[str, object]]:
    """Measure a part and print it with what is put into the yielded line."""
    line: dict[str, object] = {"part": part, **more}
    began = time.process_time()
    yield line
    spent = time.process_time() - began
    line["processor_seconds"] = round(spent, 3)
    if pages := line.get("pages"):
        line["ms_a_page"] = round(spent / int(str(pages)) * 1000, 3)
    print(json.dumps(line), flush=True)


def best_of(rounds: int, act: Callable[[], object]) -> float:
    """Seconds of processor of the quickest round."""
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        act()
        spent.append(time.process_time() - began)
    return min(spent)


def measure_rows() -> None:
    """A page of sixty rows, the ranking's fragment, through the template."""
    from yaowen.base.addresses import PATH_LANGUAGES  # noqa: PLC0415 (Django is set up first)
    from yaowen.group.store import latest_stories  # noqa: PLC0415 (Django is set up first)
    from yaowen.rank.store import current_ranking  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.gather import load_carriers, load_events  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.rules.lines import story_line  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.rules.ranking import ranking_page  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.rules.site import Site  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.rules.templates import render_template  # noqa: PLC0415 (Django is set up first)

    site, events = Site(), load_events(latest_stories(SIXTY), load_carriers())
    save_ranking(MINUTE, list(events))
    ranking = current_ranking()
    for language in PATH_LANGUAGES:
        lines = {one: story_line(language, site.zone, event) for one, event in events.items()}
        values = {"lines": ranking_page(site, language, ranking, lines).values["lines"]}
        render = lambda: [render_template("fragment.html", language, values) for _ in range(50)]  # noqa: B023, E731
        line = {"part": "rows", "language": language, "rows": len(values["lines"]), "ms": best_of(9, render) * 20}
        print(json.dumps(line), flush=True)


def save_ranking(minute: int, stories: list[int]) -> None:
    """Make a ranking of sixty of these stories the running one: a minute later six are others, and many have moved."""
    from yaowen.base.words import Ranking, Standing  # noqa: PLC0415 (Django is set up first)
    from yaowen.rank.store import save_current  # noqa: PLC0415 (Django is set up first)

    first = 6 * (minute % 100) % max(1, len(stories) - SIXTY)
    drawn = stories[first : first + SIXTY]
    random.Random(minute).shuffle(drawn)
    rows = [Standing(one, 3000 - 40 * rank, 3, rank, max(1, rank - 2), "readers") for rank, one in enumerate(drawn, 1)]
    save_current(Ranking(minute, tuple(rows)), 40_000)


def measure_story_pages(stories: int) -> None:
    """The pages of stories alone, in chunks as the stage takes them."""
    from yaowen.base.addresses import PATH_LANGUAGES  # noqa: PLC0415 (Django is set up first)
    from yaowen.group.store import load_stories  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.compose import store_page  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.editions import publish  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.gather import load_carriers, make_events  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.rules.site import Site  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.rules.story import story_page  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.stage import BATCH  # noqa: PLC0415 (Django is set up first)

    site, carriers, pages, size = Site(), load_carriers(), 0, 0
    with told("story pages") as line:
        for start in range(1, stories + 1, BATCH):
            events = make_events(load_stories(range(start, min(start + BATCH, stories + 1))), carriers)
            made = [
                store_page(site, language, story_page(site, language, event))
                for event in events.values()
                for language in PATH_LANGUAGES
            ]
            publish(made, NOW)
            pages, size = pages + len(made), size + sum(len(page.body) for page in made)
        line |= {"pages": pages, "bytes_a_page": size // max(1, pages)}


def measure_stages(ticks: int) -> None:
    """The whole site by its stages, and the minutes after it."""
    from yaowen.base.clock import Clock, real_now  # noqa: PLC0415 (Django is set up first)
    from yaowen.base.settings import load_settings  # noqa: PLC0415 (Django is set up first)
    from yaowen.belt.conveyor import Context  # noqa: PLC0415 (Django is set up first)
    from yaowen.group.store import latest_stories, touch_stories  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.editions import current_edition  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.models import Edition, EditionEntry  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.stage import RankingFragments, RenderStories  # noqa: PLC0415 (Django is set up first)

    settings = load_settings({**os.environ, "YAOWEN_EDITION_SECONDS": "0"})
    context = Context(settings, Clock(offset=NOW - real_now()), "benchmark", threading.Event())
    stages = (RenderStories(), RankingFragments())
    gc.collect()
    gc.freeze()  # as the supervisor does before it forks the process that renders
    recent = latest_stories(1000)

    def step() -> int:
        return sum(stage.step(context) for stage in stages)

    with told("edition") as line:
        while step():
            pass
        line["pages"] = EditionEntry.objects.filter(status=200).values("path").distinct().count()
    for part in ("tick", "story"):
        spent, entries = [], 0
        for number in range(ticks):
            save_ranking(MINUTE + 1 + number + ticks * (part == "story"), recent)
            if part == "story":
                touch_stories(recent[number : number + 1])
            before = current_edition()
            spent.append(best_of(1, lambda: [stage.step(context) for stage in stages]))
            entries = sum(Edition.objects.filter(number__gt=before).values_list("paths", flat=True))
        spent.sort()
        line = {"part": part, "least": round(spent[0], 3), "median": round(spent[len(spent) // 2], 3)}
        print(json.dumps({**line, "most": round(spent[-1], 3), "pages_renewed": entries}), flush=True)


def main() -> None:
    """Fill a scratch database and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--ticks", type=int, default=10)
    parser.add_argument("--parts", default="rows,pages,site", help="any of rows, pages (of stories), site (and ticks)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yaowen-bench-") as folder:
        os.environ["YAOWEN_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "yaowen.settings"
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 (Django is set up first)
        from django.db import connection  # noqa: PLC0415 (Django is set up first)

        call_command("migrate", verbosity=0)
        articles = save_news(given.stories)
        print(json.dumps({"stories": given.stories, "articles": articles}), flush=True)
        parts = given.parts.split(",")
        if "rows" in parts:
            measure_rows()
        if "pages" in parts:
            measure_story_pages(given.stories)
        if "site" in parts:
            measure_stages(given.ticks)
        connection.close()


if __name__ == "__main__":
    main()
