"""Stories, who belongs to them and why, and the log of events that made them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yaowen.belt.models import WorkItem


class Story(WorkItem):
    """One event. States: `changed` (its pages are to be rendered) → `rendered`; `merged`, `withdrawn`."""

    language = models.CharField(max_length=16)
    headline_article_id = models.BigIntegerField(null=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    articles = models.IntegerField(default=0)
    outlets = models.IntegerField(default=0)
    origins = models.IntegerField(default=0)
    merged_into = models.BigIntegerField(null=True)

    class Meta:
        db_table = "story"
        verbose_name_plural = "stories"
        indexes: ClassVar = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"story {self.pk}"


class Membership(models.Model):
    """Which story an article belongs to, and why. `copy_of`: the article this is a near-copy of.

    The rest is what recounting a story and rebuilding the window need, so that neither reads other stages'
    tables: `published` as filed (clamped to the fetch), `fitness` for the headline, and `serial` (the version
    at which it was filed) with `window_at` (the window's time then).
    """

    article_id = models.BigIntegerField(primary_key=True)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="members")
    copy_of = models.BigIntegerField(null=True, db_index=True)
    rule = models.CharField(max_length=24)
    score = models.FloatField(default=0.0)
    shared = models.JSONField(default=list)
    group_version = models.IntegerField(default=0)
    filed_at = models.DateTimeField()
    outlet_id = models.BigIntegerField()
    published = models.DateTimeField()
    fitness = models.FloatField(default=0.0)
    serial = models.BigIntegerField()
    window_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "membership"

    def __str__(self) -> str:
        return f"article {self.article_id} in story {self.story_id}"


class GroupEvent(models.Model):
    """What happened to stories, in order, by language: filed, merged, split, moved, withdrawn. Replays exactly."""

    language = models.CharField(max_length=16)
    version = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    article_id = models.BigIntegerField(null=True)
    story_id = models.BigIntegerField()
    other_story_id = models.BigIntegerField(null=True)
    reason = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "group_event"
        constraints: ClassVar = [models.UniqueConstraint(fields=["language", "version"], name="group_event_version")]

    def __str__(self) -> str:
        return f"{self.language} {self.version} {self.kind}"


class GroupHead(models.Model):
    """The version of one language's stories: moved on by compare-and-swap, so that one writer wins."""

    language = models.CharField(max_length=16, primary_key=True)
    version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "group_head"

    def __str__(self) -> str:
        return f"{self.language} {self.version}"
