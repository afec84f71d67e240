"""Editions: which bytes stand at which path since which edition; and the search index."""

from __future__ import annotations

from django.db import models

PATH_CHARS = 300


class Edition(models.Model):
    """An edition that was made current. The newest row is the one readers see."""

    number = models.BigIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    paths = models.IntegerField(default=0)

    class Meta:
        db_table = "edition"

    def __str__(self) -> str:
        return str(self.number)


class EditionEntry(models.Model):
    """What a path answers from an edition on. `slot`: the path of the fragment joined into the page, or empty."""

    pk = models.CompositePrimaryKey("path", "from_edition")
    path = models.CharField(max_length=PATH_CHARS)
    from_edition = models.BigIntegerField()
    status = models.SmallIntegerField(default=200)
    content_type = models.CharField(max_length=100, blank=True, default="")
    hash = models.BinaryField(max_length=16, null=True)
    target = models.CharField(max_length=PATH_CHARS, blank=True, default="")
    slot = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        db_table = "edition_entry"
        indexes = [models.Index(fields=["from_edition"]), models.Index(fields=["hash"])]

    def __str__(self) -> str:
        return f"{self.path}@{self.from_edition}"


class Blob(models.Model):
    """Bytes by their hash and encoding (`identity`, `gzip`, `zstd`)."""

    pk = models.CompositePrimaryKey("hash", "encoding")
    hash = models.BinaryField(max_length=16)
    encoding = models.CharField(max_length=8)
    bytes = models.BinaryField()

    class Meta:
        db_table = "blob"

    def __str__(self) -> str:
        return bytes(self.hash).hex()


class SearchEntry(models.Model):
    """The tokens of one article, made by us: the same on both databases (render/search/).

    Beside these columns the migrations make what only one database has: on SQLite the FTS5 table
    `search_index`, the triggers that keep it and the index `search_entry_head`, on PostgreSQL the column
    `words` and the index over it and the block (postgresql.py).
    """

    article_id = models.BigIntegerField(primary_key=True)
    title = models.TextField()
    body = models.TextField()
    signs = models.TextField()
    outlet_id = models.BigIntegerField(db_index=True)
    published = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "search_entry"
        indexes = [models.Index(fields=["outlet_id", "published", "article_id"], name="search_entry_outlet")]

    def __str__(self) -> str:
        return f"article {self.article_id}"


class SearchBlock(models.Model):
    """Between which instants the articles of a block were published (render/search/blocks.py): never less than so.

    `has_outlets`: SQLite's index has the outlet of each of them (upkeep.py puts in what an older version left out).
    """

    number = models.BigIntegerField(primary_key=True)
    earliest = models.DateTimeField()
    latest = models.DateTimeField()
    has_outlets = models.BooleanField(default=True)

    class Meta:
        db_table = "search_block"

    def __str__(self) -> str:
        return f"block {self.number}"


class StoryPlace(models.Model):
    """Where a story stands in the paper: its section and the day it broke, in the site's zone.

    `section`: a slug of `rules.sections`, empty where none is sure enough. `told_by`: who told it (`desk`, `feed`,
    `outlet`, `words`); `sure`: its share of what the story's articles tell, 0–1. `weight`: independent origins and
    readers, each by its logarithm, without age: what orders a day. `made_by`: version of the weights and rules.
    """

    story_id = models.BigIntegerField(primary_key=True)
    section = models.CharField(max_length=16, blank=True, default="")
    told_by = models.CharField(max_length=8, blank=True, default="")
    sure = models.FloatField(default=0.0)
    day = models.DateField()
    last_at = models.DateTimeField()
    weight = models.FloatField(default=0.0)
    made_by = models.IntegerField(default=0)

    class Meta:
        db_table = "story_place"
        verbose_name = "story in its section"
        verbose_name_plural = "stories in their sections"
        indexes = [
            models.Index(fields=["section", "-last_at", "-story_id"], name="place_newest"),
            models.Index(fields=["section", "day", "-weight"], name="place_section_day"),
            models.Index(fields=["day", "-weight"], name="place_day"),
        ]

    def __str__(self) -> str:
        return f"story {self.story_id}: {self.section or 'no section'}, {self.day}"


class DigestReader(models.Model):
    """Somebody who asked for the digest by mail; it is sent once `confirmed_at` is set. Who leaves is deleted.

    `told_at`: when the letter that asks for the confirmation was sent. `last_day`: the newest digest sent.
    Its name in logs is its number: no address stands in them.
    """

    email = models.CharField(max_length=254, unique=True)
    language = models.CharField(max_length=8)
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    last_day = models.DateField(null=True)
    refusals = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "digest_reader"
        verbose_name = "reader of the digest"
        verbose_name_plural = "readers of the digest"

    def __str__(self) -> str:
        return f"reader {self.pk}"


class SectionDecision(models.Model):
    """An operator's word on a section, kept for ever: the newest about an article, feed or outlet counts.

    An article's decides its story's section. `section`: a slug, `none` (stands in no section), or `auto` (as the
    feed and the words tell it: takes an earlier decision back).
    """

    KINDS = (("article", "article: decides its story"), ("feed", "feed"), ("outlet", "outlet"))

    kind = models.CharField(max_length=8, choices=KINDS)
    target = models.BigIntegerField(help_text="number of the article, feed or outlet, as the desk shows it")
    section = models.CharField(max_length=16)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        db_table = "section_decision"
        indexes = [models.Index(fields=["kind", "target"], name="section_decision_target")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}: {self.section}"
