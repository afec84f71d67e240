"""Whom 他, 报道 and a dropped subject mean: the speakers and subjects met so far."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yaowen.base.text.words import is_listed, tag
from yaowen.base.words import Name, Span, SpeakerKind
from yaowen.extract.rules.claims.kinds import GROUP_PRONOUNS, PERSON_PRONOUNS, PRONOUNS, bare_name, decide_kind
from yaowen.extract.rules.claims.speakers import find_subject
from yaowen.extract.rules.names.surnames import looks_named
from yaowen.extract.rules.names.titles import BODIES, TITLE_INSIDE
from yaowen.extract.rules.reading import Reading, fold_text

_PERSONS: frozenset[SpeakerKind] = frozenset({"person", "official"})
_BODIES: frozenset[SpeakerKind] = frozenset({"organisation", "government"})
_WRITER = frozenset({"我", "我们", "咱们", "你", "您"})
"""The writer and the reader: nobody met in the text."""
_PREPS = ("在", "对", "就", "向", "从", "于")
_BODY_MIN_CHARS = 2
_COMMON_TAGS = frozenset({"n", "vn", "v"})
_THIS = re.compile(r"^(?:该|这家|这个|这所|该家)")
_UNNAMED = re.compile(r"^(?:[该这那在对就向从于]|上述|有关)|[和与、及的]")
"""What is no name: 该公司, 在选举中, 视频和警方."""
_PLURAL_ENDS = (
    "人士",
    "官员",
    "专家",
    "学者",
    "们",
    "网友",
    "民众",
    "居民",
    "等",
    "人员",
    "家属",
    "分析师",
    "者",
    "员",
)
_MANY = re.compile(r"(?:许多|不少|一些|很多|多[名位个家国]|数[名位十百]|[两几]名|有人|有些|部分)")
_CLAUSE_END = re.compile(r"[,;:。!?]")
_OF_OUTLET = re.compile(r"报道|报导|社论|[该文]报|该社|该台|该刊|该媒体|该网站|该文|文章|消息|评论$")
_JOINED = re.compile(r"[和与、及]")
_MAX_SUBJECT_CHARS = 40
_FULL_NAME_MAX_CHARS = 3


def is_pronoun(phrase: str) -> bool:
    """Whether a folded phrase stands for a name said before."""
    return phrase in PRONOUNS


def is_report_noun(phrase: str) -> bool:
    """报道, 该报: the outlet already named; not 声明, 公告, 信中."""
    return len(phrase) <= 4 and bool(_OF_OUTLET.search(phrase))


class Memory:
    """Who was met in the text, as names: the last one of each sort."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._names = {name.zh: name.kind == "person" for name in names if len(name.zh) > 1}
        """Glossed names, and whether they are persons'."""
        self._person: str | None = None
        self._group: str | None = None
        self._agency: str | None = None
        self._last: str | None = None
        self._last_is_body = False
        self._met: dict[str, tuple[SpeakerKind, str]] = {}
        """Folded names with what they are and as they are printed."""

    def name_of(self, text: str, folded: str) -> str:
        """The name inside a speaker phrase: without office, gloss and marks.

        Args:
            text: the phrase as printed.
            folded: the same, folded.
        """
        named = [(self._names[zh], text.rfind(zh) + len(zh), zh) for zh in self._names if zh in text]
        if named:
            return max(named, key=lambda one: (one[0], one[1], len(one[2])))[2]
        bare = bare_name(folded)
        start = max(folded.find(bare), 0)
        for match in TITLE_INSIDE.finditer(bare):
            if len(bare) - match.end() >= 2:
                start = folded.find(bare) + match.end()
        told = bare.rfind("的") + 1
        if told and decide_kind(bare[told:]) in {("person", 2), ("official", 2)} and looks_named(bare[told:]):
            start = max(start, folded.find(bare) + told)
        while start < len(folded) - 2 and folded[start] in "、和与及暨兼,":
            start += 1
        return text[start : max(folded.find(bare), 0) + len(bare)] or text

    def notice(self, name: str, kind: SpeakerKind, folded: str) -> None:
        """A speaker was met."""
        if is_pronoun(bare_name(folded)):
            return
        self._last, self._last_is_body = name, kind in {*_BODIES, "agency"}
        self._meet(folded if len(name) == len(folded) else fold_text(name), kind, name)
        if kind == "agency":
            self._agency = name
        elif bare_name(folded).endswith(_PLURAL_ENDS) or _MANY.match(folded) or kind in {"organisation", "government"}:
            self._group = name
        elif kind in _PERSONS:
            self._person = name

    def _meet(self, folded: str, kind: SpeakerKind, printed: str) -> None:
        if len(folded) > 1 and kind != "unknown" and folded not in BODIES and not _UNNAMED.search(folded):
            self._met.pop(folded, None)
            self._met[folded] = kind, printed

    def kind_of(self, phrase: str) -> SpeakerKind | None:
        """What a folded phrase was when it was met before; common words are met for nothing (迹象)."""
        name = bare_name(phrase)
        if len(name) == 1:
            return self._kind_of_surname(name)
        met = self._met.get(name)
        return None if met is None or (is_listed(name) and tag(name)[0][1] in _COMMON_TAGS) else met[0]

    def whole_name(self, folded: str, span: Span, limit: int) -> int:
        """Where a phrase ends whose last signs begin a name met before that goes on: 部长陈时 + 中.

        Args:
            folded: the paragraph.
            span: the phrase.
            limit: the cue after it.
        """
        for known in reversed(self._met):
            for size in range(min(len(known), span[1] - span[0] + 1) - 1, 0, -1):
                start = span[1] - size
                if start + len(known) <= limit and looks_named(known) and folded.startswith(known, start):
                    return start + len(known)
        return span[1]

    def _kind_of_surname(self, name: str) -> SpeakerKind | None:
        """What 雷 is, where 克里斯托弗·雷 or 雷鸣 was met."""
        for known, (kind, _) in reversed(self._met.items()):
            begins = known[0] == name and len(known) <= _FULL_NAME_MAX_CHARS and kind in _PERSONS
            if begins or known.endswith(f"·{name}"):
                return kind
        return None

    def _body_named(self, phrase: str) -> str | None:
        """The organisation named before that a bare 公司, 该公司, 警方 means: the last one whose name ends so."""
        noun = _THIS.sub("", phrase)
        if noun not in BODIES or len(noun) < _BODY_MIN_CHARS:
            return None
        bodies = ((name, printed) for name, (kind, printed) in reversed(self._met.items()) if kind in _BODIES)
        return next((printed for name, printed in bodies if len(name) > len(noun) and name.endswith(noun)), None)

    def resolve(self, phrase: str) -> str | None:
        """Whom a pronoun, 报道 or a bare 公司 means."""
        if phrase in _WRITER:
            return None
        if phrase in GROUP_PRONOUNS:
            return self._group or self._last
        if phrase in PERSON_PRONOUNS:
            return self._person or (self._last if phrase == "其" or not self._last_is_body else None)
        if is_report_noun(phrase):
            return self._agency
        return self._body_named(phrase)

    @property
    def last(self) -> str | None:
        """The speaker met last."""
        return self._last

    def notice_subject(self, reading: Reading, sentence: Span) -> None:
        """A sentence without claims went by: its subject may be the next 他."""
        mark = _CLAUSE_END.search(reading.open, *sentence)
        end = mark.start() if mark else sentence[1]
        subject = find_subject(reading, sentence[0], end)
        if subject.span is None or subject.sure < 2 or subject.kind == "unknown":
            return
        folded = reading.folded[slice(*subject.span)]
        name = self.name_of(reading.text[slice(*subject.span)], folded)
        self._meet(folded if len(name) == len(folded) else fold_text(name), subject.kind, name)
        if subject.kind not in {*_PERSONS, "agency"}:
            return
        if subject.kind == "agency":
            self._agency = self._agency if _UNNAMED.search(folded) else name
            return
        if folded.startswith((*PRONOUNS, *_PREPS)) or _JOINED.search(folded) or len(folded) > _MAX_SUBJECT_CHARS:
            return
        self._person = self._last = name
        self._last_is_body = False
