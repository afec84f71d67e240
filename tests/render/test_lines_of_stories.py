"""Lines of lists are made of the headline reports alone, and say what they would with all reports at hand."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from render.invented import manuscript_event
from render.rows import save_event
from yaowen.base.addresses import PATH_LANGUAGES
from yaowen.collect.models import Outlet
from yaowen.extract.models import Article
from yaowen.group.models import Story
from yaowen.group.store import load_stories
from yaowen.render.gather import load_carriers, load_events, make_events
from yaowen.render.rules.lines import story_line

pytestmark = pytest.mark.django_db


def lines_agree() -> bool:
    carriers = load_carriers()
    full = make_events(load_stories([1]), carriers, facts=False)
    lean = load_events([1], carriers)
    return full.keys() == lean.keys() and all(
        story_line(language, "Asia/Shanghai", full[one]) == story_line(language, "Asia/Shanghai", lean[one])
        for language in PATH_LANGUAGES
        for one in full
    )


def test_a_line_says_the_same_of_one_report_as_of_all() -> None:
    save_event(manuscript_event(1))
    assert lines_agree()


def test_only_the_headline_report_is_read() -> None:
    save_event(manuscript_event(1))
    with CaptureQueriesContext(connection) as asked:
        events = load_events([1], load_carriers())
    assert [len(event.reports) for event in events.values()] == [1]
    assert len(asked.captured_queries) <= 4


def test_a_withdrawn_headline_report_gives_way_to_the_others() -> None:
    event = manuscript_event(1)
    save_event(event)
    Article.objects.filter(pk=event.headline_id).update(state="withdrawn")
    assert lines_agree()


def test_where_pictures_may_be_shown_any_report_may_lead_with_one() -> None:
    save_event(manuscript_event(1))
    Outlet.objects.update(pictures=True)
    assert lines_agree()


def test_a_story_set_aside_has_no_line() -> None:
    save_event(manuscript_event(1))
    Story.objects.update(state="failed")
    assert load_events([1], load_carriers()) == {}
