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
    `standings`: list of [story, readers, outlets, reason, rank an hour before or null], followed by [votes removed,
    hidden] where there is either; `networks`: distinct networks and `readers`: distinct
    readers of all stories in the 24 hours.
    `ring_rule`: which ring rule it was counted under; `rings`: list of [stories, networks, kept, votes removed of each
    story], listed or not. Both null where neither was kept yet.
    """

    span = models.CharField(max_length=4, choices=(("now", "now"), ("hour", "hour"), ("day", "day")))
    minute = models.BigIntegerField()
    readers = models.IntegerField(default=0)
    networks = models.IntegerField(default=0)
    standings = models.JSONField(default=list)
    ring_rule = models.SmallIntegerField(null=True)
    rings = models.JSONField(null=True)

    class Meta:
        db_table = "frozen_ranking"
        unique_together = (("span", "minute"),)

    def __str__(self) -> str:
        return f"{self.span} {self.minute}"


class HiddenStory(models.Model):
    """A story that an operator has hidden from the ranking, with who, when and why; kept when it is shown again."""

    story_id = models.BigIntegerField(db_index=True)
    hidden_at = models.DateTimeField()
    hidden_by = models.CharField(max_length=150)
    reason = models.CharField(max_length=500)
    shown_at = models.DateTimeField(null=True, blank=True)
    shown_by = models.CharField(max_length=150, default="", blank=True)

    class Meta:
        db_table = "hidden_story"
        verbose_name_plural = "stories hidden from the ranking"

    def __str__(self) -> str:
        return f"story {self.story_id}: {self.reason}"


class RankDamping(models.Model):
    """A ring that was damped within an hour: what it pushed, how large it was at its largest, and why.

    `hour_minute`: the minute the hour ends with; `stories`: ids, ascending, joined by commas.
    """

    hour_minute = models.BigIntegerField()
    stories = models.CharField(max_length=120)
    networks = models.IntegerField()
    kept = models.IntegerField()
    removed = models.IntegerField()
    first_minute = models.BigIntegerField()
    last_minute = models.BigIntegerField()

    class Meta:
        db_table = "rank_damping"
        unique_together = (("hour_minute", "stories"),)

    def __str__(self) -> str:
        return f"{self.networks} networks, stories {self.stories}"

    @property
    def reason(self) -> str:
        """Why its votes do not all count, in a sentence."""
        return (
            f"{self.networks} networks read these stories and nothing else, far more than chance brings "
            f"together, and hardly any stopped on the way; they count as {self.kept}"
        )


class ImportedLog(models.Model):
    """How far an access log was taken in. `head`: keyed hash of its first line; `offset_bytes`: unpacked."""

    head = models.CharField(max_length=32, primary_key=True)
    offset_bytes = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "imported_log"

    def __str__(self) -> str:
        return f"{self.offset_bytes} bytes"
