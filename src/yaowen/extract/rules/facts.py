"""What a text says: claims, moments and glossed names of one article, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from yaowen.base.words import Facts
from yaowen.extract.rules.claims import find_claims
from yaowen.extract.rules.moments import find_moments
from yaowen.extract.rules.names import find_names
from yaowen.extract.rules.reading import read_paragraph

RULE_VERSION = 6
"""Raised whenever a rule below changes what is found."""


def find_facts(title: str, paragraphs: Sequence[str], published: datetime | None) -> Facts:
    """Read one article.

    Args:
        title: the headline; it gives context only, its own words yield no facts.
        paragraphs: the texts of the body's blocks, in order; offsets of all facts count in them, in code points.
        published: when it came out; a time without a zone is read in +08:00. None leaves relative dates unresolved.

    Returns:
        Facts in the order of the text.
    """
    readings = [read_paragraph(number, text) for number, text in enumerate(paragraphs)]
    names = find_names(readings)
    return Facts(find_claims(title, readings, names), find_moments(readings, published), names)
