"""Times counted from now in German, French, Spanish: vor 3 Stunden, il y a 2 heures, hace 5 minutos."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from yaowen.base.dates.reading import PrintedTime

_SECONDS = {"sek": 1, "seg": 1, "sec": 1, "min": 60, "stu": 3600, "std": 3600, "heu": 3600, "hor": 3600,
            "tag": 86400, "jou": 86400, "día": 86400, "dia": 86400}  # fmt: skip
_AGO = re.compile(
    r"\b(?:vor|il\sy\sa|hace|há)\s(?P<count>\d{1,3}|eine[rm]?|une?|una?)\s"
    r"(?P<unit>Sekunde|Sek|secondes?|segundo|Minute|Min|minuto|Stunde|Std|heure|hora|Tag|jour|día|dia)",
    re.IGNORECASE,
)


def find_relative_words(text: str, now: datetime) -> Iterator[PrintedTime]:
    """Times counted from now in words of these languages."""
    for found in _AGO.finditer(text):
        seconds = _SECONDS[found["unit"].lower()[:3]]
        count = int(found["count"]) if found["count"].isdecimal() else 1
        moment = (now - timedelta(seconds=seconds * count)).replace(second=0, microsecond=0)
        if seconds < 86400:
            yield PrintedTime(found.start(), found.end(), moment.date(), moment.time(), moment.tzinfo, 0.7)
        else:
            yield PrintedTime(found.start(), found.end(), moment.date(), None, None, 0.6)
