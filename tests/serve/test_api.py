"""The JSON API as programs get it, on a database of invented stories."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from render.invented import NOW, carrier, event, many_events, ranking_of, report
from render.rows import save_event
from yaowen.base.rights import EXCERPT_CHARS
from yaowen.base.store import set_fact
from yaowen.extract.models import Article
from yaowen.group.models import Membership, Story
from yaowen.rank.store import save_current, save_frozen
from yaowen.render.models import StoryPlace
from yaowen.render.search.store import SearchText, index_articles
from yaowen.render.store import SECTIONS_SHOWN
from yaowen.serve.api import reading
from yaowen.serve.api.reading import parse_stamp
from yaowen.serve.limits import Buckets
from yaowen.staff.keys import HINT_CHARS, hash_key, new_key
from yaowen.staff.models import ApiKey

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/"


@pytest.fixture(autouse=True)
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the buckets, all full; it stands until a test moves it."""
    now = [0.0]
    monkeypatch.setattr(Buckets, "take", Buckets(lambda: now[0]).take)
    return now


@pytest.fixture
def filled() -> None:
    events = many_events()
    for one in events:
        save_event(one)
    Story.objects.update(state="rendered")
    save_current(ranking_of(events), readers=5)


def get(client: Client, path: str, status: int = 200, **headers: str) -> Any:
    answer = client.get(path if path.startswith(("/", "http")) else ROOT + path, headers=headers)
    assert answer.status_code == status, answer.content
    return json.loads(answer.content) if answer.content else None


def every_page(client: Client, path: str) -> Iterator[dict[str, Any]]:
    following: str | None = path
    while following:
        page = get(client, following)
        yield from page["items"]
        following = page["next"]


def test_the_index_leads_to_every_list(client: Client, filled: None) -> None:
    links = get(client, "")["links"]
    for name, address in links.items():
        get(client, address + ("?q=云港" if name == "search" else ""))


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_pages_of_stories_hold_every_story_once_the_newest_first(client: Client, filled: None, limit: int) -> None:
    found = list(every_page(client, f"stories?limit={limit}"))
    ids = [one["id"] for one in found]
    expected = Story.objects.order_by("-last_at", "-pk").values_list("pk", flat=True)
    assert ids == list(expected)


def test_a_story_that_comes_in_while_one_turns_pages_shifts_no_line(client: Client, filled: None) -> None:
    first = get(client, "stories?limit=5")
    save_event(event(7001, [report(70010, "新的一条", published=NOW)]))
    rest = list(every_page(client, first["next"]))
    assert not {one["id"] for one in rest} & {one["id"] for one in first["items"]}
    assert len(first["items"]) + len(rest) == Story.objects.count() - 1


def test_stories_of_the_same_second_are_turned_one_by_one(client: Client) -> None:
    for number in range(1, 6):
        save_event(event(number, [report(number * 10, published=NOW)]))
    assert [one["id"] for one in every_page(client, "stories?limit=2")] == [5, 4, 3, 2, 1]


def test_stories_are_narrowed_by_section_and_time(client: Client, filled: None) -> None:
    first, second, *_ = Story.objects.order_by("-last_at")
    for story, section in ((first, "tech"), (second, "sport")):
        StoryPlace.objects.create(story_id=story.pk, section=section, day=NOW.date(), last_at=story.last_at)
    set_fact(SECTIONS_SHOWN, "tech sport")
    (only,) = get(client, "stories?section=sport")["items"]
    assert (only["id"], only["section"]) == (second.pk, "sport")
    since = first.last_at.isoformat().replace("+", "%2B")
    assert [one["id"] for one in get(client, f"stories?since={since}")["items"]] == [first.pk]
    assert "tech, sport" in get(client, "stories?section=weather", 404)["detail"]
    assert [one["slug"] for one in get(client, "sections")["items"]] == ["tech", "sport"]


def test_a_story_tells_its_reports_and_who_says_what(client: Client, filled: None) -> None:
    told = get(client, "stories/5")
    assert [one["id"] for one in told["reports"]] == list(
        Membership.objects.filter(story_id=5).order_by("published", "article_id").values_list("pk", flat=True)
    )
    assert any("梁若水" in one["speaker"]["text"] for one in told["statements"])
    assert told["headline"]["lang"] == "zh-Hans"
    assert told["url"].endswith("/zh-hans/story/5/")


def test_chinese_is_converted_only_where_a_script_is_asked_for(client: Client) -> None:
    save_event(event(1, [report(10, "台湾渡轮停航")]))
    plain = get(client, "stories/1")
    assert plain["headline"] == {"text": "台湾渡轮停航", "lang": "zh-Hans"}
    assert plain["outlet"]["name"] == "云港晚报"
    hant = get(client, "stories/1?script=zh-hant")["headline"]
    assert hant["lang"] == "zh-Hant"
    assert "渡輪" in hant["text"]


@pytest.mark.parametrize("rights", ["headline", "excerpt", "full"])
@pytest.mark.parametrize("lowered", [False, True])
def test_no_answer_tells_more_than_the_rights_allow(client: Client, rights: Any, lowered: bool) -> None:
    text = ("港务局周五宣布，渡轮因大风停航三日。" * 20, "结尾另有独家内幕。")
    of = carrier(1, rights)
    save_event(event(1, [replace(report(10, "渡轮停航", text, of), lowered=lowered)]))
    index_articles([SearchText(10, 1, NOW, "渡轮停航", text)])
    told = get(client, "articles/10")
    shown = "".join(one["text"] for one in told["paragraphs"])
    full, nothing = rights == "full" and not lowered, rights == "headline" or lowered
    assert told["complete"] == full
    assert ("独家内幕" in shown) == full
    assert (shown == "") == nothing
    for path in ("articles/10", "stories/1", "stories", "articles", "search?q=内幕"):
        everything = json.dumps(get(client, path), ensure_ascii=False)
        assert ("独家内幕" in everything) == (full and path == "articles/10"), path
        assert ("港务局" in everything) != nothing, path
    if not full:
        assert len(shown) <= EXCERPT_CHARS


def test_a_merged_story_leads_to_its_survivor(client: Client, filled: None) -> None:
    Story.objects.filter(pk=10).update(state="merged", merged_into=5, headline_article_id=None)
    answer = client.get(f"{ROOT}stories/10?script=zh-hant")
    assert (answer.status_code, answer["Location"]) == (301, f"{ROOT}stories/5?script=zh-hant")


def test_what_was_withdrawn_is_gone_at_once(client: Client) -> None:
    save_event(event(1, [report(10)]))
    Article.objects.filter(pk=10).update(state="withdrawn", headline="")
    Story.objects.filter(pk=1).update(state="withdrawn", headline_article_id=None)
    assert get(client, "articles/10", 410)["type"] == "urn:yaowen:problem:gone"
    get(client, "stories/1", 410)
    assert get(client, "articles")["items"] == []


def test_the_ranking_is_told_as_it_stands_and_as_it_stood(client: Client, filled: None) -> None:
    now = get(client, "ranking")
    assert [one["rank"] for one in now["standings"]] == list(range(1, len(now["standings"]) + 1))
    assert now["standings"][0]["story"]["headline"]["text"]
    zone = ZoneInfo("Asia/Shanghai")
    kept = ranking_of(many_events(), parse_stamp("2026-11-23T09", zone)[1])
    hidden, gone = replace(kept.standings[0], hidden=True), replace(kept.standings[1], story_id=999_999)
    save_frozen(["hour"], replace(kept, standings=(hidden, gone, *kept.standings[2:])), 5)
    then = get(client, "ranking/2026-11-23T09")
    assert then["stamp"] == "2026-11-23T09"
    assert then["at"] == "2026-11-23T01:00:00Z"
    first, second, third = then["standings"][:3]
    assert (first["empty"], first["story"], first["readers"]) == ("hidden", None, 0)
    assert (second["empty"], second["story"]) == ("gone", None)
    assert (third["empty"], third["story"]["id"]) == (None, kept.standings[2].story_id)
    assert "was kept" in get(client, "ranking/2026-11-23T08", 404)["detail"]
    get(client, "ranking/2026-11-23", 404)


@pytest.mark.parametrize("stamp", ["now", "2026-13-01", "2026-11-23T24", "2026-11-23T9", "0000-00-00", "9999-12-31"])
def test_a_stamp_that_is_none_is_refused_with_an_example(client: Client, stamp: str) -> None:
    assert "2025-01-17T09" in get(client, f"ranking/{stamp}", 400)["detail"]


def test_search_turns_pages_over_all_that_it_found(client: Client) -> None:
    save_event(event(1, [report(number, f"渡轮停航之{number}", published=NOW - timedelta(hours=number % 3))
                         for number in range(10, 20)]))  # fmt: skip
    index_articles(
        [SearchText(one, 1, NOW - timedelta(hours=one % 3), f"渡轮停航之{one}", ()) for one in range(10, 20)]
    )
    for order in ("newest", "relevance"):
        found = [one["id"] for one in every_page(client, f"search?q=渡轮&limit=3&order={order}")]
        assert sorted(found) == list(range(10, 20))
    first = get(client, "search?q=渡轮&limit=3")
    assert (first["total"], first["capped"]) == (10, False)
    assert get(client, "search?q=云港")["items"] == []
    get(client, "search", 400)


def test_articles_are_listed_by_outlet(client: Client, filled: None) -> None:
    slug = get(client, "outlets")["items"][0]["slug"]
    found = list(every_page(client, f"articles?outlet={slug}&limit=4"))
    assert found
    assert {one["outlet"]["slug"] for one in found} == {slug}
    assert get(client, f"outlets/{slug}")["slug"] == slug
    assert "/api/v1/outlets" in get(client, "articles?outlet=nowhere", 404)["detail"]


@pytest.mark.parametrize(
    "path", ["stories?limit=0", "stories?limit=101", "stories?limit=x", "stories?cursor=***", "stories?cursor=abcd",
             "stories?since=yesterday", "stories?since=0001-01-01T00:00:00%2B14:00", "articles/0",
             "articles/99999999999999999999", "stories?script=en", "search?q=a&order=worst",
             "stories?cursor=" + "a" * 65],
)  # fmt: skip
def test_a_wrong_parameter_is_told_with_what_to_do(client: Client, path: str) -> None:
    told = get(client, path, 400)
    assert told["status"] == 400
    assert told["detail"].endswith(".")
    assert told["instance"].startswith(ROOT)


@pytest.mark.parametrize(
    "path", ["nowhere", "/api/", "/api/v2/stories", "stories/", "articles/77", "outlets/%00", "outlets/%0A", "x%0Ay"]
)
def test_what_is_not_there_is_told_as_a_problem(client: Client, path: str) -> None:
    answer = client.get(path if path.startswith("/") else ROOT + path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_an_answer_that_is_known_is_not_sent_again(client: Client, filled: None) -> None:
    first = client.get(ROOT + "stories")
    again = client.get(ROOT + "stories", headers={"If-None-Match": f'W/"x", W/{first["ETag"]}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    save_event(event(7001, [report(70010, published=NOW)]))
    assert client.get(ROOT + "stories", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_every_answer_may_be_read_from_anywhere_and_frames_nothing(client: Client, filled: None) -> None:
    for path in ("stories", "nowhere", "stories/999"):
        answer = client.get(ROOT + path)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Content-Language"] == "mul"
        assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "Set-Cookie" not in answer


def test_only_reading_is_answered(client: Client, filled: None) -> None:
    answer = client.post(ROOT + "stories")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    head = client.head(ROOT + "stories")
    assert (head.status_code, head.content) == (200, b"")


def test_who_asks_too_often_is_told_when_to_come_back(client: Client, seconds: list[float]) -> None:
    answers = [client.get(ROOT + "sections").status_code for _ in range(121)]
    assert answers == [200] * 120 + [429]
    refused = client.get(ROOT + "sections")
    assert refused["Retry-After"] == "1"
    assert refused["RateLimit-Policy"] == '"anyone";q=120;w=60'
    assert "API key" in json.loads(refused.content)["detail"]
    other = client.get(ROOT + "sections", REMOTE_ADDR="198.51.100.7")
    assert other.status_code == 200
    seconds[0] = 0.5
    assert client.get(ROOT + "sections").status_code == 200


def test_an_address_of_ipv6_counts_with_its_network(client: Client) -> None:
    for number in range(120):
        assert client.get(ROOT + "sections", REMOTE_ADDR=f"2001:db8:1:2::{number:x}").status_code == 200
    assert client.get(ROOT + "sections", REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert client.get(ROOT + "sections", REMOTE_ADDR="2001:db8:1:3::1").status_code == 200


def make_key(a_minute: int = 2) -> str:
    text = new_key()
    ApiKey.objects.create(name="a reader's app", hint=text[:HINT_CHARS], hash=hash_key(text), a_minute=a_minute,
                          made_at=NOW, made_by="mei")  # fmt: skip
    return text


def test_a_key_has_a_bucket_of_its_own_until_it_is_closed(client: Client) -> None:
    key = make_key()
    headers = {"Authorization": f"Bearer {key}"}
    answers = [client.get(ROOT + "sections", headers=headers) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"key";q=2;w=60'
    assert client.get(ROOT + "sections").status_code == 200
    ApiKey.objects.update(closed_at=NOW)
    assert client.get(ROOT + "sections", headers=headers).status_code == 401


@pytest.mark.parametrize("given", ["Bearer wrong", "Bearer ", "Basic bWVp", "Bearer " + "x" * 101, "Bearer \x80\xff"])
def test_a_key_that_is_none_is_refused(client: Client, given: str) -> None:
    refused = client.get(ROOT + "sections", HTTP_AUTHORIZATION=given)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="api"')


def test_a_list_asks_the_database_as_often_however_long_it_is(client: Client, filled: None) -> None:
    for path in ("stories?limit={}", "articles?limit={}"):
        asked = []
        for limit in (2, 20):
            with CaptureQueriesContext(connection) as told:
                get(client, path.format(limit))
            asked.append(len(told))
        assert asked[0] == asked[1] <= 12, path


def test_while_the_database_is_away_a_problem_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(reading, "load_carriers", away)
    answer = client.get(ROOT + "outlets")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_the_description_names_every_operation(client: Client) -> None:
    told = get(client, "openapi.json")
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == {
        ROOT + path for path in ("", "stories", "stories/{story_id}", "articles", "articles/{article_id}", "ranking",
                                 "ranking/{stamp}", "outlets", "outlets/{slug}", "sections", "search")
    }  # fmt: skip
    assert told["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
