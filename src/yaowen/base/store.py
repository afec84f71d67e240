"""Reading and writing the facts that the site keeps about itself."""

from __future__ import annotations

from yaowen.base.models import SiteFact

FEEDS_TO_TELL = "feeds_to_tell"
"""The fact that lists the paths of feeds which the site's hub is to be told of, parted by spaces."""
MOST_TOLD = 2_000
"""Of more than these the oldest are forgotten: a hub that was away so long is told of the next change anyway."""


def read_fact(name: str, default: str = "") -> str:
    """A kept fact, or the default."""
    found = SiteFact.objects.filter(name=name).values_list("value", flat=True).first()
    return default if found is None else found


def keep_fact(name: str, value: str) -> str:
    """Keep a fact if none of that name is kept yet; returns what is kept."""
    fact, _ = SiteFact.objects.get_or_create(name=name, defaults={"value": value})
    return fact.value


def set_fact(name: str, value: str) -> None:
    """Keep a fact in place of an older one."""
    SiteFact.objects.update_or_create(name=name, defaults={"value": value})


def swap_fact(name: str, old: str, new: str) -> bool:
    """Keep a fact in place of a known one; False where it is another one by now."""
    return SiteFact.objects.filter(name=name, value=old).update(value=new) == 1
