"""An address that an operator names → the sources behind it, each really asked. Nothing is written."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings

from yaowen.base.clock import real_now
from yaowen.base.guard import Guard, GuardError
from yaowen.collect.feeds import ACCEPT, PARSE_SECONDS
from yaowen.collect.fetcher import fetch_all, limits_of
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.discovery import (
    Candidate,
    PageSurvey,
    Source,
    Way,
    decide_winner,
    maps_in_robots,
    rank_sources,
    survey_answer,
    well_known,
    well_known_maps,
)
from yaowen.collect.rules.feeds.parsed import FeedProblem, ParsedFeed
from yaowen.collect.rules.fetching import FetchFailure, FetchReason, FetchRequest, FetchResult, say_failure
from yaowen.collect.rules.health import find_trouble, judge_body, say_hostile
from yaowen.collect.rules.lists.propose import Proposal
from yaowen.collect.rules.robots import is_allowed, read_answer, robots_address

MOST_ASKED = 12
"""Candidates asked of one page; robots.txt files and the page itself come on top."""
MOST_MAPS = 3
LONGEST_PAUSE_SECONDS = 2.0
_PAGE_ACCEPT = f"text/html, {ACCEPT}"


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found behind an address.

    Attributes:
        title: what the page calls its site; empty where the address is a feed.
        sources: best first, of those with the same items only the best.
        winner: the one that needs no choice; None where the operator has to choose, or nothing was found.
        proposals: link patterns of the page itself, best first.
        asked: how many addresses were fetched.
        message: why the address itself is no source: a sentence for the operator; empty where it is one.
    """

    url: str
    title: str = ""
    sources: tuple[Source, ...] = ()
    winner: Source | None = None
    proposals: tuple[Proposal, ...] = ()
    asked: int = 0
    message: str = ""


def discover_sources(url: str, private_origin: str = "", *, page_only: bool = False) -> Discovery:
    """Find the sources of a feed's, sitemap's, home page's or section page's address.

    Args:
        private_origin: the `host:port` that may lie in a private network; empty for none.
        page_only: look at the page's own links, ask for nothing else.
    """
    asker = _Asker(private_origin)
    try:
        given = asker.ask(Candidate(url, Way.GIVEN))
        if isinstance(given, ParsedFeed):
            source = Source(url, Way.GIVEN, given)
            return Discovery(url, sources=(source,), winner=source, asked=asker.asked)
        if isinstance(given, str):
            return Discovery(url, asked=asker.asked, message=given)
        sources = () if page_only else rank_sources(_ask_candidates(asker, given, url))
        winner = decide_winner(sources) if sources else None
        return Discovery(url, given.title, sources, winner, given.proposals, asker.asked, asker.said_of_page)
    finally:
        asker.close()


@dataclass(slots=True)
class _Asker:
    """Asks one address after the other, as a polite reader: robots.txt heard, a pause between two requests.

    `said_of_page`: what is to be said of the given address where it is a page.
    """

    private_origin: str
    asked: int = 0
    said_of_page: str = ""
    _robots: dict[str, str | FetchFailure] = field(default_factory=dict)
    _asked_at_seconds: dict[str, float] = field(default_factory=dict)
    _child: Guard[[bytes, str | None, str], ParsedFeed | PageSurvey | FeedProblem] = field(
        default_factory=lambda: Guard(survey_answer)
    )

    def ask(self, candidate: Candidate) -> ParsedFeed | PageSurvey | str:
        """A source, a page, or a sentence that says why it is neither."""
        robots = self.robots_of(candidate.url)
        if isinstance(robots, FetchFailure):
            return say_failure(candidate.url, robots.reason)
        if not is_allowed(robots, candidate.url):
            return say_failure(candidate.url, FetchReason.ROBOTS)
        result = self._fetch(candidate.url, _PAGE_ACCEPT if candidate.way is Way.GIVEN else ACCEPT)
        if trouble := find_trouble("The address", result, real_now()):
            return trouble.message
        assert not isinstance(result, FetchFailure), "a failure is trouble"
        try:
            found = self._child.call(PARSE_SECONDS, result.body, result.charset, result.final_url)
        except GuardError as problem:
            return say_hostile("The address", candidate.url, str(problem)).message
        if isinstance(found, FeedProblem):
            return judge_body("The address", result, found).message
        if isinstance(found, PageSurvey) and candidate.way is Way.GIVEN:
            self.said_of_page = judge_body("The address", result, FeedProblem.HTML).message
        return found

    def robots_of(self, url: str) -> str | FetchFailure:
        """The robots.txt of an address's host, asked for once."""
        host = origin_of(url)
        if host not in self._robots:
            self._robots[host] = read_answer(self._fetch(robots_address(url), "text/plain, */*;q=0.5"))
        return self._robots[host]

    def close(self) -> None:
        """End the child."""
        self._child.close()

    def _fetch(self, url: str, accept: str) -> FetchResult:
        host = origin_of(url)
        if host != self.private_origin and host in self._asked_at_seconds:
            pause = min(settings.YAOWEN.decimal("HOST_DELAY_SECONDS"), LONGEST_PAUSE_SECONDS)
            time.sleep(max(0.0, self._asked_at_seconds[host] + pause - time.monotonic()))
        request = FetchRequest(url, self.private_origin, accept=accept)
        ((_, result),) = fetch_all({0: request}, limits_of(settings.YAOWEN))
        self._asked_at_seconds[host] = time.monotonic()
        self.asked += 1
        return result


def _ask_candidates(asker: _Asker, page: PageSurvey, url: str) -> list[Source]:
    """What the page links, then what robots.txt names; well-known addresses only where these gave nothing."""
    found = _ask_all(asker, page.candidates, MOST_ASKED, follow=True)
    robots = asker.robots_of(url)
    maps = maps_in_robots(robots, url) if isinstance(robots, str) else ()
    known = {source.url for source in found}
    left = MOST_ASKED - len(page.candidates[:MOST_ASKED])
    found += _ask_all(asker, [one for one in maps if one.url not in known], min(MOST_MAPS, max(1, left)))
    if not any(source.tier == 0 for source in found):
        found += _ask_all(asker, well_known(url), MOST_ASKED, until_found=True)
    if not found:
        found += _ask_all(asker, well_known_maps(url), MOST_MAPS, until_found=True)
    return found


def _ask_all(
    asker: _Asker, candidates: Iterable[Candidate], most: int, *, follow: bool = False, until_found: bool = False
) -> list[Source]:
    """Ask at most so many; `follow`: a page reached by a word such as RSS订阅 is looked through for feeds, once."""
    waiting, seen, found = deque(candidates), set[str](), list[Source]()
    while waiting and len(seen) < most:
        candidate = waiting.popleft()
        if candidate.url in seen:
            continue
        seen.add(candidate.url)
        answer = asker.ask(candidate)
        if isinstance(answer, ParsedFeed):
            found.append(Source(candidate.url, candidate.way, answer))
            if until_found:
                break
        elif isinstance(answer, PageSurvey) and follow and candidate.way is Way.NAMED:
            waiting.extend(answer.candidates)
            follow = False
    return found
