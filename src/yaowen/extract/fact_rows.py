"""What a text says, as rows: claims, moments and names of an article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yaowen.base.words import Claim, Facts, Moment, Name, Span
from yaowen.extract.models import ClaimRow, MomentRow, NameRow

_SENTENCE_END = re.compile(r"[。！？!?；;\n]+[”’」』）)]*|\.\s")
_MARKS = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"))
_SHORT_CHARS = 200


def save_facts(article_id: int, paragraphs: Sequence[str], facts: Facts) -> None:
    """Replace an article's facts. Runs in the caller's transaction."""
    for model in (ClaimRow, MomentRow, NameRow):
        model._default_manager.filter(article_id=article_id).delete()
    claims = [_claim_row(article_id, place, claim, paragraphs) for place, claim in enumerate(facts.claims)]
    ClaimRow.objects.bulk_create(claims)
    MomentRow.objects.bulk_create([_moment_row(article_id, moment, paragraphs) for moment in facts.moments])
    NameRow.objects.bulk_create([_name_row(article_id, name) for name in facts.names])


def _claim_row(article_id: int, place: int, claim: Claim, paragraphs: Sequence[str]) -> ClaimRow:
    text = paragraphs[claim.paragraph]
    return ClaimRow(
        article_id=article_id,
        place=place,
        paragraph=claim.paragraph,
        speaker_span=claim.speaker,
        cue_span=claim.cue,
        content_spans=[list(span) for span in claim.content],
        speaker=_words(text, claim.speaker),
        resolved=claim.resolved or "",
        cue=_words(text, claim.cue)[:64],
        content="…".join(_words(text, span) for span in claim.content),
        stance=claim.stance,
        mode=claim.mode,
        speaker_kind=claim.speaker_kind,
        within=claim.within,
        confidence=claim.confidence,
    )


def _moment_row(article_id: int, moment: Moment, paragraphs: Sequence[str]) -> MomentRow:
    text = paragraphs[moment.paragraph]
    start, end = moment.span
    return MomentRow(
        article_id=article_id,
        paragraph=moment.paragraph,
        start=start,
        end=end,
        text=text[start:end][:_SHORT_CHARS],
        value=moment.value[:64],
        sentence=sentence_around(text, moment.span),
    )


def _name_row(article_id: int, name: Name) -> NameRow:
    start, end = name.span
    return NameRow(
        article_id=article_id,
        paragraph=name.paragraph,
        start=start,
        end=end,
        zh=name.zh[:_SHORT_CHARS],
        latin=name.latin[:_SHORT_CHARS],
        kind=name.kind,
    )


def sentence_around(text: str, span: Span) -> str:
    """The sentence of a paragraph that a span stands in; a mark at its end whose other half stands before goes."""
    start = max((found.end() for found in _SENTENCE_END.finditer(text, 0, span[0])), default=0)
    after = _SENTENCE_END.search(text, span[1])
    sentence = text[start : after.end() if after else len(text)].strip()
    for opening, closing in _MARKS:
        if sentence.endswith(closing) and sentence.count(closing) > sentence.count(opening):
            return sentence[:-1]
    return sentence


def _words(text: str, span: Span | None) -> str:
    return text[span[0] : span[1]] if span else ""
