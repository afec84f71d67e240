"""How long a start takes to put live articles back: from a database, and of that the grouper's own share.

Files --live articles of ../shared/data/stream_waimei (`group_speed.read_arrivals`: headlines with 160 characters),
saves what the stage saves of them in a SQLite database of its own, and starts a grouper from it, thrice.

    .venv/bin/python benchmarks/group_restart.py [--live 50000] [--data DIR]

Processor time is printed; the database reads in the same process.
"""

from __future__ import annotations

import argparse
import itertools
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import django
import group_speed

from yaowen.group.rules.filer import Decision, Filer
from yaowen.group.rules.packed import find_stamp, pack_terms
from yaowen.group.rules.window import LIVE, LiveArticle

SAVED_AT_ONCE = 1_000
STARTS = 3


def main() -> None:
    """Fill a database, start from it, print."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--live", type=int, default=50_000)
    made.add_argument("--data", type=Path, default=group_speed.ROOT.parent / "shared" / "data" / "stream_waimei")
    args = made.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"YAOWEN_DATA": folder, "DJANGO_SETTINGS_MODULE": "yaowen.settings"}
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 (Django must be set up first)

        call_command("migrate", verbosity=0)
        fill(args.live, args.data)
        for _ in range(STARTS):
            measure()


def fill(live: int, data: Path) -> None:
    """File articles and save what a start reads."""
    from yaowen.group.models import LiveText, Membership, Story  # noqa: PLC0415

    filer, pace, kept, started = Filer(), LIVE / live, dict[int, bytes](), group_speed.START
    arrivals = itertools.islice(group_speed.ask_arrivals(data), live)
    for decision, serial in file_all(
        filer, (replace(one, id=key, outlet=str(1 + hash(one.outlet) % 99), published=started + key * pace)
                for key, one in enumerate(arrivals, 1))
    ):  # fmt: skip
        assert decision.terms
        kept[serial] = pack_terms(decision.terms, decision.signature)
    window = filer.window
    Story.objects.bulk_create(
        (Story(id=key, language="zh", first_at=story.first_at, last_at=story.first_at, state="done",
               due_at=story.first_at)
         for key, story in window.stories.items()),
        batch_size=SAVED_AT_ONCE,
    )  # fmt: skip
    articles = list(window.articles.values())
    Membership.objects.bulk_create(map(_row, articles), batch_size=SAVED_AT_ONCE)
    LiveText.objects.bulk_create(
        (LiveText(article_id=one.serial, made_by=find_stamp(), window_at=one.window_at, packed=kept[one.serial])
         for one in articles),
        batch_size=SAVED_AT_ONCE,
    )  # fmt: skip


def file_all(filer: Filer, arrivals: Iterator[group_speed.Arrival]) -> Iterator[tuple[Decision, int]]:
    """Every decision with the article's serial."""
    for arrival, _ in group_speed.read_together(filer, arrivals):
        yield filer.file(arrival), filer.received


def _row(article: LiveArticle) -> object:
    from yaowen.group.models import Membership  # noqa: PLC0415

    return Membership(
        article_id=article.serial, story_id=article.story, copy_of=article.origin, rule="event",
        filed_at=article.at, outlet_id=int(article.outlet), published=article.at, serial=article.serial,
        window_at=article.window_at,
    )  # fmt: skip


def measure() -> None:
    """Start once and print."""
    from yaowen.group.restoring import restore_grouper  # noqa: PLC0415

    began = time.process_time()
    grouper = restore_grouper("zh")
    spent, live = time.process_time() - began, len(grouper.window.articles)
    print(f"live {live}  stories {len(grouper.window.stories)}  seconds {spent:.2f}  "
          f"us_an_article {spent / live * 1e6:.0f}  rss_mib {group_speed.read_rss_mib():.0f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
