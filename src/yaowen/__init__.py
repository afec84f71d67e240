"""Yaowen 要闻: a headline-news site that reads the news it publishes.

The folders sort in the order the news flows: collect → extract → group → rank → render → serve.
`pipeline.py` is the table of contents.
"""

__version__ = "0.1.0"
