"""From the material of pages to what the API tells of it: the same rights function decides what may be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from yaowen.base import addresses
from yaowen.base.addresses import PathLanguage
from yaowen.base.words import Mode
from yaowen.render.rules.lines import credited_source, lead_of
from yaowen.render.rules.links import is_web_address
from yaowen.render.rules.material import Carrier, Event, LinkedStory, RelatedStory, Report
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.pictures import picture_of_event, picture_path
from yaowen.render.rules.sections import TITLES
from yaowen.render.rules.sections import Section as Slug
from yaowen.render.rules.shown import Words, decide_quotable, own_path_language, show
from yaowen.render.rules.site import Site
from yaowen.render.rules.voices import gather_voices
from yaowen.serve.api import shapes

_MODES: dict[Mode, Literal["quote", "paraphrase", "both"]] = {"q": "quote", "p": "paraphrase", "m": "both"}
MOST_STATEMENTS = 200


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells things in a script.

    Attributes:
        script: `zh-hans` or `zh-hant` converts Chinese for display; `en`: every text as it is.
    """

    site: Site
    script: PathLanguage

    @property
    def naming(self) -> PathLanguage:
        """The language that outlets are named in: the site's own where texts stand as they are."""
        return self.site.default_language if self.script == "en" else self.script

    def story(self, event: Event, section: str | None) -> shapes.StoryBrief:
        """A story as a line."""
        return shapes.StoryBrief(**self._story(event, section))

    def whole_story(self, event: Event, section: str | None) -> shapes.Story:
        """A story with all that its page tells."""
        said = [one for voice in gather_voices(event) for one in voice.said][:MOST_STATEMENTS]
        related = [self._link(one, "later" if one.later else "earlier") for one in event.related]
        return shapes.Story(
            **self._story(event, section),
            reports=[self.report(one, event.id) for one in event.reports],
            statements=[self._statement(one.report, one.report.statements.index(one.statement)) for one in said],
            related=[*related, *(self._link(one, "other language") for one in event.linked)],
        )

    def report(self, report: Report, story_id: int | None) -> shapes.ReportBrief:
        """An article as a line."""
        return shapes.ReportBrief(**self._report(report, story_id))

    def whole_report(self, report: Report, story_id: int | None) -> shapes.Report:
        """An article with as much of its text as its rights allow."""
        quotable = decide_quotable(report)
        shown, grant = quotable.shown, report.carrier.grant
        lowered = grant.lowered or report.lowered
        picture = report.picture if shown.pictures else None
        return shapes.Report(
            **self._report(report, story_id),
            paragraphs=[self._text(show(self.script, one, report.language)) for one in shown.paragraphs],
            complete=shown.full,
            rights="headline" if lowered else grant.rights,
            copy_of=report.copy_of,
            statements=[
                self._statement(report, place)
                for place, one in enumerate(report.statements)
                if shown.voices and one.speaker and place in quotable.statements
            ],
            picture=self.site.url + picture_path(picture) if picture else None,
        )

    def outlet(self, carrier: Carrier) -> shapes.Outlet:
        """An outlet."""
        hans, hant, english = (carrier.name(one) for one in addresses.PATH_LANGUAGES)
        grant = carrier.grant
        return shapes.Outlet(
            slug=carrier.slug, name=carrier.name(self.naming), country=carrier.country, language=carrier.language,
            names=shapes.Names(zh_hans=hans, zh_hant=hant, en=english), home_url=_web(carrier.home_url),
            url=self.site.url + addresses.outlet(self.site.default_language, carrier.slug),
            rights="headline" if grant.lowered else grant.rights,
        )  # fmt: skip

    def section(self, slug: Slug) -> shapes.Section:
        """A section."""
        hans, hant, english = (phrase(one, TITLES[slug]) for one in addresses.PATH_LANGUAGES)
        url = f"{self.site.url}/{self.site.default_language}/section/{slug}/"
        return shapes.Section(slug=slug, names=shapes.Names(zh_hans=hans, zh_hant=hant, en=english), url=url)

    def _story(self, event: Event, section: str | None) -> dict[str, Any]:
        report = event.headline_report
        picture = picture_of_event(self.script, event)
        return {
            "id": event.id,
            "url": self._address(addresses.story, event.id, report.language),
            "headline": self._text(show(self.script, report.headline, report.language)),
            "lead": self._text_or_none(lead_of(self.script, report)),
            "outlet": self._brief(report.carrier),
            "language": event.language,
            "section": section,
            "first_at": event.first_at,
            "last_at": event.last_at,
            "outlets": event.outlets,
            "origins": event.origins,
            "picture": self.site.url + picture.src if picture else None,
        }

    def _report(self, report: Report, story_id: int | None) -> dict[str, Any]:
        return {
            "id": report.id,
            "url": self._address(addresses.article, report.id, report.language),
            "original_url": _web(report.url),
            "headline": self._text(show(self.script, report.headline, report.language)),
            "lead": self._text_or_none(lead_of(self.script, report)),
            "outlet": self._brief(report.carrier),
            "source": self._text_or_none(credited_source(self.script, report)),
            "authors": list(report.authors),
            "published": report.published,
            "precision": report.precision,
            "story_id": story_id,
        }

    def _statement(self, report: Report, place: int) -> shapes.Statement:
        one = report.statements[place]
        quoted = place in decide_quotable(report).statements and bool(one.content)
        return shapes.Statement(
            speaker=self._text(show(self.script, one.speaker, report.language)), stance=one.stance,
            mode=_MODES[one.mode], article_id=report.id, outlet=report.carrier.name(self.naming),
            words=self._text(show(self.script, one.content, report.language)) if quoted else None,
        )  # fmt: skip

    def _link(
        self, one: RelatedStory | LinkedStory, relation: Literal["earlier", "later", "other language"]
    ) -> shapes.StoryLink:
        return shapes.StoryLink(
            id=one.id, url=self._address(addresses.story, one.id, one.language), relation=relation,
            headline=self._text(show(self.script, one.headline, one.language)),
        )  # fmt: skip

    def _brief(self, carrier: Carrier) -> shapes.OutletBrief:
        return shapes.OutletBrief(slug=carrier.slug, name=carrier.name(self.naming))

    def _address(self, of: Callable[[PathLanguage, int], str], number: int, language: str) -> str:
        return self.site.url + of(own_path_language(language, self.site.default_language), number)

    def _text(self, words: Words) -> shapes.Text:
        return shapes.Text(text=words.text, lang=words.lang)

    def _text_or_none(self, words: Words | None) -> shapes.Text | None:
        return self._text(words) if words else None


def _web(address: str) -> str | None:
    return address if is_web_address(address) else None
