"""From the stores of earlier stages to the material of pages, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from yaowen.base.words import Mode, Precision, SpeakerKind, Stance
from yaowen.collect.store import OutletView, hash_address, load_outlets, load_pictures, shown_by_hash
from yaowen.extract.store import (
    StoredArticle,
    StoredClaim,
    StoredMoment,
    StoredRevision,
    load_articles,
    load_claims,
    load_moments,
    load_revisions,
    text_pictures_of,
)
from yaowen.group.store import SET_ASIDE, StoredStory, load_linked, load_related, load_stories, members_of
from yaowen.names.store import NameView, names_of
from yaowen.render.rules.material import (
    Carrier,
    Dated,
    Event,
    Former,
    LinkedStory,
    Named,
    Picture,
    RelatedStory,
    Report,
    Statement,
)

_LEAST_CONFIDENCE = 0.3
"""Claims below this are not shown to readers."""


def load_carriers() -> dict[int, Carrier]:
    """All outlets by id, as pages name them."""
    return {view.id: carrier_of(view) for view in load_outlets().values()}


def carrier_of(view: OutletView) -> Carrier:
    """An outlet as pages name it."""
    names = (view.name_hans, view.name_hant, view.name_en)
    return Carrier(view.id, view.slug, names, view.language, view.country, view.home_url, view.grant)


class EventShelf:
    """Remembers the stories that every edition's lists show, and loads anew what has changed.

    Carries on one worker's knowledge: give it every story that the worker claimed as changed.
    """

    def __init__(self) -> None:
        self._events: dict[int, tuple[StoredStory, Event | None]] = {}
        self._carriers: Mapping[int, Carrier] = {}

    def load(
        self, story_ids: Iterable[int], changed: Iterable[int], carriers: Mapping[int, Carrier]
    ) -> dict[int, Event]:
        """Stories with their reports; only those not known as they stand now are read. The rest is forgotten."""
        if carriers != self._carriers:
            self._events, self._carriers = {}, carriers
        stories = load_stories([*story_ids, *changed])
        renewed = set(changed)
        known = {
            one: self._events[one]
            for one, story in stories.items()
            if one not in renewed and one in self._events and _same(self._events[one][0], story)
        }
        missing = {one: story for one, story in stories.items() if one not in known}
        loaded = make_events(missing, carriers) if missing else {}
        self._events = known | {one: (story, loaded.get(one)) for one, story in missing.items()}
        return {one: event for one, (_, event) in self._events.items() if event is not None}

    def keep(self, events: Iterable[Event]) -> None:
        """Remember stories with more than was known when they were loaded."""
        for event in events:
            if event.id in self._events:
                self._events[event.id] = (self._events[event.id][0], event)


def load_events(story_ids: Iterable[int], carriers: Mapping[int, Carrier]) -> dict[int, Event]:
    """Stories with no more of their reports than lines of a list need: the headline report, without what is said in it.

    All reports of a story are read only where the picture that leads it may be another report's.
    """
    stories = {one: story for one, story in load_stories(list(story_ids)).items() if story.state != SET_ASIDE}
    heads = [story.headline_article_id for story in stories.values() if story.headline_article_id is not None]
    articles = {one: article for one, article in load_articles(heads).items() if article.state != "withdrawn"}
    pictures = _load_pictures(articles.values(), carriers)
    may_have_others = any(one.grant.pictures for one in carriers.values())
    made: dict[int, Event] = {}
    for one, story in stories.items():
        article = articles.get(story.headline_article_id or 0)
        if article is not None and article.outlet_id in carriers and (article.id in pictures or not may_have_others):
            report = report_of(article, carriers[article.outlet_id])
            made[one] = event_of(story, [replace(report, picture=pictures.get(article.id))])
    rest = {one: story for one, story in stories.items() if one not in made}
    return made | (make_events(rest, carriers, facts=False) if rest else {})


def make_events(
    stories: Mapping[int, StoredStory], carriers: Mapping[int, Carrier], *, facts: bool = True
) -> dict[int, Event]:
    """Stories with their reports; without a shown report, or set aside, none.

    Eleven queries, two without `facts`; one more where an outlet allows pictures, two more where it allows all of its
    texts beside them, three each where stories are linked.
    """
    stories = {one: story for one, story in stories.items() if story.state != SET_ASIDE}
    members = members_of(list(stories))
    ids = [member.article_id for group in members.values() for member in group]
    articles = {one: article for one, article in load_articles(ids).items() if article.state != "withdrawn"}
    claims = load_claims(list(articles)) if facts else {}
    moments = load_moments(list(articles)) if facts else {}
    revisions = load_revisions(list(articles)) if facts else {}
    related = _load_related(stories) if facts else {}
    linked = _load_linked(stories) if facts else {}
    pictures = _load_pictures(articles.values(), carriers)
    in_texts = _load_text_pictures(articles, carriers)

    def reports(story_id: int) -> Iterator[Report]:
        for member in members.get(story_id, []):
            article = articles.get(member.article_id)
            if article is not None and article.outlet_id in carriers:
                said, dated = claims.get(article.id, []), moments.get(article.id, [])
                report = report_of(article, carriers[article.outlet_id], member.copy_of, said, dated)
                if article.id in revisions:
                    report = replace(report, former=tuple(map(_former, revisions[article.id])))
                if article.id in in_texts:
                    report = replace(report, pictures=in_texts[article.id])
                yield replace(report, picture=pictures[article.id]) if article.id in pictures else report

    made = {story_id: tuple(reports(story_id)) for story_id in stories}
    named = load_named(articles) if facts else {}
    return {
        story_id: replace(
            event_of(stories[story_id], shown),
            related=related.get(story_id, ()),
            linked=linked.get(story_id, ()),
            named={report.id: named[report.id] for report in shown if report.id in named},
        )
        for story_id, shown in made.items()
        if shown
    }


def load_named(article_ids: Iterable[int]) -> dict[int, tuple[Named, ...]]:
    """The names with a page, by article, in the order of first mention. Two queries."""
    return {one: tuple(map(named_of, views)) for one, views in names_of(article_ids).items()}


def named_of(view: NameView) -> Named:
    """A name as pages show it."""
    return Named(view.id, view.zh, view.latin, view.kind, view.printed)


def with_names(events: Iterable[Event]) -> list[Event]:
    """The same stories with the names that their articles are known to mention by now. Two queries."""
    listed = list(events)
    named = load_named(report.id for event in listed for report in event.reports)
    return [
        replace(event, named={report.id: named[report.id] for report in event.reports if report.id in named})
        for event in listed
    ]


def _same(known: StoredStory, now: StoredStory) -> bool:
    """Whether a story stands as it was known, rendered or not."""
    return replace(known, state="") == replace(now, state="")


def event_of(story: StoredStory, reports: Iterable[Report]) -> Event:
    """A story with its reports, earliest first."""
    ordered = tuple(sorted(reports, key=lambda report: (report.published, report.id)))
    return Event(
        story.id, story.language, story.headline_article_id or ordered[0].id, story.first_at, story.last_at,
        max(story.outlets, 1), max(story.origins, 1), ordered, story.peak_at,
    )  # fmt: skip


def report_of(
    article: StoredArticle,
    carrier: Carrier,
    copy_of: int | None = None,
    claims: Iterable[StoredClaim] = (),
    moments: Iterable[StoredMoment] = (),
) -> Report:
    """An article as a report of its story."""
    return Report(
        id=article.id,
        carrier=carrier,
        url=article.url,
        headline=article.headline,
        source=article.source,
        authors=tuple(article.authors),
        published=article.published,
        precision=cast("Precision", article.precision),
        first_seen=article.first_seen,
        language=article.language,
        blocks=tuple(article.blocks),
        lowered=article.lowered,
        copy_of=copy_of,
        statements=tuple(_statement(claim) for claim in claims if claim.confidence >= _LEAST_CONFIDENCE),
        dates=tuple(Dated(moment.text, moment.value, moment.sentence) for moment in moments),
    )


def _load_pictures(articles: Iterable[StoredArticle], carriers: Mapping[int, Carrier]) -> dict[int, Picture]:
    """The lead pictures that the edition holds, by article; asked for only where an outlet allows any."""
    allowed = {one.id for one in carriers.values() if one.grant.pictures}
    led = {one.page_id: one for one in articles if one.outlet_id in allowed and one.image and one.page_id is not None}
    views = load_pictures(led) if led else {}
    return {
        led[page_id].id: Picture(
            view.name, view.width, view.height, view.tone, view.files, led[page_id].image_caption,
            led[page_id].image_credit,
        )
        for page_id, view in views.items()
    }  # fmt: skip


def _load_text_pictures(
    articles: Mapping[int, StoredArticle], carriers: Mapping[int, Carrier]
) -> dict[int, tuple[tuple[str, Picture], ...]]:
    """The pictures in texts that the edition holds, by article; asked for only where an outlet allows all."""
    allowed = {one.id for one in carriers.values() if one.grant.pictures and one.grant.rights == "full"}
    ids = text_pictures_of([one.id for one in articles.values() if one.outlet_id in allowed]) if allowed else {}
    views = shown_by_hash(one for some in ids.values() for one in some) if ids else {}
    found: dict[int, tuple[tuple[str, Picture], ...]] = {}
    for article_id, picture_ids in ids.items():
        held = dict(views[one] for one in picture_ids if one in views)
        addresses = {block.address for block in articles[article_id].blocks if block.kind == "picture"}
        found[article_id] = tuple(
            (address, Picture(view.name, view.width, view.height, view.tone, view.files))
            for address in sorted(addresses)
            if (view := held.get(hash_address(address))) is not None
        )
    return found


def _load_related(stories: Iterable[int]) -> dict[int, tuple[RelatedStory, ...]]:
    """What went before each story and what followed it, by its headline as it reads now."""
    links = load_related(stories)
    heads = {link.story.headline_article_id or 0 for each in links.values() for link in each}
    articles = load_articles(heads) if heads else {}

    def shown(story_id: int) -> Iterator[RelatedStory]:
        for link in links[story_id]:
            article = articles.get(link.story.headline_article_id or 0)
            if article is not None and article.state != "withdrawn":
                yield RelatedStory(
                    link.story.id, article.headline, article.language, link.story.first_at, link.story.outlets,
                    link.later,
                )  # fmt: skip

    return {story_id: tuple(shown(story_id)) for story_id in links}


def _load_linked(stories: Iterable[int]) -> dict[int, tuple[LinkedStory, ...]]:
    """What tells each story's event in other languages, by its headline as it reads now."""
    links = load_linked(stories)
    heads = {link.story.headline_article_id or 0 for each in links.values() for link in each}
    articles = load_articles(heads) if heads else {}

    def shown(story_id: int) -> Iterator[LinkedStory]:
        for story in (link.story for link in links[story_id]):
            article = articles.get(story.headline_article_id or 0)
            if article is not None and article.state != "withdrawn":
                yield LinkedStory(
                    story.id, story.language, article.headline, article.language, story.first_at, story.outlets
                )

    return {story_id: tuple(shown(story_id)) for story_id in links}


def _former(revision: StoredRevision) -> Former:
    return Former(revision.until, revision.headline if "headline" in revision.changed else "")


def _statement(claim: StoredClaim) -> Statement:
    return Statement(
        claim.place, claim.paragraph, claim.speaker_span, claim.cue_span, claim.content_spans,
        claim.resolved or claim.speaker, claim.cue, claim.content, cast("Stance", claim.stance),
        cast("Mode", claim.mode), cast("SpeakerKind", claim.speaker_kind), claim.within, claim.confidence,
    )  # fmt: skip
