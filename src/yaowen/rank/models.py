"""The log of reads, and frozen rankings. No address of a reader is ever stored."""

from __future__ import annotations

from django.db import models


class ReadLog(models.Model):
    """One packed row a flush of one writer. `data` holds `n` reads; `minute` is the latest of them."""

    pk = models.CompositePrimaryKey("writer", "seq")
    writer = models.CharField(max_length=32)
    seq = models.BigIntegerField()
    minute = models.BigIntegerField(db_index=True)
    n = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        db_table = "read_log"

    def __str__(self) -> str:
        return f"{self.writer}/{self.seq}: {self.n}"


class FrozenRanking(models.Model):
    """A ranking as it stood at the end of an hour or a day. `standings`: list of [story, readers, outlets, reason]."""

    span = models.CharField(max_length=4, choices=[("hour", "hour"), ("day", "day")])
    minute = models.BigIntegerField()
    standings = models.JSONField(default=list)

    class Meta:
        db_table = "frozen_ranking"
        unique_together = [("span", "minute")]

    def __str__(self) -> str:
        return f"{self.span} {self.minute}"
