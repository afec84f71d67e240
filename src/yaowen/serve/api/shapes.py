"""What answers look like. Texts carry their exact language; times are UTC; a field that is not known is null."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from yaowen.base.rights import Rights
from yaowen.base.words import Precision, Stance


class Text(Schema):
    """A text and its language, BCP 47; empty where it is not known."""

    text: str
    lang: str


class Names(Schema):
    """A name in the three languages of the interface."""

    zh_hans: str
    zh_hant: str
    en: str


class OutletBrief(Schema):
    """An outlet as lines name it."""

    slug: str
    name: str


class Outlet(OutletBrief):
    """An outlet 媒体. `rights`: how much of its texts is shown here."""

    names: Names
    country: str
    language: str
    home_url: str | None
    url: str
    rights: Rights


class Section(Schema):
    """A section 版面 of the paper."""

    slug: str
    names: Names
    url: str


class ReportBrief(Schema):
    """An article 报道 as a line. `lead`: its beginning as far as its rights go; null where they do not."""

    id: int
    url: str
    original_url: str | None
    headline: Text
    lead: Text | None
    outlet: OutletBrief
    source: Text | None = Field(description="The credited source 来源 where it is another than the outlet.")
    authors: list[str]
    published: datetime
    precision: Precision
    story_id: int | None


class Report(ReportBrief):
    """An article. `paragraphs`: all of its text where `complete`, else an excerpt, or nothing."""

    paragraphs: list[Text]
    complete: bool
    rights: Rights
    copy_of: int | None = Field(description="The article that this one is a near-copy 转载 of.")
    statements: list[Statement]
    picture: str | None


class Statement(Schema):
    """Who says what. `words`: null where the rights forbid to quote them."""

    speaker: Text
    stance: Stance
    mode: Literal["quote", "paraphrase", "both"]
    words: Text | None
    article_id: int
    outlet: str


class StoryBrief(Schema):
    """A story 新闻事件 as a line: its headline and lead are those of the article that stands for it."""

    id: int
    url: str
    headline: Text
    lead: Text | None
    outlet: OutletBrief
    language: str
    section: str | None
    first_at: datetime
    last_at: datetime
    outlets: int = Field(description="That carry it, copies included.")
    origins: int = Field(description="That tell it in words of their own.")
    picture: str | None


class StoryLink(Schema):
    """Another story that this one leads to."""

    id: int
    url: str
    headline: Text
    relation: Literal["earlier", "later", "other language"]


class Story(StoryBrief):
    """A story with its reports, earliest first, and who says what in them."""

    reports: list[ReportBrief]
    statements: list[Statement]
    related: list[StoryLink]


class Standing(Schema):
    """A line of the ranking. `story`: null where an operator has hidden it, or it was taken down since."""

    rank: int
    rank_before: int | None = Field(description="An hour earlier; null for one that was not in the list.")
    readers: int
    reason: Literal["readers", "coverage"] = Field(description="`coverage`: too few readers yet to count.")
    story: StoryBrief | None
    empty: Literal["hidden", "gone"] | None


class Ranking(Schema):
    """The 24-hour ranking 24小时新闻排行榜 at a minute."""

    at: datetime | None
    stamp: str | None = Field(
        description="2025-01-17T09 or 2025-01-17 where it is a kept one; null for the running one."
    )
    standings: list[Standing]


class Stories(Schema):
    """A page of stories. `next`: the address of the next page; null on the last one."""

    items: list[StoryBrief]
    next: str | None


class Reports(Schema):
    """A page of articles. `next`: as in `Stories`."""

    items: list[ReportBrief]
    next: str | None


class Found(Schema):
    """Articles that answer a query. `capped`: there are more than `total`, of which the latest were kept."""

    items: list[ReportBrief]
    next: str | None
    total: int
    capped: bool


class Outlets(Schema):
    """All outlets, by their slugs."""

    items: list[Outlet]


class Sections(Schema):
    """The sections that have a story, in the order of the paper."""

    items: list[Section]


class Index(Schema):
    """Where the lists are."""

    name: str
    documentation: str
    links: dict[str, str]


class ProblemShape(Schema):
    """An error (RFC 9457). `detail` says what to do."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
