"""What pages are made of: stories with their reports, as plain dataclasses filled from the stores of earlier stages.

Statements, reports and events are equal only to themselves: what is found out about one is remembered for it
(`lru_cache`) without comparing texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from yaowen.base.addresses import PathLanguage
from yaowen.base.rights import Grant
from yaowen.base.words import Block, Mode, Precision, Span, SpeakerKind, Stance


@dataclass(frozen=True, slots=True)
class Carrier:
    """An outlet as pages name it. `names` in the order zh-Hans, zh-Hant, en."""

    id: int
    slug: str
    names: tuple[str, str, str]
    language: str
    country: str
    home_url: str
    grant: Grant

    def name(self, language: PathLanguage) -> str:
        """The outlet's name in a language."""
        place = ("zh-hans", "zh-hant", "en").index(language)
        return self.names[place] or self.names[0] or self.slug


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A claim 说法 of a report. Spans count in characters of its paragraph; texts are copies of them."""

    place: int
    paragraph: int
    speaker_span: Span | None
    cue_span: Span | None
    content_spans: tuple[Span, ...]
    speaker: str
    cue: str
    content: str
    stance: Stance
    mode: Mode
    speaker_kind: SpeakerKind = "unknown"
    within: int | None = None
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Dated:
    """A resolved time expression: as printed, its value (2024-07, 2024-07-15T09:30, P20Y, A/B), its sentence."""

    text: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture that leads a report, as the edition holds it.

    Attributes:
        name: what its files' addresses begin with.
        width: of the original in pixels. So is `height`.
        tone: its average colour, `#rrggbb`.
        files: (width, height, kind) of each file, kind `webp` or `jpeg`.
        caption: as printed; empty where none was. `credit`: who is credited for it.
    """

    name: str
    width: int
    height: int
    tone: str
    files: tuple[tuple[int, int, str], ...]
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Former:
    """A change of a report by its outlet, seen at `at` (news time). `headline`: the former one, where that changed."""

    at: datetime
    headline: str


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """One article of a story.

    Attributes:
        source: the credited source 来源 as printed; empty where none is credited.
        first_seen: when we first saw it, news time.
        language: BCP 47 of the text; empty when unknown.
        copy_of: the article that this one is a near-copy 转载 of.
        former: what the outlet has changed of it, the oldest first.
        pictures: those that stand in its text and are ours to show, each with the address that the text has for it.
    """

    id: int
    carrier: Carrier
    url: str
    headline: str
    source: str
    authors: tuple[str, ...]
    published: datetime
    precision: Precision
    first_seen: datetime
    language: str
    blocks: tuple[Block, ...]
    lowered: bool = False
    copy_of: int | None = None
    statements: tuple[Statement, ...] = ()
    dates: tuple[Dated, ...] = ()
    picture: Picture | None = None
    former: tuple[Former, ...] = ()
    pictures: tuple[tuple[str, Picture], ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedStory:
    """A story that went before another 前情 or, `later`, followed it 后续. `at`: its first report."""

    id: int
    headline: str
    language: str
    at: datetime
    outlets: int
    later: bool


@dataclass(frozen=True, slots=True)
class LinkedStory:
    """A story in another language that tells the same event. `family`: its language; `at`: its first report."""

    id: int
    family: str
    headline: str
    language: str
    at: datetime
    outlets: int


@dataclass(frozen=True, slots=True)
class Named:
    """A person, place or organisation with a page.

    Attributes:
        zh: the spelling kept, simplified; `latin` may be empty.
        printed: how the article prints it that mentions it.
    """

    id: int
    zh: str
    latin: str
    kind: str
    printed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """A story with its reports, earliest first. `reports` is never empty.

    Attributes:
        outlets: that carry it, copies included; `origins`: that tell it in words of their own.
        peak_at: beginning of the hour with most reports.
        related: what went before and what followed, by time.
        linked: what tells the same event in other languages, by language.
        named: names with a page, by article, in the order of first mention.
    """

    id: int
    language: str
    headline_id: int
    first_at: datetime
    last_at: datetime
    outlets: int
    origins: int
    reports: tuple[Report, ...]
    peak_at: datetime | None = None
    related: tuple[RelatedStory, ...] = ()
    linked: tuple[LinkedStory, ...] = ()
    named: Mapping[int, tuple[Named, ...]] = field(default_factory=dict)

    @property
    def headline_report(self) -> Report:
        """The report whose headline stands for the story."""
        return next((report for report in self.reports if report.id == self.headline_id), self.reports[0])
