"""The log of reads, and rankings as they stood. No address of a reader is ever stored."""

from __future__ import annotations

from django.db import models


class ReadLog(models.Model):
    """One packed row a flush of one writer. `data` holds `n` reads (rules/packing.py), all of minute `minute`."""

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


class Salt(models.Model):
    """The salt of a day, where several machines share it (YAOWEN_SALTS=database). Belongs into no dump."""

    day = models.BigIntegerField(primary_key=True)
    salt = models.BinaryField()

    class Meta:
        db_table = "salt"

    def __str__(self) -> str:
        return f"day {self.day}"


class FrozenRanking(models.Model):
    """A ranking as it stood at the end of a minute.

    `hour` and `day` rows stay for ever; `now` rows are the running ranking and the last two hours of it.
    `standings`: list of [story, readers, outlets, reason, rank an hour before or null]; `readers`: distinct
    readers of all stories in the 24 hours.
    """

    span = models.CharField(max_length=4, choices=(("now", "now"), ("hour", "hour"), ("day", "day")))
    minute = models.BigIntegerField()
    readers = models.IntegerField(default=0)
    standings = models.JSONField(default=list)

    class Meta:
        db_table = "frozen_ranking"
        unique_together = (("span", "minute"),)

    def __str__(self) -> str:
        return f"{self.span} {self.minute}"
