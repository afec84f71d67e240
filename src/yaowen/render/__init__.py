"""Render 出版: stories and rankings → an edition, and the search index.

Takes: changed stories, the ranking of the minute. Gives: stored pages, feeds and sitemaps by path; search entries;
letters with the digest.
Drops: what the rights function does not grant.
"""
