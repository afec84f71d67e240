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

    Beside these columns the migration makes what only one database has: on SQLite the FTS5 table
    `search_index` and the triggers that keep it, on PostgreSQL the column `words`.
    """

    article_id = models.BigIntegerField(primary_key=True)
    title = models.TextField()
    body = models.TextField()
    signs = models.TextField()
    outlet_id = models.BigIntegerField(db_index=True)
    published = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "search_entry"

    def __str__(self) -> str:
        return f"article {self.article_id}"
