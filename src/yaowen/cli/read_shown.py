"""What `yaowen read` shows of an article: for people in the terminal, for scripts as JSON."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from yaowen.base.words import Block, Claim, ExtractedArticle, Facts, Span

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_MODES = {"q": "原话", "p": "转述", "m": "原话和转述"}
_FURNITURE_LINES, _FURNITURE_CHARS = 6, 30


def article_to_json(article: ExtractedArticle, facts: Facts, zone: str) -> dict[str, Any]:
    """The article as contract A spells it, with the facts of contract B and what else was read."""
    from yaowen.cli.extract import as_row
    from yaowen.cli.facts import facts_to_json

    published = article.published
    more = {
        "published_raw": published.raw,
        "published_precision": published.precision,
        "published_confidence": round(published.confidence, 3),
        "modified": article.modified.isoformat() if article.modified else None,
        "canonical_url": article.canonical_url,
        "next_part": article.next_part,
        "teaser": article.teaser,
        "paid": article.paid,
        "editors": list(article.editors),
        "image_caption": article.image_caption,
        "image_credit": article.image_credit,
        "blocks": [_block_to_json(block) for block in article.blocks],
        "origins": [{"field": one.field, "where": one.where, "confidence": one.confidence} for one in article.origins],
        "furniture": [{"kind": one.kind, "text": one.text, "address": one.address} for one in article.furniture],
    }
    return {**as_row(article, zone), **more, **facts_to_json(facts)}


def _block_to_json(block: Block) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": block.kind, "text": block.text}
    if block.links:
        row["links"] = [{"start": start, "end": end, "address": address} for start, end, address in block.links]
    return {**row, "address": block.address} if block.address else row


def print_article(article: ExtractedArticle, facts: Facts, zone: str) -> None:
    """Print an article, where each field was read from, its facts, and what else stood on the page."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=False)
    console.print(Text(article.printed_headline or article.headline or "—", style="bold"))
    where = {one.field: f"  [{one.where}, {one.confidence:.0%}]" for one in article.origins}
    for name, field, value in _head(article, zone):
        if value:
            console.print(Text.assemble((f"{name:<10}", "dim"), value, (where.get(field, ""), "dim")))
    for block in article.blocks:
        console.print()
        console.print(_block_text(block))
    _print_facts(console, article.paragraphs, facts)
    _print_furniture(console, article)


def _block_text(block: Block) -> Text:
    from rich.text import Text

    if block.kind == "picture":
        return Text.assemble((f"[picture] {block.address}", "dim"), f"\n{block.text}" if block.text else "")
    mark = {"quote": "> ", "list": "· ", "table": "| "}.get(block.kind, "")
    text = Text(mark + block.text, style="bold" if block.kind == "heading" else "")
    for start, end, address in block.links:
        text.stylize(f"underline link {address}", start + len(mark), end + len(mark))
    return text


def _head(article: ExtractedArticle, zone: str) -> list[tuple[str, str, str]]:
    """(shown name, field whose origin is named behind it, value) of each line above the text."""
    from yaowen.cli.extract import print_published

    published = article.published
    shown = print_published(published, zone) or "not found"
    links = sum(len(block.links) for block in article.blocks)
    kinds = Counter(block.kind for block in article.blocks)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    access = "for those who pay" if article.paid else "only its beginning is shown" if article.teaser else ""
    return [
        ("column", "", article.column),
        ("part", "", article.part),
        ("outlet", "", article.site),
        ("source", "source", article.source),
        ("published", "published", f"{shown} ({published.precision})" if published.at else shown),
        ("printed", "", published.raw[:80]),
        ("modified", "modified", article.modified.isoformat() if article.modified else ""),
        ("authors", "authors", ", ".join(article.authors)),
        ("editors", "", ", ".join(article.editors)),
        ("language", "", article.language),
        ("picture", "", article.image),
        ("caption", "", article.image_caption),
        ("access", "", access),
        ("address", "", article.canonical_url),
        ("goes on", "", article.next_part),
        ("body", "text", f"{sum(map(len, article.paragraphs)):,} characters; {told}; {links} links"),
        ("headline", "headline", article.headline if article.headline != article.printed_headline else "as above"),
    ]


def _print_furniture(console: Console, article: ExtractedArticle) -> None:
    """What else stood on the page, by kind, the first of each."""
    from rich.text import Text

    if not article.furniture:
        return
    console.print()
    console.print(Text(f"Beside the article ({len(article.furniture)} lines)", style="bold"))
    kinds: dict[str, list[str]] = {}
    for one in article.furniture:
        kinds.setdefault(one.kind, []).append(one.text)
    for kind, texts in kinds.items():
        shown = " | ".join(text[:_FURNITURE_CHARS] for text in texts[:_FURNITURE_LINES])
        console.print(Text.assemble((f"{kind} {len(texts)}: ", "dim"), shown))


def _print_facts(console: Console, paragraphs: tuple[str, ...], facts: Facts) -> None:
    from rich.table import Table
    from rich.text import Text

    sections: list[tuple[str, list[tuple[str, ...]]]] = [
        ("Who says what", [_claim_cells(claim, paragraphs) for claim in facts.claims]),
        ("When", [(_words(paragraphs, one.paragraph, one.span), one.value) for one in facts.moments]),
        ("Names", [(one.zh, one.latin, one.kind) for one in facts.names]),
    ]
    for title, rows in sections:
        if not rows:
            continue
        console.print()
        console.print(Text(f"{title} ({len(rows)})", style="bold"))
        table = Table(box=None, show_header=False, pad_edge=False)
        for _ in rows[0]:
            table.add_column(overflow="fold")
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)


def _claim_cells(claim: Claim, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    written = _words(paragraphs, claim.paragraph, claim.speaker)
    speaker = f"{written} = {claim.resolved}" if written and claim.resolved else claim.resolved or written or "—"
    words = "…".join(_words(paragraphs, claim.paragraph, span) for span in claim.content)
    return speaker, claim.stance, _MODES[claim.mode], words


def _words(paragraphs: tuple[str, ...], paragraph: int, span: Span | None) -> str:
    return paragraphs[paragraph][span[0] : span[1]] if span else ""
