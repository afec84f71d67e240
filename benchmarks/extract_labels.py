"""来源 and time on our own labels of Chinese pages, and on the four house styles of the press.

.venv/bin/python benchmarks/extract_labels.py [--articles 200]
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from yaowen.base.text.charset import decode_bytes
from yaowen.base.text.script import detect_script
from yaowen.base.words import ExtractedArticle
from yaowen.cli.extract import print_published
from yaowen.extract.rules.article import extract_page
from yaowen.extract.rules.clean import clean_text
from yaowen.extract.rules.zone_guess import guess_zone

SHARED = Path(__file__).resolve().parents[2] / "shared"
LABELS = Path(__file__).with_name("extract_labels")
SETS = {"zh_handmade": "extract_zh_handmade", "seb": "extract_seb"}
"""Our labels by the set whose pages they are of."""
DAY = datetime(2020, 8, 28, tzinfo=UTC)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
Scores = dict[str, list[float]]


def main() -> None:
    """Measure and print."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--articles", type=int, default=200, help="of the press, in each style")
    made.add_argument("--misses", action="store_true", help="name the pages whose time differs")
    args = made.parse_args()
    sys.path[:0] = [str(SHARED / "measure"), str(SHARED / "press")]
    by_set = {name: score_labels(name, args.misses) for name in SETS}
    for name, scores in by_set.items():
        show(f"own labels, {name}", scores)
    show("own labels", {"time": [right for scores in by_set.values() for right in scores["time"]]})
    for style in range(4):
        show(f"press style {style}", score_style(style, args.articles))


def score_labels(name: str, name_misses: bool) -> Scores:
    """Source and time of the labelled pages of a set; where a label has no source, its page is asked for none."""
    gold: Any = importlib.import_module("page_gold")
    scorer: Any = importlib.import_module("extract_score")
    labels = json.loads((LABELS / f"{name}.json").read_text("utf-8"))
    folder = SHARED / "data" / SETS[name]
    scores: Scores = {"source": [], "source where one is credited": [], "time": []}
    with ZipFile(folder / "pages.zip") as archive:
        for page in gold.read_pages(folder):
            label = labels.get(page.key)
            if label is None:
                continue
            html = decode_bytes(archive.read(page.member)).text
            zone = guess_zone(html, page.url or "")
            read = extract_page(html, url=page.url or "", zone=zone, fetched_at=NOW)
            if "source" in label:
                right = scorer.fold(read.source) == scorer.fold(label["source"])
                scores["source"].append(right)
                if label["source"]:
                    scores["source where one is credited"].append(right)
            moment = gold.parse_moment(label.get("published"), None) or page.published
            if moment is not None:
                said = scorer.parse_iso(print_published(read.published, zone))
                same = scorer.same_day if moment.day_only else scorer.same_instant
                scores["time"].append(said is not None and same(moment, said))
                if name_misses and not scores["time"][-1]:
                    print(page.key, moment.at.isoformat(), said, read.published.where, page.url)
    return scores


def score_style(style: int, count: int) -> Scores:
    """Source, time and body of articles of the stream in one house style."""
    archive: Any = importlib.import_module("archive")
    pages: Any = importlib.import_module("pages")
    scorer: Any = importlib.import_module("extract_score")
    articles = archive.read_articles(SHARED / "data" / "stream_waimei", DAY, DAY + timedelta(days=2))[:count]
    scores: Scores = {"source": [], "time": [], "body_f1": [], "body_fail": []}
    for article in articles:
        read = read_article(pages, article, articles, style)
        expected = "" if style == 0 else clean_text(article.outlet_name)
        scores["source"].append(read.source == expected)
        at = read.published.at
        scores["time"].append(at is not None and abs((at - article.published).total_seconds()) < 60)
        if sum(map(len, article.paragraphs)) >= 100:
            f1 = scorer.shingle_f1("\n".join(article.paragraphs), "\n".join(read.paragraphs))[0]
            scores["body_f1"].append(f1)
            scores["body_fail"].append(f1 < 0.5)
    return scores


def read_article(pages: Any, article: Any, others: Sequence[Any], style: int) -> ExtractedArticle:
    """The article as read off the press's page."""
    traditional = detect_script("".join(article.paragraphs) or article.title) == "zh-Hant"
    house = pages.House(article.outlet, article.outlet_name, "utf-8", style, traditional)
    beside = [other for other in others if other is not article][:20]
    html = pages.article_page(house, "http://127.0.0.1:8800", article, beside)
    return extract_page(html, url="http://127.0.0.1:8800", zone="Asia/Shanghai", fetched_at=NOW)


def show(name: str, scores: Scores) -> None:
    """Print means."""
    means = ", ".join(f"{what} {sum(some) / len(some):.3f} ({len(some)})" for what, some in scores.items() if some)
    print(f"{name}: {means}")


if __name__ == "__main__":
    main()
