"""Dates as outlets print them, one dialect a file. Pure; `now` is passed in."""

from yaowen.base.dates.printed import find_printed, parse_printed_date

__all__ = ["find_printed", "parse_printed_date"]
