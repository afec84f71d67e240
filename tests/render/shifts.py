"""Layout shifts of a page in a browser, once all of it has been read."""

from __future__ import annotations

from playwright.sync_api import Page

WATCH_SHIFTS = (
    "window.shifts = []; new PerformanceObserver(list => window.shifts.push(...list.getEntries()))"
    ".observe({type: 'layout-shift', buffered: true})"
)
"""A script to begin a page with."""
_SUM = """() => {
  const read = performance.getEntriesByType('navigation')[0].domInteractive;
  return window.shifts.filter(one => one.startTime > read).reduce((sum, one) => sum + one.value, 0);
}"""


def sum_shifts(page: Page) -> float:
    """How far things have moved (web.dev, cumulative layout shift) since the browser had read the page's end.

    Before that, a headline shown with half its words moves when the others come: a machine under load shows it so.
    """
    return float(page.evaluate(_SUM))
