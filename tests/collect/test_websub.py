"""WebSub end to end on loopback: subscribed, verified, pushed to, renewed, denied, silent, ended; and hostile hubs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from collect.hub import CHALLENGE, Hub, HubBelt, ask, running_callback, running_hub, sign
from collect.loopback import Reply
from collect.scene import make_due, outlet_on, page_of, rss_of, urls
from yaowen.base.clock import real_now
from yaowen.collect.models import Feed, Host, Push, Subscription
from yaowen.collect.packing import unpack
from yaowen.collect.register import remove_outlet
from yaowen.collect.store import bury, count_subscriptions, list_subscriptions
from yaowen.collect.websub_stage import CollectPushes

pytestmark = pytest.mark.django_db(transaction=True)
MAX_BYTES = 200_000


@pytest.fixture
def hub() -> Iterator[Hub]:
    with running_hub() as started:
        yield started


@pytest.fixture
def belt() -> Iterator[HubBelt]:
    with running_callback(FETCH_MAX_BYTES=str(MAX_BYTES)) as address:
        made = HubBelt({"SITE_URL": address})
        yield made
        made.close()


def offer(hub: Hub, *places: object, link: str = '<{hub}>; rel="hub", <{topic}>; rel=self') -> None:
    """Serve a feed of some pages that names the hub in its headers."""
    hub.routes["/robots.txt"] = Reply(status=404)
    named = link.format(hub=hub.url("/hub"), topic=hub.url("/feed?topic"))
    hub.routes["/feed"] = replace(rss_of(hub, *places), headers={"Link": named} if named else {})
    hub.routes |= {f"/p{place}": page_of(f"第{place}次") for place in places}


def work(belt: HubBelt, done: Callable[[], Any]) -> None:
    """Step all stages until something is so."""

    def stepped() -> bool:
        belt.step_hubs()
        return bool(done())

    belt.run(stepped)


def subscribe(hub: Hub, belt: HubBelt, *places: object) -> Subscription:
    """An outlet whose hub has verified our subscription, its first readings done."""
    offer(hub, *places)
    outlet_on(hub, "青桐晚报", "/feed")
    work(belt, lambda: Subscription.objects.filter(state="live").exists() and hub.verified)
    belt.collect()
    return Subscription.objects.get()


def end_wait() -> None:
    """Whatever a subscription waits for is due now."""
    Subscription.objects.update(due_at=real_now() - timedelta(seconds=1), holder="")
    Host.objects.update(next_at=real_now() - timedelta(seconds=1))


def test_a_hub_named_by_a_feed_is_asked_and_its_verification_answered(hub: Hub, belt: HubBelt) -> None:
    row = subscribe(hub, belt, 1)
    (asked,) = hub.requests
    assert asked["hub.topic"] == hub.url("/feed?topic")
    assert asked["hub.callback"].startswith(belt.context.settings.site_url + "/_/websub/")
    assert len(asked["hub.callback"].rpartition("/")[2]) >= 43
    assert len(bytes.fromhex(asked["hub.secret"])) >= 32
    assert int(asked["hub.lease_seconds"]) > 86400
    assert hub.verified == [("subscribe", 200, CHALLENGE)]
    assert row.lease_until is not None
    assert 5900 < (row.lease_until - real_now()).total_seconds() <= 6000
    assert 0.7 * 6000 < (row.due_at - real_now()).total_seconds() <= 0.8 * 6000
    assert hub.times_asked("/feed") == 2, "the reading after the verification brings what came in between"


def test_a_hub_that_verifies_before_it_answers_is_believed(hub: Hub, belt: HubBelt) -> None:
    hub.verifies = "before"
    subscribe(hub, belt, 1)
    work(belt, lambda: not Subscription.objects.exclude(holder="").exists())
    assert Subscription.objects.get().state == "live"


def test_the_hub_is_found_in_the_feed_itself_where_no_header_names_it(hub: Hub, belt: HubBelt) -> None:
    offer(hub, 1, link="")
    named = f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="{hub.url("/hub")}"/><item>'
    feed = hub.routes["/feed"]
    assert isinstance(feed, Reply)
    hub.routes["/feed"] = replace(feed, body=feed.body.replace(b"<item>", named.encode(), 1))
    outlet_on(hub, "青桐晚报", "/feed")
    work(belt, lambda: hub.verified)
    assert hub.requests[0]["hub.topic"] == hub.url("/feed")


def test_a_push_brings_its_items_at_once_and_an_item_it_does_not_name_stays(hub: Hub, belt: HubBelt) -> None:
    subscribe(hub, belt, 1, 2)
    hub.routes["/p3"] = page_of("第3次")
    body = rss_of(hub, 3).body
    readings = hub.times_asked("/feed")
    assert hub.push(body) == 202
    assert Push.objects.count() == 1, "it is on disk before the hub is answered"
    work(belt, lambda: urls("fetched") == {"/p1", "/p2", "/p3"})
    assert Push.objects.count() == 0
    assert unpack(Feed.objects.get().body or b"") == body
    assert hub.times_asked("/feed") == readings
    assert [hub.times_asked(f"/p{place}") for place in (1, 2, 3)] == [1, 1, 1]


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_every_method_of_the_specification_signs(hub: Hub, belt: HubBelt, method: str) -> None:
    row = subscribe(hub, belt, 1)
    body = rss_of(hub, 2).body
    assert hub.push(body, sign(row.secret, body, method)) == 202
    assert Push.objects.count() == 1


@pytest.mark.parametrize(
    "forge", ["", "sha256=00", "md5=00", "sha256", "sha256=" + "0" * 64, "sha256=é", "wrong secret"]
)
def test_a_forged_push_is_counted_and_ignored(hub: Hub, belt: HubBelt, forge: str) -> None:
    subscribe(hub, belt, 1)
    body = rss_of(hub, 9).body
    signature = sign("another secret", body) if forge == "wrong secret" else forge
    assert hub.push(body, signature.encode().decode("latin-1")) == 202
    assert Push.objects.count() == 0
    assert Subscription.objects.get().refused_pushes == 1


def test_a_replayed_push_changes_nothing(hub: Hub, belt: HubBelt) -> None:
    subscribe(hub, belt, 1)
    hub.routes |= {"/p2": page_of("第2次"), "/p3": page_of("第3次")}
    first, second = rss_of(hub, 2).body, rss_of(hub, 3).body
    assert [hub.push(first), hub.push(first), hub.push(second)] == [202, 202, 202]
    assert Push.objects.count() == 2, "the same bytes wait once"
    work(belt, lambda: urls("fetched") == {"/p1", "/p2", "/p3"})
    assert hub.push(second) == 202
    assert Push.objects.count() == 0, "the same bytes again are not even parsed"
    assert hub.push(first) == 202
    work(belt, lambda: not Push.objects.exists())
    assert Subscription.objects.get().pushed_items == 2
    assert [hub.times_asked(f"/p{place}") for place in (2, 3)] == [1, 1]


def test_a_push_beyond_the_size_limit_is_refused_unread(hub: Hub, belt: HubBelt) -> None:
    row = subscribe(hub, belt, 1)
    assert hub.push(b"x" * (MAX_BYTES + 1)) == 413
    assert Push.objects.count() == 0
    callback = belt.context.settings.site_url + "/_/websub/" + row.token
    assert ask(callback, b"x", {"Content-Encoding": "gzip"})[0] == 415


def test_a_hub_with_too_many_unread_pushes_is_asked_to_come_again(hub: Hub, belt: HubBelt) -> None:
    subscribe(hub, belt, 1)
    answers = [hub.push(b"<rss><!-- %d -->" % number) for number in range(33)]
    assert answers == [202] * 32 + [503]


def test_only_what_was_asked_for_is_verified(hub: Hub, belt: HubBelt) -> None:
    subscribe(hub, belt, 1)
    (asked,) = hub.requests
    assert hub.verify(asked)[0] == 404, "a verification played back"
    Subscription.objects.update(expecting="subscribe")
    wrong = [
        {"topic": hub.url("/feed")},
        {"mode": "unsubscribe"},
        {"mode": "publish"},
        {"challenge": ""},
        {"topic": ""},
    ]
    assert [hub.verify(asked, **changed)[0] for changed in wrong] == [404] * 5
    elsewhere = {
        **asked,
        "hub.callback": asked["hub.callback"][:-1] + ("A" if asked["hub.callback"][-1] != "A" else "B"),
    }
    assert hub.verify(elsewhere)[0] == 404
    assert ask(elsewhere["hub.callback"], b"<rss/>")[0] == 410
    assert hub.verify(asked) == (200, CHALLENGE)


def test_a_callback_answers_nothing_but_get_and_post(hub: Hub, belt: HubBelt) -> None:
    site = belt.context.settings.site_url
    assert [ask(f"{site}/_/websub/{place}")[0] for place in ("", "x", "../../etc", "%00" * 30)] == [404] * 4


def test_a_feed_with_live_pushes_is_read_seldom_but_never_not_at_all(hub: Hub, belt: HubBelt) -> None:
    subscribe(hub, belt, 1)
    feed = Feed.objects.get()
    assert 3600 <= (feed.due_at - real_now()).total_seconds() <= 6 * 3600 * 1.1
    assert feed.interval_seconds <= 300 * 1.25


def test_a_hub_that_stops_pushing_is_no_longer_relied_on(hub: Hub, belt: HubBelt) -> None:
    row = subscribe(hub, belt, 1)
    feed = Feed.objects.get()
    for place in (2, 3, 4):
        assert Subscription.objects.get().state == "live"
        offer(hub, *range(1, place + 1))
        make_due(feed)
        belt.collect()
    silent = Subscription.objects.get()
    assert silent.state == "silent"
    feed.refresh_from_db()
    assert (feed.due_at - real_now()).total_seconds() < 3600
    end_wait()
    work(belt, lambda: len(hub.verified) == 2)
    again = Subscription.objects.get()
    assert again.state == "live"
    assert again.token != row.token
    assert again.secret != row.secret


def test_a_reading_that_overtakes_a_push_is_no_miss(hub: Hub, belt: HubBelt) -> None:
    subscribe(hub, belt, 1)
    feed = Feed.objects.get()
    for start in (2, 5, 8, 11):
        pushed = [start, start + 1]
        hub.routes |= {f"/p{place}": page_of(f"第{place}次") for place in pushed}
        hub.push(rss_of(hub, *pushed).body)
        work(belt, lambda: not Push.objects.exists())
        offer(hub, *pushed, start + 2)
        make_due(feed)
        belt.collect()
    assert Subscription.objects.get().state == "live"


def test_a_denied_feed_is_read_in_full_and_the_hub_asked_again_later(hub: Hub, belt: HubBelt) -> None:
    subscribe(hub, belt, 1)
    assert hub.verify(hub.requests[0], mode="denied") == (200, "")
    row = Subscription.objects.get()
    assert (row.state, row.lease_until) == ("denied", None)
    belt.collect()
    assert (Feed.objects.get().due_at - real_now()).total_seconds() < 3600
    assert (row.due_at - real_now()).total_seconds() > 80000
    end_wait()
    work(belt, lambda: Subscription.objects.filter(state="live").exists())


def test_a_hub_that_is_down_is_asked_again_after_growing_pauses(hub: Hub, belt: HubBelt) -> None:
    hub.answer = Reply(b"", 500)
    offer(hub, 1)
    outlet_on(hub, "青桐晚报", "/feed")
    pauses = []
    for attempts in (1, 2, 3):
        work(belt, lambda wanted=attempts: Subscription.objects.filter(attempts=wanted, holder="").exists())  # type: ignore[misc]
        pauses.append((Subscription.objects.get().due_at - real_now()).total_seconds())
        end_wait()
    assert 50 < pauses[0] < 70 < pauses[1] < 140 < pauses[2] < 280
    assert "500" in Subscription.objects.get().last_error
    work(belt, lambda: urls("fetched") == {"/p1"})
    assert (Feed.objects.get().due_at - real_now()).total_seconds() < 3600


def test_a_subscription_is_renewed_under_the_same_keys_while_pushes_go_on(hub: Hub, belt: HubBelt) -> None:
    row = subscribe(hub, belt, 1)
    hub.verifies = "never"
    end_wait()
    work(belt, lambda: len(hub.requests) == 2)
    renewal = hub.requests[1]
    assert {name: renewal[name] for name in ("hub.callback", "hub.secret", "hub.topic")} == {
        name: hub.requests[0][name] for name in ("hub.callback", "hub.secret", "hub.topic")
    }
    hub.routes["/p2"] = page_of("第2次")
    assert hub.push(rss_of(hub, 2).body) == 202
    work(belt, lambda: urls("fetched") == {"/p1", "/p2"})
    readings = hub.times_asked("/feed")
    hub.lease_seconds = 60000
    assert hub.verify(renewal)[0] == 200
    renewed = Subscription.objects.get()
    assert renewed.lease_until is not None
    assert row.lease_until is not None
    assert renewed.lease_until > row.lease_until + timedelta(seconds=50000)
    belt.collect()
    assert hub.times_asked("/feed") == readings


def test_when_a_lease_lapses_the_feed_is_read_at_once_and_in_full(hub: Hub, belt: HubBelt) -> None:
    subscribe(hub, belt, 1)
    hub.verifies = "never"
    end_wait()
    Subscription.objects.update(lease_until=real_now() - timedelta(seconds=1))
    readings = hub.times_asked("/feed")
    work(belt, lambda: hub.times_asked("/feed") == readings + 1)
    belt.collect()
    assert Subscription.objects.get().state == "asked"
    assert (Feed.objects.get().due_at - real_now()).total_seconds() < 3600


def test_a_removed_outlet_is_unsubscribed(hub: Hub, belt: HubBelt) -> None:
    row = subscribe(hub, belt, 1)
    remove_outlet(row.feed.outlet.slug if row.feed else "")
    work(belt, lambda: not Subscription.objects.exists() and len(hub.verified) == 2)
    assert hub.requests[-1]["hub.mode"] == "unsubscribe"
    assert "hub.secret" not in hub.requests[-1]
    assert hub.verified[-1] == ("unsubscribe", 200, CHALLENGE)
    assert hub.push(rss_of(hub, 2).body) == 410


def test_a_feed_that_names_no_hub_any_more_is_unsubscribed(hub: Hub, belt: HubBelt) -> None:
    subscribe(hub, belt, 1)
    offer(hub, 1, 2, link="")
    make_due(Feed.objects.get())
    work(belt, lambda: not Subscription.objects.exists())
    assert hub.requests[-1]["hub.mode"] == "unsubscribe"


def test_no_hub_is_asked_while_hubs_cannot_reach_the_site(hub: Hub, belt: HubBelt) -> None:
    offer(hub, 1, link="<https://hub.lamp-post.news/>; rel=hub")
    outlet_on(hub, "青桐晚报", "/feed")
    belt.collect()
    assert count_subscriptions() == {"wanted": 0, "live": 0}


def test_a_secret_is_not_told_over_http_and_an_unsigned_push_only_makes_the_feed_due(hub: Hub, belt: HubBelt) -> None:
    row = subscribe(hub, belt, 1)
    Subscription.objects.update(secret="")
    Feed.objects.update(last_ok_at=real_now() - timedelta(hours=1))
    body = rss_of(hub, 9).body
    assert hub.push(body) == 202
    assert Push.objects.count() == 0
    offer(hub, 1, 2)
    work(belt, lambda: urls("fetched") == {"/p1", "/p2"})
    readings = hub.times_asked("/feed")
    assert [hub.push(body) for _ in range(5)] == [202] * 5
    belt.collect()
    assert hub.times_asked("/feed") == readings, "not sooner than the shortest pause between two readings"
    assert Subscription.objects.get().misses == 0
    assert row.secret


def test_an_unreadable_push_is_kept_for_inspection_and_the_feed_read_instead(hub: Hub, belt: HubBelt) -> None:
    subscribe(hub, belt, 1)
    readings = hub.times_asked("/feed")
    assert hub.push("<html>访问被拒绝".encode()) == 202
    work(belt, lambda: hub.times_asked("/feed") == readings + 1)
    feed = Feed.objects.get()
    assert unpack(feed.failed_body or b"") == "<html>访问被拒绝".encode()
    assert (Subscription.objects.get().refused_pushes, Push.objects.count()) == (1, 0)


def test_a_push_whose_reader_died_is_read_by_the_next_worker(hub: Hub, belt: HubBelt) -> None:
    subscribe(hub, belt, 1)
    hub.routes["/p2"] = page_of("第2次")
    hub.push(rss_of(hub, 2).body)
    Push.objects.update(holder="dead", due_at=real_now() - timedelta(seconds=1))
    late = Push.objects.get()
    work(belt, lambda: urls("fetched") == {"/p1", "/p2"})
    dead = CollectPushes()
    hub.push(rss_of(hub, 3).body)
    Push.objects.update(epoch=7)
    waiting = Push.objects.get()
    waiting.epoch = 6
    dead._read(waiting, belt.context)
    dead.wind_down(belt.context)
    assert Push.objects.count() == 1, "a worker that lost its push writes nothing"
    assert late.pk != waiting.pk


def test_a_withdrawn_article_does_not_come_back_by_a_push_and_leaves_no_word(hub: Hub, belt: HubBelt) -> None:
    subscribe(hub, belt, 1)
    hub.push(rss_of(hub, 1, 5).body)
    bury(hub.url("/p1"), None, "撤稿", real_now())
    assert Push.objects.count() == 0
    hub.routes["/p2"] = page_of("第2次")
    hub.push(rss_of(hub, 1, 2).body)
    work(belt, lambda: urls("fetched") == {"/p2"})
    assert Feed.objects.get().body is None


def test_a_hub_is_asked_no_sooner_than_its_host_allows(hub: Hub, belt: HubBelt) -> None:
    offer(hub, 1)
    outlet_on(hub, "青桐晚报", "/feed", delay_seconds=600.0)
    belt.run(lambda: Subscription.objects.exists() or Host.objects.update(next_at=real_now()) is None)
    Host.objects.update(next_at=real_now() + timedelta(seconds=600))
    for _ in range(5):
        belt.step_hubs()
    assert hub.requests == []
    end_wait()
    work(belt, lambda: hub.requests)


def test_the_lists_say_how_a_feed_stands_with_its_hub(hub: Hub, belt: HubBelt) -> None:
    subscribe(hub, belt, 1)
    assert [feed.push for outlet in list_subscriptions() for feed in outlet.details] == ["live"]
    assert count_subscriptions() == {"wanted": 1, "live": 1}


def test_the_desk_shows_a_subscription_without_its_secrets(hub: Hub, belt: HubBelt, admin_client: Client) -> None:
    row = subscribe(hub, belt, 1)
    for address in (
        reverse("admin:collect_subscription_changelist"),
        reverse("admin:collect_subscription_change", args=[row.pk]),
    ):
        shown = admin_client.get(address)
        assert shown.status_code == 200
        page = shown.content.decode()
        assert row.topic_url.split("?")[0] in page
        assert row.token not in page
        assert row.secret not in page
