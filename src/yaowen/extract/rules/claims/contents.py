"""What is said: the stretches of text that belong to a cue."""

from __future__ import annotations

import re

from yaowen.base.words import Mode, Span
from yaowen.extract.rules.claims.cues import Cue
from yaowen.extract.rules.reading import Reading

_LEAD = re.compile(r"(?:了|过|道|的(?=[:,]))?\s*(?:[(\[]\ue000*[)\]]\s*(?=[,:]))?(?:[,:]|[—―–]{1,2}(?=\s*“))?\s*")
_FULL_STOPS = "。!?;,:、 \n"
_OBJECT = re.compile(r"(?:^|[,\s\ue000]|[^,;:]*?)(?P<prep>对于?|就|向)(?P<object>[^,;:]+?)(?:的?问题)?$")
TOLD_TO = frozenset({"告诉", "告知", "表达", "通知"})
"""Cues with a word between them and the comma before their content."""
_TOLD = re.compile(r"[^,:。;]{0,30}[,:]\s*")
_OBJECT_THEN = re.compile("[了过][^,:。;]{2,40}:\\s*(?=“)")
_JUDGED = re.compile(
    "[,;](?:但是?|然而)(?:此|该|这|他们|她们|它|法院|法官|警方|当局|对方)[^,;]{0,8}却|[,;](?:但是?|不过|然而|可是|只是)(?:这|该|此|上述|相关)(?:[一个种项番些])*(?:说法|说辞|指控|主张|言论|观点|数字|消息|声称|论调|理由|解释|看法|预测|结论)"
)
"""…,但这个说法并无根据: the outlet speaks again."""
_WORD_MAX_CHARS = 10
_GAP_MAX_CHARS = 30
"""Farther apart, two quotations are no one statement."""
_LATIN_NAME = re.compile(r"[A-Za-z0-9 .&'-]+$")


def content_after(reading: Reading, cue: Cue, end: int) -> Span | None:
    """From the cue (告诉: from the comma after who is told) to `end`, without the marks at both ends."""
    lead = _LEAD.match(reading.open, cue.span[1], end)
    start = lead.end() if lead else cue.span[1]
    if cue.word in TOLD_TO and (told := _TOLD.match(reading.open, cue.span[1], end)):
        start = told.end()
    judged = _JUDGED.search(reading.open, start, end)
    end = judged.start() if judged else end
    spoken = object_then_quote(reading, cue)
    if spoken is not None and spoken[1] <= end:
        return spoken
    quote = reading.quote_from(start)
    if quote is not None and quote[1] <= end and start == cue.span[1] and _is_word_alone(reading, quote, end):
        return quote
    if quote is not None and quote[1] <= end and _is_whole_speech(reading, quote, end):
        return quote
    return trim(reading, start, end)


def _is_word_alone(reading: Reading, quote: Span, end: int) -> bool:
    """声称“零确诊”,上月…: a quoted word right behind the cue, and a new clause behind it."""
    return quote[1] - quote[0] <= _WORD_MAX_CHARS and reading.open.startswith((",", ";"), quote[1], end)


def _is_whole_speech(reading: Reading, quote: Span, end: int) -> bool:
    """A quotation that stands for the whole statement: nothing but a mark or a new clause follows it."""
    after = reading.open[quote[1] : end].strip()
    if not after or after in _FULL_STOPS:
        return True
    last = trim(reading, quote[1], end)
    second = reading.quote_to(last[1]) if last else None
    if second is not None and second[0] - quote[1] <= _GAP_MAX_CHARS:
        return False
    inside = reading.folded[quote[1] - 2]
    return (after[0] in ",;" and quote[1] - quote[0] > 12) or inside in "。!?"


def object_then_quote(reading: Reading, cue: Cue) -> Span | None:
    """分析了制度的残酷性:“…”: the quotation behind what is spoken of and a colon."""
    match = _OBJECT_THEN.match(reading.open, cue.span[1]) if cue.frame == "speech" and cue.bound else None
    return reading.quote_from(match.end()) if match else None


def content_before(reading: Reading, clause: int, floor: int) -> Span | None:
    """A quotation that ends where the speaker's clause begins: “…”,他说."""
    place = clause
    while place > floor and reading.open[place - 1] in ", \n\u3000:—":
        place -= 1
    quote = reading.quote_to(place)
    return quote if quote is not None and quote[1] - quote[0] > 3 else None


def object_before(reading: Reading, start: int, cue: Cue) -> Span | None:
    """X in 对X表示赞赏."""
    match = _OBJECT.match(reading.open, start, cue.span[0])
    return (match.start("object"), match.end("object")) if match else None


def trim(reading: Reading, start: int, end: int) -> Span | None:
    """A stretch without blanks and full stops at its ends; None where nothing is left."""
    while end > start and reading.open[end - 1] in _FULL_STOPS:
        end -= 1
    while start < end and reading.open[start] in ",:、 \n":
        start += 1
    return (start, end) if start < end else None


def decide_mode(reading: Reading, content: tuple[Span, ...]) -> Mode:
    """Q where every stretch is a quotation, m where one holds quoted speech, p otherwise."""
    if content and all(reading.quote_from(start) == (start, end) for start, end in content):
        return "q"
    if len(content) == 1 and _is_open_quote(reading, *content[0]):
        return "q"
    inside = [quote for quote in reading.quotes if any(start <= quote[0] and quote[1] <= end for start, end in content)]
    return "m" if any(_is_speech(reading, quote) for quote in inside) else "p"


def _is_open_quote(reading: Reading, start: int, end: int) -> bool:
    """A quotation that goes on in the next paragraph: its mark is not closed in this one."""
    return reading.folded[start] == "“" and "”" not in reading.folded[start:end]


def _is_speech(reading: Reading, quote: Span) -> bool:
    """Not a name in Latin letters, nor one of a row of words in scare quotes."""
    inner = reading.folded[quote[0] + 1 : quote[1] - 1]
    neighbours = reading.quote_from(quote[1]) or reading.quote_to(quote[0])
    return len(inner) > 1 and not _LATIN_NAME.match(inner) and not (neighbours and len(inner) <= 4)
