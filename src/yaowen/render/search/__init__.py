"""Search 搜索: grouped articles → entries that readers' words find, on both databases alike.

Takes: articles that are grouped. Gives: one entry for each, and the articles that answer a query.
Drops: entries of withdrawn articles, at once.
"""
