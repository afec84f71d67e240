"""Live articles that are nearly the same as a new one, by headline or by body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from yaowen.group.rules.copies import NO_SHINGLES, CopyIndex, Shingles, Signature, count_shared, read_shingles, sign_all
from yaowen.group.rules.headline_copies import Said, are_headline_copies
from yaowen.group.rules.vocabulary import Vocabulary
from yaowen.group.rules.window import LiveArticle

LEAST_CHARS = 80
SAME_TEXT = 0.5
INSIDE_TEXT = 0.7
SAME_DAY = timedelta(hours=18)
HEADLINE_CHARS = 5
CLEAR_HEADLINE_CHARS = 8
COMPARED = 40


@dataclass(frozen=True, slots=True)
class Twin:
    """A live article with nearly the same headline or body.

    Attributes:
        same_text: Jaccard of the bodies; 0 where one has none.
        inside: share of the shorter body that stands in the longer one.
    """

    article: LiveArticle
    same_text: float
    inside: float

    def is_copy_of(self, new: LiveArticle) -> bool:
        """Whether the two are one text: the bodies agree, or there is no body and the headlines are equal."""
        if self.same_text >= SAME_TEXT:
            return True
        same = self.has_headline_of(new)
        return same and (self.inside >= INSIDE_TEXT or not (new.body and self.article.body))

    def has_headline_of(self, new: LiveArticle) -> bool:
        """Whether the folded headlines are equal, long enough to mean something, and of the same day."""
        plain = new.plain
        least = CLEAR_HEADLINE_CHARS if new.body and self.article.body else HEADLINE_CHARS
        return plain == self.article.plain and len(plain) >= least and abs(new.at - self.article.at) < SAME_DAY


def is_headline_copy(new: LiveArticle, old: LiveArticle, vocabulary: Vocabulary) -> bool:
    """Whether two articles of one day are near-copies by their headlines: only where a body is missing."""
    if (new.body and old.body) or abs(new.at - old.at) >= SAME_DAY:
        return False
    return are_headline_copies(_read_said(new, vocabulary), _read_said(old, vocabulary))


def _read_said(article: LiveArticle, vocabulary: Vocabulary) -> Said:
    words = article.words
    idf: list[float] = vocabulary.idf[words].tolist()
    return Said(article.plain, article.numbers, dict(zip(vocabulary.name(words), idf, strict=True)))


@dataclass(slots=True)
class Signed:
    """An article's body and its MinHash; its shingles are cut when another text is likely to be the same.

    Attributes:
        alike: serials of texts that are likely to be, as long as it is not remembered; None where not known.
    """

    serial: int
    body: str
    signature: Signature | None
    alike: Sequence[int] | None = None
    _shingles: Shingles | None = None

    @property
    def shingles(self) -> Shingles:
        """The body's shingles."""
        if self._shingles is None:
            self._shingles = cut_shingles(self.body)
        return self._shingles


class TwinIndex:
    """Finds twins: by the headline with its numbers masked, and by the body's MinHash."""

    def __init__(self) -> None:
        self._copies = CopyIndex()
        self._by_headline: dict[str, int | list[int]] = {}  # most stand alone: a number takes a third of a list
        self._latest: Signed | None = None

    def find(self, new: LiveArticle, articles: Mapping[int, LiveArticle]) -> list[Twin]:
        """The twins of an article, oldest first; of many, the latest."""
        signed = self.sign(new)
        same = self._by_headline.get(new.masked, ()) if new.masked else ()
        serials = {same} if isinstance(same, int) else set(same)
        alike = self._copies.find(signed.signature) if signed.alike is None else signed.alike
        serials.update([serial for serial in alike if serial in articles])
        if not serials:
            return []
        latest = sorted(serials)[-COMPARED:]
        return [_compare(signed.shingles, articles[serial]) for serial in latest]

    def add(self, article: LiveArticle) -> None:
        """Remember an article."""
        same = self._by_headline.setdefault(article.masked, article.serial)
        if not isinstance(same, int):
            same.append(article.serial)
        elif same != article.serial:
            self._by_headline[article.masked] = [same, article.serial]
        signed = self.sign(article)
        signed.alike = None
        self._copies.add(article.serial, signed.signature)

    def drop(self, article: LiveArticle) -> None:
        """Forget an article: the oldest."""
        same = self._by_headline[article.masked]
        if isinstance(same, int):
            del self._by_headline[article.masked]
        else:
            same.remove(article.serial)
            if len(same) == 1:
                self._by_headline[article.masked] = same[0]
        self._copies.drop(article.serial)

    def find_all(self, first: int, signatures: Sequence[Signature | None]) -> list[list[int]]:
        """For each of several texts added next, the first as `first`, the serials of those likely to be the same."""
        return self._copies.find_all(first, signatures)

    def know(self, article: LiveArticle, signature: Signature | None, alike: Sequence[int] | None = None) -> None:
        """Take the signature of the next article, and what is likely to be the same, as given."""
        self._latest = Signed(article.serial, article.body, signature, alike)

    def sign(self, article: LiveArticle) -> Signed:
        """Body and signature of an article, which is first compared and then remembered: made once."""
        if self._latest is None or self._latest.serial != article.serial:
            self._latest = Signed(article.serial, article.body, sign_bodies([article.body])[0])
        return self._latest


def sign_bodies(bodies: Sequence[str]) -> list[Signature | None]:
    """The signature of each body that is long enough to be compared."""
    return sign_all([body if len(body) >= LEAST_CHARS else "" for body in bodies])


def cut_shingles(body: str) -> Shingles:
    """The shingles of a body that is long enough to be compared."""
    return read_shingles(body) if len(body) >= LEAST_CHARS else NO_SHINGLES


def _compare(shingles: Shingles, other: LiveArticle) -> Twin:
    theirs = cut_shingles(other.body) if len(shingles) else NO_SHINGLES
    if not len(theirs):
        return Twin(other, 0.0, 0.0)
    shared = count_shared(shingles, theirs)
    return Twin(other, shared / (len(shingles) + len(theirs) - shared), shared / min(len(shingles), len(theirs)))
