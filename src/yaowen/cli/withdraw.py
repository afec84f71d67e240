"""`yaowen withdraw`."""

from __future__ import annotations

from typing import Annotated

import typer

from yaowen.cli.start import DataOption, open_site

app = typer.Typer(add_completion=False)


@app.command()
def withdraw(
    article: Annotated[str, typer.Argument(metavar="ARTICLE|URL", help="Its number, or its address at the outlet.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the tombstone, shown to operators.")],
    data: DataOption = None,
) -> None:
    """Take an article down for good: text, bytes, picture, claims, search entry. Its page answers 410."""
    open_site(data)
    from django.conf import settings

    from yaowen.collect.press_clock import make_clock
    from yaowen.staff.withdraw import withdraw_article

    number = withdraw_article(article, reason, make_clock(settings.YAOWEN).now())
    print(f"Article {number} is withdrawn; the next edition answers 410 at its page.")
