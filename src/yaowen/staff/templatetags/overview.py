"""The desk's front page: how the machine and the outlets fare, what waits and what was set aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django import template
from django.http import HttpRequest
from django.urls import reverse

from yaowen.base.clock import real_now
from yaowen.collect.health_admin import say_state
from yaowen.collect.models import HealthEvent, OutletHealth
from yaowen.collect.outlets_health import recovered_since
from yaowen.collect.rules.health_words import words_of
from yaowen.staff.machine import Check, check_machine
from yaowen.staff.overview import SetAside, read_asides

register = template.Library()
RECENT = timedelta(days=2)
_TONES = {"person": "error", "patience": "warning", "nothing": "success"}


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many outlets are in a state, in words, and where they are listed."""

    label: str
    outlets: int
    tone: str
    address: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What the front page shows."""

    states: list[StateCount]
    checks: list[Check]
    asides: list[SetAside]
    recovered: list[HealthEvent]
    health_address: str


@register.simple_tag(takes_context=True)
def read_overview(context: template.Context) -> Overview | None:
    """The overview for an account that may see outlets' health; None for others."""
    request: HttpRequest = context["request"]
    if not request.user.has_perm("collect.view_outlethealth"):
        return None
    health = reverse("admin:collect_outlethealth_changelist")
    counts = Counter(OutletHealth.objects.filter(outlet__active=True).values_list("state", flat=True))
    states = [
        StateCount(say_state(state).label, outlets, _TONES[words_of(state).wants], f"{health}?state={state}")
        for state, outlets in sorted(counts.items(), key=lambda one: (list(_TONES).index(words_of(one[0]).wants), one))
    ]
    recovered = recovered_since(real_now() - RECENT)[:20]
    return Overview(states, check_machine(), read_asides(), recovered, health)
