"""The method page tells the site's own live numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from rank.scene import Scene, read_of
from render.pages import SITE
from yaowen.rank.log import append_reads
from yaowen.rank.store import current_ranking
from yaowen.render.compose import compose_standing, count_figures
from yaowen.render.edition import live_now
from yaowen.render.editions import StoredPage


def figures_on(page: StoredPage) -> dict[str, str]:
    """The lines of the page's table of figures."""
    rows = html.fromstring(page.body.decode()).iterfind(".//table[@class='figures']/tr")
    return {text_of(row[0]): text_of(row[1]) for row in rows}


def text_of(cell: html.HtmlElement) -> str:
    """What a cell says."""
    return " ".join(cell.text_content().split())


@pytest.mark.django_db
def test_the_method_page_tells_how_many_read_from_how_many_networks_and_what_decided(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.salt()
    scene.file(1, [11])
    scene.file(2, [12], origins=5)
    reads = [read_of(11, scene.minute, reader, network) for reader, network in ((1, 7), (2, 7), (3, 8))]
    append_reads("w", 0, reads)
    scene.tick()
    ranking = current_ranking()
    figures = count_figures(
        ranking, readers_per_network=3, ranking_size=60, outlets=4, live=live_now(ranking, SITE.zone)
    )
    pages = {page.path: page for page in compose_standing(SITE, figures)}
    told = figures_on(pages["/en/method/"])
    assert told["Different readers in the last 24 hours"] == "3"
    assert told["Networks that they came from"] == "2"
    assert told["Lines decided by readers now"] == "1"
    assert told["Lines filled by coverage now"] == "1"
    assert told["Readers of one network that count"] == "3"
    assert told["Outlets read"] == "4"
    assert told["Groups damped in the last 24 hours"] == told["Places hidden by the editors now"] == "0"
    assert "2025-03-1" in told["The salt that is counted under was made"]
    assert told["Last recounted read by read"] == "—"
    assert figures_on(pages["/zh-hans/method/"])["近24小时不同读者"] == "3"
