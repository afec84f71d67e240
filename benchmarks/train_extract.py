"""Train src/yaowen/extract/line_weights.json on the labelled pages of ../shared/data, and say how well it does.

Every line near the body that the rules find is an example: positive where most of its four-shingles stand in the
labelled text. A page counts the same whatever its length. Weights that less than `--sites` sites share are left out.
`--cross-validate` splits the pages by the hash of their site into six, trains on five and scores the sixth: the honest
figure. Nothing of the pages goes into the weights but the names of features.

`--calibrate` does the same, and writes what F1 a page had, left out of training, by how sure the reader was of it
(src/yaowen/extract/confidence.json): means over neighbouring pages, never falling (pool adjacent violators).

    .venv/bin/python benchmarks/train_extract.py [--cross-validate | --calibrate] [--data DIR]
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from yaowen.base.text.charset import decode_bytes
from yaowen.extract.rules.body import find_body
from yaowen.extract.rules.boundary import LineModel, redraw_boundary
from yaowen.extract.rules.confidence import calibrate, mean_sureness
from yaowen.extract.rules.headline import find_headline
from yaowen.extract.rules.layout import Line, lay_out
from yaowen.extract.rules.line_features import Context, gather_features
from yaowen.extract.rules.page import parse_page
from yaowen.extract.rules.prose import hinted_lines
from yaowen.extract.rules.site import find_site
from yaowen.extract.rules.structured import description_of, read_structured

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
TARGET = ROOT / "src" / "yaowen" / "extract" / "line_weights.json"
CONFIDENCE = ROOT / "src" / "yaowen" / "extract" / "confidence.json"
LEAST_PAGES = 25
"""Pages that a step of the calibration is the mean of, at least."""
SETS = ("extract_seb", "extract_fundus", "extract_zh_handmade")
FOLDS = 6
CHANGE = 0.3
RIDGE = 1e-3
STEPS, RATE = 120, 0.2
POWER = 0.7
"""A line counts as the 0.7th power of its share of the page's text: long lines more, but short ones too."""
SMALL = 0.02
"""Weights nearer to zero are not written down."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Page:
    """A labelled page, its lines near the body with their features, and which of them are the article's."""

    set_name: str
    site: str
    text: str
    context: Context
    sure: float
    rows: list[tuple[int, list[str]]]
    labels: list[bool]
    counts: list[float]


@dataclass(frozen=True)
class Scored:
    """F1 of a page by the rules alone and with the model, and how sure the reader is of it."""

    set_name: str
    before: float
    after: float
    sure: float


def main() -> None:
    """Train, or cross-validate."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--cross-validate", action="store_true")
    made.add_argument("--calibrate", action="store_true")
    made.add_argument("--data", type=Path, default=SHARED / "data")
    made.add_argument("--sites", type=int, default=6)
    args = made.parse_args()
    sys.path.insert(0, str(SHARED / "measure"))
    pages = [page for name in SETS for page in read_set(args.data / name, name)]
    if args.cross_validate or args.calibrate:
        pairs = cross_validate(pages, args.sites)
        report_calibration(pairs)
        if args.calibrate:
            CONFIDENCE.write_text(print_steps(fit_steps([pair for _, pair in pairs])), "utf-8")
        return
    model = fit(pages, args.sites)
    weights = {name: round(value, 3) for name, value in model.weights.items() if abs(value) >= SMALL}
    TARGET.write_text(json.dumps({"change": CHANGE, "weights": weights}, ensure_ascii=False, indent=0) + "\n", "utf-8")
    report("on the training pages", score(pages, LineModel(weights, CHANGE)))


def read_set(folder: Path, name: str) -> list[Page]:
    """The pages of a set in which the rules find a body."""
    gold: Any = importlib.import_module("page_gold")
    zipfile: Any = importlib.import_module("zipfile")
    with zipfile.ZipFile(folder / "pages.zip") as archive:
        made = [_page(name, one, archive.read(one.member)) for one in gold.read_pages(folder)]
    return [page for page in made if page is not None]


def _page(set_name: str, gold: Any, body: bytes) -> Page | None:
    tree = parse_page(decode_bytes(body).text)
    said, layout = read_structured(tree), lay_out(tree)
    _, names = find_site(said, gold.url or "")
    headline = find_headline(tree, said, names, layout.lines).value
    found = find_body(layout, headline)
    kept = found.lines
    if not kept:
        return None
    context = Context(layout, hinted_lines(layout), kept, headline, description_of(said))
    rows = gather_features(context)
    shares = label_lines(gold.body, layout.lines)
    total = max(20, sum(shingles(gold.body, gold.body).values()))
    labels = [shares[place][1] > 0.5 for place, _ in rows]
    counts = [min(1.0, max(1, shares[place][0]) / total) ** POWER for place, _ in rows]
    return Page(set_name, site_of(gold.url, gold.key), gold.body, context, found.confidence, rows, labels, counts)


def label_lines(gold: str, lines: Sequence[Line]) -> list[tuple[int, float]]:
    """Shingles of each line, and the share of them that the labelled text still has."""
    left, found = shingles(gold, gold), list[tuple[int, float]]()
    for line in lines:
        own = shingles(line.text, gold)
        count = sum(own.values())
        share = sum((own & left).values()) / count if count else 0.0
        if share > 0.5:
            left -= own
        found.append((count, share))
    return found


def shingles(text: str, like: str) -> Counter[Any]:
    """The scorer's shingles of a text, by signs or words as the labelled text has them."""
    scorer: Any = importlib.import_module("extract_score")
    signs = len(scorer._CJK.findall(like)) >= 0.2 * len("".join(like.split()))
    found: Counter[Any] = scorer._shingles(text, signs)
    return found


def site_of(url: str | None, key: str) -> str:
    """The site a page is of; pages without an address are sites of their own."""
    parts = (urlsplit(url or "").hostname or "").split(".")
    if len(parts) < 2:
        return key
    return ".".join(parts[-3:] if parts[-2] in {"co", "com", "org", "net"} else parts[-2:])


def fit(pages: Sequence[Page], least_sites: int) -> LineModel:
    """Logistic regression with a ridge by Adam, full batches."""
    sites: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for _, features in page.rows:
            for name in features:
                sites[name].add(page.site)
    names = sorted(name for name, some in sites.items() if len(some) >= least_sites)
    number = {name: place for place, name in enumerate(names)}
    listed = [[number[name] for name in features if name in number] for page in pages for _, features in page.rows]
    table = np.full((len(listed), max(map(len, listed))), len(names), dtype=np.int32)
    for place, row in enumerate(listed):
        table[place, : len(row)] = row
    labels = np.array([float(label) for page in pages for label in page.labels])
    counts = np.array([count for page in pages for count in page.counts])
    weights = descend(table, labels, counts / counts.sum(), len(names))
    return LineModel(dict(zip(names, map(float, weights), strict=True)), CHANGE)


def descend(table: NDArray[np.int32], labels: Floats, counts: Floats, size: int) -> Floats:
    """Weights of the features; the last column of the table's numbers stands for none."""
    weights, mean, spread = np.zeros(size + 1), np.zeros(size + 1), np.zeros(size + 1)
    flat, width = table.ravel(), table.shape[1]
    for step in range(1, STEPS + 1):
        said = 1 / (1 + np.exp(-np.clip(weights[table].sum(axis=1), -30, 30)))
        slope = np.bincount(flat, weights=np.repeat(counts * (said - labels), width), minlength=size + 1)
        slope += RIDGE * weights
        mean, spread = 0.9 * mean + 0.1 * slope, 0.999 * spread + 0.001 * slope**2
        rate = RATE * (1.0 if step < 0.6 * STEPS else 0.3)
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
        weights[size] = 0.0
    return weights[:size]


def score(pages: Sequence[Page], model: LineModel) -> list[Scored]:
    """F1 of every page: of the rules' lines, of the model's; and how sure the reader is of it."""
    scorer: Any = importlib.import_module("extract_score")
    found = []
    for page in pages:
        lines = page.context.layout.lines
        taken, sure = redraw_boundary(page.context, model)
        texts = ["\n".join(lines[place].text for place in some) for some in (page.context.kept, taken)]
        before, after = (scorer.shingle_f1(page.text, text)[0] for text in texts)
        found.append(Scored(page.set_name, before, after, mean_sureness(page.sure, sure)))
    return found


def cross_validate(pages: Sequence[Page], least_sites: int) -> list[tuple[int, tuple[float, float]]]:
    """Score every page by a model that saw no page of its site; returns (fold, (how sure, F1)) of each."""
    found: list[Scored] = []
    pairs: list[tuple[int, tuple[float, float]]] = []
    for fold in range(FOLDS):
        inside = [int(hashlib.sha256(page.site.encode()).hexdigest(), 16) % FOLDS == fold for page in pages]
        model = fit([page for page, out in zip(pages, inside, strict=True) if not out], least_sites)
        scored = score([page for page, out in zip(pages, inside, strict=True) if out], model)
        found += scored
        pairs += [(fold, (one.sure, one.after)) for one in scored]
        print(f"fold {fold + 1} of {FOLDS} done", file=sys.stderr)
    report("left out of training", found)
    return pairs


def fit_steps(pairs: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """(how sure, mean F1) of neighbouring pages, rising: pool adjacent violators over bins of `LEAST_PAGES`."""
    ordered = sorted(pairs)
    count = max(1, len(ordered) // LEAST_PAGES)
    bins = [ordered[len(ordered) * place // count : len(ordered) * (place + 1) // count] for place in range(count)]
    pools: list[list[tuple[float, float]]] = []
    for one in bins:
        pools.append(one)
        while len(pools) > 1 and mean_f1(pools[-2]) >= mean_f1(pools[-1]):
            last = pools.pop()
            pools[-1] = pools[-1] + last
    return [(float(np.mean([sure for sure, _ in pool])), mean_f1(pool)) for pool in pools]


def mean_f1(pairs: Sequence[tuple[float, float]]) -> float:
    """Mean F1 of some pages."""
    return float(np.mean([f1 for _, f1 in pairs]))


def print_steps(steps: Sequence[tuple[float, float]]) -> str:
    """The calibration as it is kept."""
    return json.dumps({"steps": [[round(sure, 3), round(f1, 3)] for sure, f1 in steps]}) + "\n"


def report_calibration(pairs: Sequence[tuple[int, tuple[float, float]]]) -> None:
    """Print how far the confidence is from F1 on pages of folds that the calibration has not seen, by thirds."""
    raw, made, f1s = list[float](), list[float](), list[float]()
    for fold in range(FOLDS):
        steps = fit_steps([pair for other, pair in pairs if other != fold])
        for other, (sure, f1) in pairs:
            if other == fold:
                raw.append(sure)
                made.append(calibrate(sure, steps))
                f1s.append(f1)
    print("confidence less F1, by thirds of the confidence (before → calibrated), and their ranks' correlation")
    order = np.argsort(raw)
    for third in np.array_split(order, 3):
        gaps = [float(np.mean(np.array(some)[third] - np.array(f1s)[third])) for some in (raw, made)]
        print(f"  {gaps[0]:+.3f} → {gaps[1]:+.3f} ({len(third)} pages)")
    ranks = [np.argsort(np.argsort(some)) for some in (raw, f1s)]
    print(f"  {float(np.corrcoef(ranks[0], ranks[1])[0, 1]):.2f}")


def report(what: str, found: Sequence[Scored]) -> None:
    """Print mean F1 by set."""
    print(f"body F1 {what}: rules alone → with the model (pages with a body)")
    for name in dict.fromkeys(one.set_name for one in found):
        own = [one for one in found if one.set_name == name]
        before, after = np.mean([one.before for one in own]), np.mean([one.after for one in own])
        print(f"  {name:<22} {before:.4f} → {after:.4f} ({len(own)})")


if __name__ == "__main__":
    main()
