"""Claims of a whole article: cues read sentence by sentence and joined to chains (克里姆林宫 ← 美联社)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from yaowen.base.words import Claim, Name, Span, SpeakerKind
from yaowen.extract.rules.claims.asserting import (
    GOES_ON,
    closes,
    ends_sentence,
    is_subordinate,
    is_supposed,
    may_go_on,
    may_speak,
)
from yaowen.extract.rules.claims.bare_quotations import goes_on_before, read_colon, read_quotation
from yaowen.extract.rules.claims.contents import (
    TOLD_TO,
    content_after,
    content_before,
    decide_mode,
    object_before,
    trim,
)
from yaowen.extract.rules.claims.cues import Cue, find_cues
from yaowen.extract.rules.claims.english import is_english, read_english
from yaowen.extract.rules.claims.pronouns import Memory
from yaowen.extract.rules.claims.speakers import Subject, find_subject
from yaowen.extract.rules.claims.vetoes import is_followed, is_vetoed
from yaowen.extract.rules.claims.whole_names import is_nobody, whole_subject
from yaowen.extract.rules.reading import Reading

_OWN_TURN = re.compile(r"(?:而(?!且)|但是?|不过|然而|至于|另一方面|与此同时|此外)")
_PLAIN = frozenset({"说", "称", "道"})
_TOLD_MAX_CHARS = 12
_LEAD_MAX_CHARS = 6
_MARK = re.compile("[,:;。]")
_TURN = re.compile("(?<=,)(?:但是?|不过|然而)")
_MAX_CUES = 40
"""No sentence of prose has more; what has is a list or an attack."""
_BECAUSE = re.compile("因为|由于")
_CONCEDED = re.compile("(?:尽管|虽然?)")
"""尽管…,但…: the turn belongs to what is said."""
_DETERMINER = re.compile("[该这此]|[该这那][一两]?[些篇份则项]?|上述|另一?[篇份则项]|有|有关|一[篇份则项]")
_ALSO = frozenset({"同时", "也", "还", "又", "并", "亦", "另外", "另"})
_THIRD = frozenset({"他", "她"})
_PERSONS = frozenset({"person", "official"})
_NOT_ASSERTING = frozenset({"deny", "ask", "refuse"})
_DOUBTS = ("怀疑", "质疑", "猜测")
_FACTS_SPEAK = frozenset({"表明", "说明", "证明"})
_ASKS = re.compile("吗|呢|什么|是否|有没有|为何|如何|怎么|哪|谁")
_TOLD_MIN_CHARS = 8
_ABOUT = re.compile("对于?|关于|针对|就|谈到|至于|被问")
"""对于被捕的原因,方临解释说。: what it is about, not what is said."""
_BARE_CHARS = 4
"""对此纷纷表示抗议: what it is about stands in another sentence."""


@dataclass
class _Draft:
    """A claim before its neighbours have cut its content.

    Attributes:
        end: where its content ends at the latest.
        parent: place among the drafts of the claim that reports it.
        goes_on: it has its speaker from an earlier clause or sentence.
    """

    cue: Cue
    subject: Subject
    speaker: Span | None
    kind: SpeakerKind
    resolved: str | None
    end: int
    parent: int | None = None
    goes_on: bool = False


def find_claims(title: str, readings: Sequence[Reading], names: Sequence[Name]) -> tuple[Claim, ...]:  # noqa: ARG001
    """Claims of an article, in the order of the text.

    Args:
        title: the headline.
        readings: the paragraphs.
        names: glossed names, by which speakers are called in `resolved`.
    """
    memory = Memory(names)
    claims: list[Claim] = []
    for before, reading in zip([None, *readings], readings, strict=False):
        if is_english(reading):
            claims += read_english(reading, memory)
            continue
        cues = find_cues(reading.open)
        spoke = goes_on_before(reading, before, claims[-1] if claims else None)
        for sentence in reading.sentences:
            first, last = (bisect_left(cues, place, key=_place_of) for place in sentence)
            memory.notice_subject(reading, sentence)
            found = _SentenceReader(reading, sentence, memory).read(cues[first:last], offset=len(claims))
            if not found:
                found = read_colon(reading, sentence, memory)
            if not found and spoke:
                found = read_quotation(reading, sentence, memory)
            spoke = bool(found)
            claims += found
    return tuple(claims)


def _place_of(cue: Cue) -> int:
    return cue.span[0]


def _repeats(reading: Reading, told: Cue, cue: Cue) -> bool:
    """告诉他们说,…: the second word for the same statement."""
    between = reading.open[told.span[1] : cue.span[0]]
    return cue.word in _PLAIN and len(between) <= _TOLD_MAX_CHARS and not _MARK.search(between)


def _is_whole(cue: Cue) -> bool:
    """A cue that says all by itself: 拒绝置评, 表示欢迎."""
    return cue.frame == "refuse" or (cue.word.startswith("表示") and cue.word != "表示")


def _is_open_to_doubt(cue: Cue) -> bool:
    """What this cue introduces is not asserted: 否认, 质疑, 问."""
    return cue.stance in _NOT_ASSERTING or cue.word.startswith(_DOUBTS)


class _SentenceReader:
    """Reads the cues of one sentence from left to right."""

    def __init__(self, reading: Reading, sentence: Span, memory: Memory) -> None:
        self.reading = reading
        self.sentence = sentence
        self.memory = memory
        self.drafts: list[_Draft] = []

    def read(self, cues: Sequence[Cue], offset: int) -> list[Claim]:
        """The claims of the sentence; `offset` is the place of the first among all claims of the article."""
        told: Cue | None = None
        for cue in cues[:_MAX_CUES]:
            if told is not None and _repeats(self.reading, told, cue):
                continue
            floor = self.drafts[-1].cue.span[1] if self.drafts else self.sentence[0]
            if cue.span[0] >= floor and not is_vetoed(self.reading, cue, floor):
                self._take(cue, find_subject(self.reading, floor, cue.span[0]))
            taken = bool(self.drafts) and self.drafts[-1].cue is cue
            told = cue if taken and cue.word in TOLD_TO else None
        self._keep([draft for draft in self.drafts if self._is_kept(draft)])
        return [self._as_claim(draft, offset) for draft in self.drafts]

    def _is_kept(self, draft: _Draft) -> bool:
        """It says something, and nobody denies, doubts or asks it."""
        holder = draft.parent
        while holder is not None:
            cue = self.drafts[holder].cue
            if _is_open_to_doubt(cue) and not (cue.stance == "ask" and self._is_told(draft)):
                return False
            holder = self.drafts[holder].parent
        return _is_whole(draft.cue) or bool(self._content_of(draft))

    def _is_told(self, draft: _Draft) -> bool:
        """有记者提问,部长昨天称…: what a question tells before it asks."""
        words = "".join(self.reading.folded[slice(*span)] for span in self._content_of(draft))
        after = self.reading.open[draft.end - 1 : draft.end]
        return draft.speaker is not None and draft.cue.strong and after != "?" and not _ASKS.search(words)

    def _keep(self, kept: list[_Draft]) -> None:
        """Drop the other drafts; what one of them held belongs to who held it."""
        place_of = {id(draft): place for place, draft in enumerate(kept)}
        for draft in kept:
            holder = draft.parent
            while holder is not None and id(self.drafts[holder]) not in place_of:
                holder = self.drafts[holder].parent
            draft.parent = None if holder is None else place_of[id(self.drafts[holder])]
        self.drafts = kept

    def _take(self, cue: Cue, subject: Subject) -> None:
        if (
            cue.frame == "speech"
            and cue.word[:2] in {"报道", "报导", "评论", "分析"}
            and len(cue.word) > 2
            and (subject.span is None or self._is_determiner(subject.span, cue))
        ):
            cue, subject = self._split_noun(cue, subject)
        if subject.span is not None:
            subject = whole_subject(self.reading, self.memory, cue, subject)
            if is_nobody(self.reading, self.memory, subject):
                return
        if subject.span is not None and subject.sure == 1:
            known = self.memory.kind_of(self.reading.folded[slice(*subject.span)])
            subject = replace(subject, sure=2, kind=known) if known else subject
        if subject.span is not None and subject.sure:
            if may_speak(self.reading, cue, subject) and not is_subordinate(self.reading, cue):
                self._add(cue, subject, subject.span, subject.kind)
        elif subject.span is None and self._gives_reasons(cue, subject):
            return
        elif subject.span is None and may_go_on(self.reading, cue, subject, after_speech=self._speech_is_open()):
            self._go_on(cue, subject)

    def _gives_reasons(self, cue: Cue, subject: Subject) -> bool:
        """称…,是因为判断A,并担心B: the second reason is said, too."""
        if cue.stance != "believe" or not self.drafts:
            return False
        return bool(_BECAUSE.search(self.reading.open, self.drafts[-1].cue.span[1], subject.clause))

    def _speech_is_open(self) -> bool:
        last = self.drafts[-1] if self.drafts else None
        return last is not None and is_followed(self.reading, last.cue) and self._quoted_before(last) is None

    def _quoted_before(self, draft: _Draft) -> Span | None:
        """The quotation before a speaker's clause that is the content: “…”,他说."""
        place = draft.speaker[0] if draft.speaker else draft.cue.span[0]
        quote = content_before(self.reading, place, 0) or self._speech_before(draft.subject.clause, place)
        if quote is None or draft.goes_on or not self._is_free(quote):
            return None
        between = self.reading.open[quote[1] : draft.subject.clause]
        after = content_after(self.reading, draft.cue, draft.end)
        joined = self.reading.folded[quote[1] - 2] == "," or "," in between
        if not joined and self.reading.open.startswith(":", draft.cue.span[1]):
            return None
        return quote if joined or after is None or self.reading.quote_from(after[0]) == after else None

    def _speech_before(self, clause: int, place: int) -> Span | None:
        """“…。”其中一名工程师说: whole speech before the words that lead to the speaker."""
        quote = content_before(self.reading, clause, 0) if clause < place <= clause + _LEAD_MAX_CHARS else None
        return quote if quote is not None and self.reading.folded[quote[1] - 2] in "。!?,…" else None

    def _is_determiner(self, span: Span, cue: Cue) -> bool:
        """该 + 报道称, 这份 + 分析说: it belongs to the noun."""
        return span[1] == cue.span[0] and bool(_DETERMINER.fullmatch(self.reading.folded, *span))

    def _split_noun(self, cue: Cue, subject: Subject) -> tuple[Cue, Subject]:
        """报道称 without a subject before it: 报道 is the subject."""
        middle = cue.span[0] + 2
        start = subject.span[0] if subject.span else cue.span[0]
        noun = replace(subject, span=(start, middle), sure=2, rest=())
        return replace(cue, span=(middle, cue.span[1]), word=cue.word[2:]), noun

    def _add(self, cue: Cue, subject: Subject, speaker: Span, kind: SpeakerKind) -> None:
        """A claim with a speaker in its sentence."""
        text, folded = self.reading.text[slice(*speaker)], self.reading.folded[slice(*speaker)]
        resolved = self.memory.resolve(folded)
        if resolved is None:
            self.memory.notice(self.memory.name_of(text, folded), kind, folded)
        draft = _Draft(cue, subject, speaker, kind, resolved, self.sentence[1])
        self._place(draft)
        self.drafts.append(draft)

    def _place(self, draft: _Draft) -> None:
        """Decide whether a claim with its own subject stands inside the one before it or beside it."""
        if not self.drafts:
            return
        last = self.drafts[-1]
        if self._is_inside(last, draft):
            draft.parent = len(self.drafts) - 1
            draft.end = last.end
            return
        draft.parent = None if self._answers(last, draft) else last.parent
        turn = _TURN.search(self.reading.open, last.cue.span[1], draft.subject.clause)
        self._cut(draft, turn.start() if turn else draft.subject.clause)

    def _is_inside(self, last: _Draft, draft: _Draft) -> bool:
        between = self.reading.open[last.cue.span[1] : draft.subject.clause].strip(" ,:了道过")
        if not between:
            return not (last.cue.frame == "act" and last.cue.stance == "deny" and is_followed(self.reading, last.cue))
        if not is_followed(self.reading, last.cue) and not last.cue.strong:
            return False
        if self.reading.quote_to(last.cue.span[1] + len(between) + 1) and between.startswith("“"):
            return False
        if _OWN_TURN.match(self.reading.open, draft.subject.clause) and not _CONCEDED.match(between):
            return False
        if self._answers(last, draft) or ({last.kind, draft.kind} <= _PERSONS and self._turns(last, draft)):
            return False
        name = self._name_of(draft)
        same = name is not None and name == self._name_of(last)
        also = same and any(token.text in _ALSO for token in draft.subject.rest)
        return not also and not self._says_more(last, draft)

    def _says_more(self, last: _Draft, draft: _Draft) -> bool:
        """他强调A,他呼吁B: the same pronoun again."""
        first, second = (self.reading.folded[slice(*one.speaker)] if one.speaker else "" for one in (last, draft))
        return first == second and first in _THIRD and is_followed(self.reading, last.cue)

    def _answers(self, last: _Draft, draft: _Draft) -> bool:
        """X询问A;Y说B, X询问A,Y回应B: the second is no part of the question."""
        asked: _Draft | None = last
        while asked is not None and asked.cue.stance != "ask":
            asked = None if asked.parent is None else self.drafts[asked.parent]
        if asked is None:
            return False
        between = self.reading.open[asked.cue.span[1] : draft.subject.clause]
        return ";" in between or draft.cue.word.startswith(("回应", "回答", "答"))

    def _turns(self, last: _Draft, draft: _Draft) -> bool:
        """X说A,但B,Y说C: without a comma after the first cue its words end at 但."""
        turn = _TURN.search(self.reading.open, last.cue.span[1], draft.subject.clause)
        return bool(turn) and not is_followed(self.reading, last.cue)

    def _cut(self, draft: _Draft, place: int) -> None:
        """End the contents that stand open where a claim beside them begins."""
        for number, other in enumerate(self.drafts):
            if draft.parent is None or number > draft.parent:
                other.end = min(other.end, place)

    def _go_on(self, cue: Cue, subject: Subject) -> None:
        """A claim whose clause names no speaker."""
        if self.drafts and subject.clause > self.drafts[-1].cue.span[1]:
            self._go_on_after(self.drafts[-1], cue, subject)
        elif not self.drafts:
            found = self._subject_before(self.sentence[0], subject.clause)
            if found is not None and found.span is not None:
                self._add(cue, subject, found.span, found.kind)
            elif self._may_recall(cue):
                self.drafts.append(
                    _Draft(cue, subject, None, "unknown", self.memory.last, self.sentence[1], None, True)
                )

    def _may_recall(self, cue: Cue) -> bool:
        """A whole sentence without a subject goes on with the last speaker."""
        sure = is_followed(self.reading, cue) or cue.word.endswith("认为")
        return cue.strong and sure and cue.word not in _FACTS_SPEAK and self.memory.last is not None

    def _go_on_after(self, last: _Draft, cue: Cue, subject: Subject) -> None:
        goes_on = GOES_ON.match(self.reading.open, subject.clause)
        between = self.reading.open[last.cue.span[1] : subject.clause].strip(" ,:了道过")
        if not goes_on and not between and not (_is_whole(last.cue) or last.cue.stance == "deny"):
            return
        if (last.kind == "agency" and not goes_on) or self._quoted_before(last) is not None:
            found = self._subject_before(last.cue.span[1], subject.clause)
            if found is not None and found.span is not None:
                self._add(cue, subject, found.span, found.kind)
                self.drafts[-1].parent, self.drafts[-1].end = len(self.drafts) - 2, last.end
                return
        resolved = self._name_of(last)
        draft = _Draft(cue, subject, None, last.kind, resolved, last.end, last.parent, True)
        self._cut(draft, subject.clause)
        self.drafts.append(draft)

    def _name_of(self, draft: _Draft) -> str | None:
        if draft.resolved is not None or draft.speaker is None:
            return draft.resolved
        text, folded = (whole[slice(*draft.speaker)] for whole in (self.reading.text, self.reading.folded))
        return self.memory.name_of(text, folded)

    def _subject_before(self, start: int, end: int) -> Subject | None:
        """The subject of the nearest earlier clause that has a sure one."""
        place = end
        while place > start:
            mark = max(self.reading.open.rfind(sign, start, place) for sign in ",;:")
            place = mark if mark >= start else place
            subject = find_subject(self.reading, start, place)
            sure = subject.span is not None and subject.sure == 2 and not is_nobody(self.reading, self.memory, subject)
            if sure and not subject.according:
                return None if is_supposed(self.reading, subject.clause) else subject
            if subject.clause >= place or subject.clause <= start:
                return None
            place = subject.clause
        return None

    def _as_claim(self, draft: _Draft, offset: int) -> Claim:
        content = self._content_of(draft)
        resolved = draft.resolved
        sure = draft.subject.sure == 2 or draft.goes_on
        confidence = (0.55 if not sure else 0.8 if draft.cue.frame == "speech" else 0.7) - 0.15 * draft.goes_on
        return Claim(
            self.reading.number, draft.speaker, draft.cue.span, content, draft.cue.stance,
            decide_mode(self.reading, content), resolved, draft.kind,
            None if draft.parent is None else draft.parent + offset, confidence,
        )  # fmt: skip

    def _content_of(self, draft: _Draft) -> tuple[Span, ...]:
        cue, reading = draft.cue, self.reading
        if cue.word.startswith("表示") and cue.word != "表示":
            clause = max(draft.speaker[1] if draft.speaker else 0, draft.subject.clause)
            told = object_before(reading, clause, cue)
            if told is not None:
                return () if reading.folded[told[0]] in "此这之" and told[1] - told[0] <= _BARE_CHARS else (told,)
        before = self._quoted_before(draft)
        after = content_after(reading, cue, draft.end)
        if before is not None:
            quote = reading.quote_from(after[0]) if after else None
            return (before, quote) if quote and after == quote else (before,)
        if after is None and (told := self._told_before(draft)) is not None:
            return (told,)
        return (after,) if after else ()

    def _told_before(self, draft: _Draft) -> Span | None:
        """桥年内通车,方临补充说。: the sentence ends with who said it."""
        cue, subject = draft.cue, draft.subject
        quote = self.reading.quote_from(self.sentence[0])
        if quote and draft is self.drafts[0] and quote[1] <= subject.clause and ends_sentence(self.reading, cue):
            return quote
        if draft is not self.drafts[0] or subject.clause <= self.sentence[0] or not closes(self.reading, cue, subject):
            return None
        if _ABOUT.match(self.reading.open, self.sentence[0]):
            return None
        told = trim(self.reading, self.sentence[0], subject.clause)
        return told if told is not None and told[1] - told[0] >= _TOLD_MIN_CHARS else None

    def _is_free(self, quote: Span) -> bool:
        """Whether no earlier cue has this quotation for its content."""
        lead = self.reading.open[: quote[0]].rstrip()
        return not lead.endswith((":", ",")) or not any(draft.cue.span[1] <= quote[0] for draft in self.drafts)
