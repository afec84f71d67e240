"""A page that nobody has described → the one to three link patterns that are most like a list of articles."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from yaowen.base.words import FoundLink
from yaowen.collect.rules.lists.anchors import Anchor
from yaowen.collect.rules.lists.read import ADDRESS_FLOOR, HEADLINE_FLOOR, links_of
from yaowen.collect.rules.lists.rule import ListPattern
from yaowen.collect.rules.lists.shapes import score_address, site_of
from yaowen.collect.rules.lists.words_of_lists import score_headline

MOST = 3
_FEWEST_LINKS = 3
_SCORE_FLOOR = 0.35
_DATED_BONUS = 0.5
_SAME_SHARE = 0.7
_ONE_SITE_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pattern with what it would bring.

    Attributes:
        score: likeness of a list of articles; compares patterns of one page only.
        links: what it finds on the page as it stands, in page order.
    """

    pattern: ListPattern
    score: float
    links: tuple[FoundLink, ...]


def propose_patterns(anchors: list[Anchor], url: str) -> list[Proposal]:
    """The best patterns of a page, best first, at most three; none where it has no list of articles.

    Args:
        anchors: all links of the page.
        url: the page's address.
    """
    clusters: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        clusters[anchor.path].append(anchor)
    found = [proposal for own in clusters.values() if (proposal := _judge(own, anchors, site_of(url)))]
    found.sort(key=lambda proposal: -proposal.score)
    return _without_copies(found)[:MOST]


def _judge(cluster: list[Anchor], anchors: list[Anchor], own_site: str) -> Proposal | None:
    """A cluster's articles as a proposal; None where they are too few, or not like articles."""
    kept = _articles(cluster)
    best: dict[str, float] = {}
    for anchor in kept:
        best[anchor.url] = max(best.get(anchor.url, 0.0), score_headline(anchor.text))
    if len(best) < _FEWEST_LINKS:
        return None
    on_site = sum(site_of(url) == own_site for url in best) / len(best)
    quality = sum(words * (0.4 + 0.6 * score_address(url)) for url, words in best.items()) / len(best)
    dated = sum(bool(anchor.date) for anchor in kept) / len(kept)
    trust = sum(anchor.trust for anchor in kept) / len(kept)
    score = quality * math.log2(1 + len(best)) * (1 + _DATED_BONUS * dated) * trust * (0.3 + 0.7 * on_site)
    if score < _SCORE_FLOOR:
        return None
    site = own_site if on_site >= _ONE_SITE_SHARE else ""
    links = links_of(anchors, [url for url in best if not site or site_of(url) == site])
    shapes = tuple(dict.fromkeys(anchor.shape for anchor in kept if not site or site_of(anchor.url) == site))
    pattern = ListPattern(cluster[0].path, shapes, site)
    return Proposal(pattern, score, tuple(links)) if len(links) >= _FEWEST_LINKS else None


def _articles(cluster: list[Anchor]) -> list[Anchor]:
    """The links of those address shapes that are articles' by their look and by their words."""
    by_shape: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in cluster:
        by_shape[anchor.shape].append(anchor)
    good = {
        shape
        for shape, own in by_shape.items()
        if _mean([score_headline(anchor.text) for anchor in own]) >= HEADLINE_FLOOR
        and _mean([score_address(anchor.url) for anchor in own]) >= ADDRESS_FLOOR
    }
    return [anchor for anchor in cluster if anchor.shape in good]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _without_copies(found: list[Proposal]) -> list[Proposal]:
    """Patterns without those whose articles a better one has already."""
    kept: list[Proposal] = []
    for proposal in found:
        urls = {link.url for link in proposal.links}
        if all(len(urls & {link.url for link in better.links}) <= _SAME_SHARE * len(urls) for better in kept):
            kept.append(proposal)
    return kept
