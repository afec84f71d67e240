"""Names 人名地名: which written forms are one name, and which articles name it.

Takes: articles of a story with the names glossed in them. Gives: names with their forms and sightings, by which names
have a page. Drops: forms too short or too common to be told from words.
"""
