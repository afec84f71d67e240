"""The sample press: invented outlets on a loopback server, read by the very same pipeline as real ones.

Gives: `press.SamplePress` (the server) and `roster.sample_outlets` (its outlets, to be loaded like starter ones).
Takes: a clock. The articles are data in `content/desks/`, one file a desk, written by hand; `almanac` fills in dates.
"""
