"""CPU that reading facts takes, per article of 1,700 characters: `python benchmarks/facts_speed.py FILE.jsonl[.xz]`.

The file holds one article a line with `title`, `text` (paragraphs parted by line breaks) and `published`.
"""

from __future__ import annotations

import json
import lzma
import sys
import time
from datetime import datetime
from itertools import islice
from pathlib import Path

from yaowen.extract.rules.facts import find_facts

ARTICLES = 400
ARTICLE_CHARS = 1700

Article = tuple[str, list[str], datetime]


def main(path: Path) -> None:
    """Print milliseconds of CPU an article."""
    articles = read_articles(path)
    find_facts(*articles[0])
    started = time.process_time()
    for article in articles:
        find_facts(*article)
    spent = time.process_time() - started
    chars = sum(len(text) for _, paragraphs, _ in articles for text in paragraphs)
    print(
        f"{spent / chars * ARTICLE_CHARS * 1000:.1f} ms CPU per {ARTICLE_CHARS} characters ({len(articles)} articles)"
    )


def read_articles(path: Path) -> list[Article]:
    """The first articles of a file."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, ARTICLES)]
    return [(row["title"], row["text"].split("\n"), datetime.fromisoformat(row["published"])) for row in rows]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
