"""Dates as printed, one dialect a file."""
