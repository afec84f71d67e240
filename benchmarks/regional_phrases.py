"""What OpenCC's regional phrases (s2twp) would change of real news beside its characters and variants (s2tw).

    python benchmarks/regional_phrases.py

Reads the simplified articles of ../shared/data/stream_waimei and counts, for words that stand in both outputs, how
often the phrases replace each. Prints one JSON line a word, then one for all. docs/decisions/regional-phrases.md
says which of them are errors.
"""

from __future__ import annotations

import json
import lzma
from collections import Counter
from pathlib import Path

import opencc

from yaowen.base.text.script import detect_script

STREAM = Path(__file__).resolve().parents[2] / "shared" / "data" / "stream_waimei"
ARTICLES, STEP, CHARS = 3000, 5, 1500
WORDS = (
    "支持", "聲明", "發佈", "釋出", "程序", "項目", "高級", "設備", "聯繫", "消息", "質量", "文件", "類型", "對象",
    "進程", "網絡", "軟件", "信息", "視頻", "用戶", "數據", "互聯網", "服務器", "黑客", "智能", "知識產權",
    "導彈", "芯片",
    "新西蘭", "意大利", "沙特", "出租車", "自行車", "摩托車",
)  # fmt: skip


def main() -> None:
    """Count and print."""
    plain, regional = opencc.OpenCC("s2tw"), opencc.OpenCC("s2twp")
    before, after = Counter[str](), Counter[str]()
    articles = chars = changed = 0
    for file in sorted(STREAM.glob("*.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for place, line in enumerate(lines):
                text = json.loads(line)["text"][:CHARS]
                if place % STEP or articles == ARTICLES or detect_script(text) != "zh-Hans":
                    continue
                one, other = plain.convert(text), regional.convert(text)
                articles, chars, changed = articles + 1, chars + len(text), changed + (one != other)
                for word in WORDS:
                    before[word] += one.count(word)
                    after[word] += other.count(word)
    for word in WORDS:
        print(json.dumps({"word": word, "times": before[word], "kept": after[word]}, ensure_ascii=False))
    print(json.dumps({"articles": articles, "characters": chars, "articles_changed": changed}))


if __name__ == "__main__":
    main()
