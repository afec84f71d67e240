"""Group 聚合: articles → stories.

Takes: new articles. Gives: every article filed in a story, near-copies (通稿/转载) folded under their origin.
Drops: nothing; merge and split are events that replay.
"""
