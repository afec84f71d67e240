"""A start puts articles back from what was kept of them when they were filed, and reads a text only without that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from group.stories import BRIDGE, ORCHARD, arrival, make_context, save_arrival
from group.windows import describe
from yaowen.extract.models import Article
from yaowen.group.models import LiveText, Membership
from yaowen.group.restoring import restore_grouper
from yaowen.group.rules.background import load_background
from yaowen.group.rules.copies import read_shingles, sign
from yaowen.group.rules.packed import find_stamp, pack_terms, unpack_terms
from yaowen.group.rules.terms import Terms, read_terms
from yaowen.group.stage import Group
from yaowen.group.store import remove_article


def comparable(terms: Terms) -> tuple[object, ...]:
    vectors = list(terms.names), terms.weights.tolist(), terms.head_weights.tolist(), list(terms.idf)
    return (*vectors, terms.heads, terms.pairs, terms.numbers, terms.plain, terms.masked, terms.body)


@pytest.mark.parametrize(
    ("headline", "text"), [("柳湾大桥发现两米裂缝 4日封闭", BRIDGE), ("Crack at Liuwan bridge", ""), ("", "")]
)
def test_packed_terms_come_out_as_they_went_in(headline: str, text: str) -> None:
    terms = read_terms(arrival(1, headline, text), load_background())
    signature = sign(read_shingles(terms.body))
    unpacked, signed = unpack_terms(pack_terms(terms, signature))
    assert comparable(unpacked) == comparable(terms)
    assert (signed is None) == (signature is None) == (not text)
    if signed and signature:
        assert (signed.rows.tolist(), signed.buckets.tolist()) == (signature.rows.tolist(), signature.buckets.tolist())


@pytest.mark.django_db
def test_a_copy_of_an_article_put_back_from_what_was_kept_is_found_by_its_body() -> None:
    _, ids = file_day()
    started, text = Group(), BRIDGE[40:]
    save_arrival(arrival(9, "封桥之后市民怎么走", text, outlet="o9", hours=4))
    started.step(make_context())
    copy = Membership.objects.latest("article_id")
    assert (copy.rule, copy.copy_of) == ("copy", ids[1])
    assert LiveText.objects.filter(pk__in=ids, made_by=find_stamp()).count() == len(ids)


def test_damaged_bytes_are_said_to_be_damaged() -> None:
    terms = pack_terms(read_terms(arrival(1, "柳湾大桥", BRIDGE), load_background()))
    for damaged in (b"", b"x" * 40, terms[: len(terms) // 2]):
        with pytest.raises(ValueError, match="damaged"):
            unpack_terms(damaged)


def file_day() -> tuple[Group, list[int]]:
    stage, ids = Group(), []
    for step in range(6):
        text, what = (BRIDGE, "柳湾大桥检测") if step % 2 else (ORCHARD, "雪花梨装车南下")
        ids.append(save_arrival(arrival(step, f"{what}第{step}天", text[step:], outlet=f"o{step}", hours=step / 2)))
        stage.step(make_context())
    return stage, ids


@pytest.mark.django_db
def test_an_article_changed_by_its_outlet_counts_after_a_start_as_it_was_filed() -> None:
    stage, ids = file_day()
    Article.objects.filter(pk=ids[2]).update(headline="完全不同的标题", blocks=[["paragraph", "别的事。" * 40]])
    assert describe(restore_grouper("zh").window) == describe(stage._running["zh"].grouper.window)


@pytest.mark.django_db
def test_what_another_version_read_is_not_used() -> None:
    stage, ids = file_day()
    assert set(LiveText.objects.values_list("made_by", flat=True)) == {find_stamp()}
    LiveText.objects.filter(article_id=ids[0]).update(made_by="another", packed=b"not to be read")
    LiveText.objects.filter(article_id=ids[1]).delete()
    assert describe(restore_grouper("zh").window) == describe(stage._running["zh"].grouper.window)


@pytest.mark.django_db
def test_damaged_rows_leave_their_articles_out_and_every_other_is_put_back() -> None:
    _, ids = file_day()
    LiveText.objects.filter(article_id=ids[0]).update(packed=b"damaged")
    live = {one.article_id for one in restore_grouper("zh").window.articles.values()}
    assert live == set(ids[1:])


@pytest.mark.django_db
def test_what_has_left_the_window_or_is_withdrawn_is_not_kept() -> None:
    stage, ids = file_day()
    remove_article(ids[1], "court order")
    assert set(LiveText.objects.values_list("article_id", flat=True)) == set(ids) - {ids[1]}
    for step in range(4):
        save_arrival(arrival(20 + step, f"{'春夏秋冬'[step]}季招考", outlet="o1", hours=24 * 6 + step))
    while stage.step(make_context()):
        pass
    first = LiveText.objects.earliest("window_at").window_at
    assert LiveText.objects.latest("window_at").window_at - first <= timedelta(hours=96)
    assert not LiveText.objects.filter(article_id__in=ids[:2]).exists()
