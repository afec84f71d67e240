"""`yaowen doctor --ask`: ask every feed once, now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yaowen.collect.probe import Probed


def ask_feeds(*, as_json: bool) -> bool:
    """Ask every feed and print how each answers; returns whether any does."""
    from rich.console import Console
    from rich.progress import track

    from yaowen.collect.probe import count_feeds, probe_all

    errors = Console(stderr=True)
    asked = track(probe_all(), "Asking", total=count_feeds(), console=errors, transient=True, disable=as_json)
    found = sorted(asked, key=lambda probed: (probed.slug, probed.url))
    if as_json:
        print(json.dumps([_row(probed) for probed in found], ensure_ascii=False))
    else:
        _print_table(found)
    return any(probed.status == "fine" for probed in found)


def _row(probed: Probed) -> dict[str, Any]:
    return {
        "outlet": probed.slug,
        "name": probed.name,
        "feed": probed.url,
        "status": probed.status,
        "seconds": round(probed.seconds, 3),
        "items": len(probed.parsed.items) if probed.parsed else 0,
        "newest": _newest(probed),
        "message": probed.message,
    }


def _newest(probed: Probed) -> str:
    """The date of the first item as the feed prints it: feeds list the newest first."""
    return next((item.published_raw for item in probed.parsed.items if item.published_raw), "") if probed.parsed else ""


def _print_table(found: list[Probed]) -> None:
    from rich.console import Console
    from rich.table import Column, Table

    console = Console()
    if not found:
        console.print("There are no feeds yet; add one with `yaowen outlets add FEED`, or import an OPML file.")
        return
    table = Table("outlet", "status", "items", "newest", "s", Column("feed, and what to do", overflow="fold"), box=None)
    for probed in found:
        row = _row(probed)
        style = "" if probed.status == "fine" else "red"
        cells = [probed.slug, probed.status, str(row["items"]), row["newest"], f"{probed.seconds:.1f}"]
        table.add_row(*cells, probed.message or probed.url, style=style)
    console.print(table)
    answering = sum(probed.status == "fine" for probed in found)
    console.print(f"{answering} of {len(found)} feeds answer")
