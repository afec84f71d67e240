"""Operators' rules for reading pages: where they are kept, and which of them counts for an outlet."""

from __future__ import annotations

import logging

from yaowen.base.clock import real_now
from yaowen.base.errors import BadInput
from yaowen.base.guard import Guard, GuardError
from yaowen.extract.models import OutletRule
from yaowen.extract.rules.page_rule import NO_RULE, PageRule, find_fault, pack_rule, parse_rule
from yaowen.outlets import reading_defaults

log = logging.getLogger(__name__)

CHECK_SECONDS = 5.0
"""Processor time that parsing a rule's selectors may take: they take less than a millisecond."""


def rule_of(outlet_id: int, slug: str) -> PageRule:
    """The rule that the pages of an outlet are read by: its operator's, else its file's, else an empty one."""
    kept = OutletRule.objects.filter(pk=outlet_id).values_list("rule", flat=True).first()
    table = reading_defaults().get(slug, {}) if kept is None else kept
    try:
        return parse_rule(table, slug) if table else NO_RULE
    except (BadInput, TypeError, ValueError, AttributeError) as problem:
        log.error("the reading rule of outlet %s cannot be used (%s); its pages are read without it", slug, problem)
        return NO_RULE


def check_rule(rule: PageRule, name: str) -> None:
    """Have a rule's selectors parsed, in a child of its own.

    Args:
        rule: as `read_rule` gives it.
        name: of what it comes from, for messages.

    Raises:
        BadInput: one of them is no CSS selector.
    """
    child = Guard(find_fault)
    try:
        fault = child.call(CHECK_SECONDS, rule)
    except GuardError as problem:
        fault = f"its selectors cannot be parsed ({problem}); make them simpler"
    finally:
        child.close()
    if fault:
        raise BadInput(fault, about=name)


def save_rule(outlet_id: int, rule: PageRule, by: str) -> None:
    """Keep a checked rule: it counts for every page read from now on.

    Args:
        outlet_id: the outlet's.
        rule: an empty one has its pages read without any, whatever its file says.
        by: the operator's account.
    """
    values = {"rule": pack_rule(rule), "saved_at": real_now(), "saved_by": by}
    OutletRule.objects.update_or_create(outlet_id=outlet_id, defaults=values)


def drop_rule(outlet_id: int) -> bool:
    """Forget the operator's rule of an outlet, so that its file's counts again; False where there was none."""
    return OutletRule.objects.filter(pk=outlet_id).delete()[0] > 0
