"""Stories, who belongs to them and why, and the log of events that made them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yaowen.belt.models import WorkItem


class Story(WorkItem):
    """One event. States: `changed` (its pages are to be rendered) → `rendered`; `merged`, `withdrawn`.

    `peak_at`: the hour with most of its reports; null below three.
    """

    language = models.CharField(max_length=16)
    headline_article_id = models.BigIntegerField(null=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    articles = models.IntegerField(default=0)
    outlets = models.IntegerField(default=0)
    origins = models.IntegerField(default=0)
    merged_into = models.BigIntegerField(null=True)
    peak_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "story"
        verbose_name_plural = "stories"
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"]),
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="story_merged_into"
            ),
        ]

    def __str__(self) -> str:
        return f"story {self.pk}"


class Membership(models.Model):
    """Which story an article belongs to, and why. `copy_of`: the article this is a near-copy of.

    The rest is what recounting a story and rebuilding the window need, so that neither reads other stages'
    tables: `published` as filed (clamped to the fetch), `fitness` for the headline, and `serial` (the version
    at which it was filed) with `window_at` (the window's time then). `origin_key`: who tells it, the credited source
    or the carrier (null: the carrier).
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
    origin_key = models.CharField(max_length=80, null=True)

    class Meta:
        db_table = "membership"

    def __str__(self) -> str:
        return f"article {self.article_id} in story {self.story_id}"


class GroupEvent(models.Model):
    """What happened to stories, in order, by language. Replays exactly.

    `filed`; `merged` (story → other), `split` and `moved` (articles of the reason: story → other), `withdrawn`;
    `follows` (story is a follow-up of the other; moves nothing); `linked`, `unlinked`, `link_freed`: what a person
    has decided about two stories in two languages (moves nothing), in the log of the language that sorts first.
    """

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
        indexes: ClassVar = [
            models.Index(fields=["story_id"], name="group_event_story"),
            models.Index(
                fields=["other_story_id"],
                condition=models.Q(other_story_id__isnull=False),
                name="group_event_other",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.version} {self.kind}"


class Apart(models.Model):
    """Two articles that a person put into different stories: their stories never become one by themselves.

    `version`: the event of the family's log that said so.
    """

    language = models.CharField(max_length=16)
    version = models.BigIntegerField()
    article_id = models.BigIntegerField(db_index=True)
    other_id = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "group_apart"
        indexes: ClassVar = [models.Index(fields=["language", "version"], name="group_apart_version")]

    def __str__(self) -> str:
        return f"articles {self.article_id} and {self.other_id} apart"


class FollowUp(models.Model):
    """A story 后续 that goes on from an earlier one 前情, found when it was two hours old."""

    story_id = models.BigIntegerField(db_index=True)
    earlier_id = models.BigIntegerField(db_index=True)
    score = models.FloatField()
    shared = models.JSONField(default=list)
    version = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "story_follow_up"

    def __str__(self) -> str:
        return f"story {self.story_id} follows {self.earlier_id}"


class StoryWord(models.Model):
    """A telling word of a story's headlines, hashed, to find earlier stories by; kept for 30 days.

    `hour`: hours since 1970 of the story's latest report when it was noted.
    """

    word = models.BigIntegerField()
    hour = models.IntegerField(db_index=True)
    story_id = models.BigIntegerField()

    class Meta:
        db_table = "story_word"
        indexes: ClassVar = [models.Index(fields=["word", "hour"], name="story_word_hour")]

    def __str__(self) -> str:
        return f"word {self.word} in story {self.story_id}"


class StoryLink(models.Model):
    """Two stories in two languages that tell one event, and why. A link that ended stays as a record.

    `story_id` is the smaller id of the two; `ended_at` null: it stands. All times are news time. `likeness`: of their
    sentence vectors, −1–1; null where none was taken. `by_person`: a person's word, which the program never ends.
    """

    story_id = models.BigIntegerField(db_index=True)
    other_id = models.BigIntegerField(db_index=True)
    score = models.FloatField()
    shared = models.JSONField(default=list)
    link_version = models.IntegerField(default=0)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=80, blank=True, default="")
    likeness = models.FloatField(null=True)
    by_person = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "story_link"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["story_id", "other_id"], condition=models.Q(ended_at__isnull=True), name="story_link_standing"
            )
        ]

    def __str__(self) -> str:
        return f"stories {self.story_id} and {self.other_id}"


class LinkPin(models.Model):
    """A person's word that two stories in two languages are linked, or are not: it holds for good.

    The stories are named by an article of each, and so are found after merges and splits. `version`: the event of
    `language`'s log that said so.
    """

    language = models.CharField(max_length=16)
    version = models.BigIntegerField()
    article_id = models.BigIntegerField(db_index=True)
    other_id = models.BigIntegerField(db_index=True)
    linked = models.BooleanField()

    class Meta:
        db_table = "story_link_pin"

    def __str__(self) -> str:
        return f"articles {self.article_id} and {self.other_id} {'linked' if self.linked else 'not linked'}"


class LiveText(models.Model):
    """What the window holds of a live article, packed, so that a start need not read its text again.

    `made_by`: the version of the reading; rows of another are not used. Rows go when their article leaves the window.
    """

    article_id = models.BigIntegerField(primary_key=True)
    made_by = models.CharField(max_length=40)
    window_at = models.DateTimeField(db_index=True)
    packed = models.BinaryField()

    class Meta:
        db_table = "group_live_text"

    def __str__(self) -> str:
        return f"text of article {self.article_id}"


class GroupHead(models.Model):
    """The version of one language's stories: moved on by compare-and-swap, so that one writer wins."""

    language = models.CharField(max_length=16, primary_key=True)
    version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "group_head"

    def __str__(self) -> str:
        return f"{self.language} {self.version}"
