"""Feeds of a list: one format a file."""
