"""What an empty site is given at its first start: the starter outlets, or those of the sample press."""

from __future__ import annotations

from yaowen.base.store import keep_fact, read_fact
from yaowen.collect import register
from yaowen.collect.models import Outlet
from yaowen.outlets import OutletEntry

_STARTED = "starter_outlets"


def load_outlets(sample: list[OutletEntry] | None) -> int:
    """Give a site without outlets its first ones; returns how many were added.

    Args:
        sample: the outlets of the sample press, whose feeds may have moved; None: the starter outlets.
    """
    if sample is not None:
        return sum(register.add_outlet(entry) is not None for entry in sample)
    if read_fact(_STARTED) or Outlet.objects.exists():
        keep_fact(_STARTED, "not wanted")
        return 0
    count = register.load_starter_outlets()
    keep_fact(_STARTED, str(count))
    return count
