"""Moments: time expressions resolved against the dateline. Takes readings of paragraphs, gives `Moment`s in order."""

from yaowen.extract.rules.moments.timeline import find_moments

__all__ = ["find_moments"]
