"""What a reader typed → what is looked for. Every text is a valid query; nothing in it is an error."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from yaowen.base.text.words import cut
from yaowen.render.rules.search_spellings import (
    LATIN_WORDS,
    SPELLINGS,
    FindSpellings,
    cut_spellings,
    find_spellings,
)
from yaowen.render.rules.search_tokens import WORD_CHARS, fold, pair_up, split_runs

QUERY_CHARS = 200
QUERY_TERMS = 16
_YEARS = (1900, 2200)
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』〝〞", '"'))
_KEYS = {"outlet": "outlet", "媒体": "outlet", "媒體": "outlet", "after": "after", "before": "before"}
_PIECES = re.compile(r'(?:(?P<key>[^\s":]+):)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))|(?P<rest>\S)')
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?", re.ASCII)
JOIN = "_"
"""Between the words of a name that is one term; a sign that no token has."""
_BLANKS = re.compile(r"(\s+)")
_LATIN = re.compile(r"[^\W\d_][\w.'’-]*", re.ASCII)
_SHORT_SIGNS = 2
"""A run this short is looked for as it stands."""
_LITTLE_WORDS = "的了在是和与及或也都就而着之于将被把从向为以"
"""Characters that carry no news by themselves."""


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that must stand next to each other.

    Attributes:
        prefix: the last token may be the beginning of a longer one (a phrase that ends with a single character).
        text: what is to be marked in results, folded.
        others: other spellings, any of which may stand instead.
    """

    tokens: tuple[str, ...]
    text: str
    prefix: bool = False
    others: tuple[Term, ...] = ()

    @property
    def spellings(self) -> tuple[Term, ...]:
        """The term as typed, and its other spellings."""
        return (self, *self.others)

    @property
    def needed(self) -> tuple[Term, ...]:
        """The spellings that any text with any of them has: none that has another inside (Trump in Donald Trump).

        A spelling that stands nowhere makes FTS5 look through the whole archive for it.
        """
        return tuple(one for one in self.spellings if not any(_lies_in(other, one) for other in self.spellings))


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    Attributes:
        terms: all of them must be found.
        outlets: slugs or names, folded; one of them must be the carrier.
        after: the first day; before: the day after the last. Days of the site's display zone.
        ignored: filters that could not be read, as typed.
    """

    terms: tuple[Term, ...] = ()
    outlets: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
    ignored: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """What is to be marked in results, folded: every spelling of every term."""
        return [spelling.text for term in self.terms for spelling in term.spellings]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.terms or self.outlets or self.after or self.before)


def parse_query(text: str, spell: FindSpellings = find_spellings) -> Query:
    """Read what a reader typed: words (all must be found), "phrases", `outlet:`, `after:`, `before:`.

    A word is looked for in its other spellings too; a phrase in quotation marks stands exactly so.

    Args:
        text: anything; only its first 200 characters count.
        spell: tells the other spellings of a word.
    """
    plain = unicodedata.normalize("NFKC", text[:QUERY_CHARS]).translate(_QUOTES)
    terms: list[Term] = []
    outlets: list[str] = []
    days: dict[str, date] = {}
    ignored: list[str] = []
    for piece in _PIECES.finditer(join_latin_names(plain, spell)):
        key, value = _KEYS.get(fold(piece["key"] or "")), piece["phrase"] or piece["word"] or ""
        if key is None:
            terms += _terms_of(piece, spell)
        elif key == "outlet":
            outlets += [fold(value).strip()] if value.strip() else []
        elif day := parse_day(value):
            days[key] = day
        else:
            ignored.append(piece.group())
    return Query(_distinct(terms), tuple(outlets), days.get("after"), days.get("before"), tuple(ignored))


def parse_day(text: str) -> date | None:
    """2025-01-17, 2025/1/17, 2025年1月17日; 2025-01 and 2025 are their first day. None for anything else."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        return date(year, month, day) if _YEARS[0] <= year <= _YEARS[1] else None
    except ValueError:
        return None


def parse_phrase(text: str) -> Term | None:
    """One term of a text whose tokens must stand together; None where the text has no token."""
    folded = fold(text)
    runs = list(split_runs(folded))
    tokens = [token for run, dense, _ in runs for token in (pair_up(run) if dense else [run[:WORD_CHARS]])]
    if not tokens:
        return None
    last, dense, _ = runs[-1]
    if dense and len(last) > 1:
        tokens.pop()
    shown = folded[runs[0][2] : runs[-1][2] + len(last)]
    return Term(tuple(tokens), shown, dense and len(last) == 1 and len(tokens) > 1)


def parse_word(text: str, spell: FindSpellings) -> Term | None:
    """One term of a word, with its other spellings; None where it has no token."""
    term = parse_phrase(text)
    if term is None:
        return None
    others = (parse_phrase(other) for other in spell(term.text)[:SPELLINGS])
    kept = tuple(dict.fromkeys(other for other in others if other and other.tokens != term.tokens))
    return replace(term, others=kept)


def latin_windows(text: str) -> set[str]:
    """Words of Latin letters that stand side by side in what a reader typed, one to four of them, folded."""
    words = _LATIN.findall(unicodedata.normalize("NFKC", text[:QUERY_CHARS]))
    return {
        fold(" ".join(words[start : start + count]))
        for count in range(1, LATIN_WORDS + 1)
        for start in range(len(words))
    }


def join_latin_names(plain: str, spell: FindSpellings) -> str:
    """Put an underscore between the words of a name in Latin letters that has other spellings: they are one word.

    What stands in quotation marks stays as it is.
    """
    parts = plain.split('"')
    parts[::2] = [_joined(part, spell) for part in parts[::2]]
    return '"'.join(parts)


def _joined(part: str, spell: FindSpellings) -> str:
    """Of words and the blanks between them, in turn: the longest names first."""
    pieces = _BLANKS.split(part)
    place = 0
    while place < len(pieces):
        for count in range(min(LATIN_WORDS, (len(pieces) - place + 1) // 2), 1, -1):
            end = place + 2 * count - 1
            words = pieces[place:end:2]
            if all(map(_LATIN.fullmatch, words)) and spell(fold(" ".join(words))):
                pieces[place:end] = [JOIN.join(words)]
                break
        place += 2
    return "".join(pieces)


def _terms_of(piece: re.Match[str], spell: FindSpellings) -> list[Term]:
    if piece["phrase"] is None:
        whole = fold(piece.group()).replace(JOIN, " ")
        words = [whole] if spell(whole) else _split_words(whole)
        return [term for word in words if (term := parse_word(word, spell))]
    return [term for text in (piece["key"] or "", piece["phrase"]) if (term := parse_phrase(text))]


def _split_words(folded: str) -> list[str]:
    """The words of a piece without spaces: dense runs by the dictionary, the rest as it stands together (u.s.)."""
    words: list[str] = []
    begin = end = -1
    for run, dense, place in split_runs(folded):
        if dense:
            words += [folded[begin:end]] if begin >= 0 else []
            words += _cut_run(run)
            begin = -1
        else:
            begin, end = begin if begin >= 0 else place, place + len(run)
    return [*words, folded[begin:end]] if begin >= 0 else words


def _cut_run(run: str) -> list[str]:
    """The words of a run of Chinese characters: spellings of the table first, the dictionary's between them."""
    words: list[str] = []
    for text, known in cut_spellings(run):
        words += [text] if known or len(text) <= _SHORT_SIGNS else join_single_signs(cut(text))
    return [word for word in words if word.strip(_LITTLE_WORDS)] or words


def join_single_signs(words: list[str]) -> list[str]:
    """Neighbouring words of one sign each become one word: what the dictionary does not know stays together.

    Little words (的, 在) around them are left out, but where a query has nothing else.
    """
    known = {word for word in words if len(word) > 1}
    joined: list[str] = []
    open_end = False
    for word in words:
        if len(word) == 1 and open_end:
            joined[-1] += word
        else:
            joined.append(word)
        open_end = len(word) == 1
    kept = [word if word in known else word.strip(_LITTLE_WORDS) for word in joined]
    return [word for word in kept if word] or joined


def _lies_in(inner: Term, outer: Term) -> bool:
    """Whether each text that has the one term has the other; of equal ones neither lies in the other."""
    whole = outer.tokens[:-1] if outer.prefix else outer.tokens
    size = len(inner.tokens)
    starts = range(len(whole) - size + 1) if not inner.prefix and inner.tokens != outer.tokens else ()
    return any(whole[start : start + size] == inner.tokens for start in starts)


def _distinct(terms: list[Term]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(terms))[:QUERY_TERMS]
