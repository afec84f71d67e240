"""Articles and the facts read out of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yaowen.belt.models import WorkItem


class Article(WorkItem):
    """An article as read. States: `new` → `grouped` → `indexed`; `withdrawn` (a tombstone, no text).

    `aside`: nothing can be made of it, not even a story of its own: kept for the operator, `last_error` says why.

    `page_hash` is that of the bytes it was read from; None: the feed's words.
    `source` is the credited source 来源 as printed; `outlet` is the carrier. `first_seen` is news time.
    `headline` is as printed; `column` is the tag 【…】 at its beginning, `part` the number at its end, without marks.
    `editors`: who edited it 责编, no authors; None: nobody is named.
    `modified`: when the outlet says that it last changed it. `access`: `teaser` (only its beginning is shown), `paid`.
    `blocks`: [kind, text] each, and where it has links or is a picture a third: {"links": [[start, end, address]],
    "address"}. Of an article on several pages 下一页 they are those of all parts.
    """

    outlet = models.ForeignKey("collect.Outlet", on_delete=models.CASCADE)
    page = models.OneToOneField("collect.Page", on_delete=models.SET_NULL, null=True)
    url = models.URLField(max_length=2000)
    headline = models.TextField()
    site = models.TextField(blank=True, default="")
    source = models.TextField(blank=True, default="")
    authors = models.JSONField(default=list)
    published = models.DateTimeField(db_index=True)
    published_precision = models.CharField(max_length=8, default="none")
    published_raw = models.TextField(blank=True, default="")
    published_zone = models.CharField(max_length=64, blank=True, default="")
    published_confidence = models.FloatField(default=0.0)
    first_seen = models.DateTimeField()
    image = models.URLField(max_length=2000, blank=True, default="")
    image_caption = models.TextField(blank=True, default="")
    image_credit = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=16, blank=True, default="")
    blocks = models.JSONField(default=list)
    lowered = models.BooleanField(default=False)
    confidence = models.FloatField(default=0.0)
    extract_version = models.IntegerField(default=0)
    facts_version = models.IntegerField(default=0)
    page_hash = models.BinaryField(max_length=16, null=True)
    column = models.CharField(max_length=40, blank=True, default="", db_default="")
    part = models.CharField(max_length=16, blank=True, default="", db_default="")
    modified = models.DateTimeField(null=True)
    access = models.CharField(max_length=8, blank=True, default="", db_default="")
    editors = models.JSONField(null=True)

    class Meta:
        db_table = "article"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["outlet", "published"]),
        ]

    def __str__(self) -> str:
        return self.headline or f"article {self.pk}"


class Aside(models.Model):
    """A later stage could not do its work on an article, which goes on without: kept until it is tried again."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="asides")
    stage = models.CharField(max_length=32)
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "article_aside"
        verbose_name = "article set aside"
        verbose_name_plural = "articles set aside"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["article", "stage"], name="article_aside_stage")
        ]

    def __str__(self) -> str:
        return f"article {self.article_id}, {self.stage}: {self.reason}"


class Revision(models.Model):
    """A former version of an article: what stood there until `at` (news time), before the outlet changed it.

    `changed` names what did: `headline`, `text`, or both. `text_hash` stands for the former text, which is not kept.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    at = models.DateTimeField()
    headline = models.TextField(blank=True, default="")
    published = models.DateTimeField()
    text_hash = models.BinaryField(max_length=16)
    changed = models.CharField(max_length=32)
    extract_version = models.IntegerField(default=0)

    class Meta:
        db_table = "revision"

    def __str__(self) -> str:
        return f"article {self.article_id} until {self.at:%Y-%m-%d %H:%M}: {self.headline}"


class Fold(models.Model):
    """A page that shows an article we have from another page: it makes none of its own."""

    page = models.OneToOneField("collect.Page", on_delete=models.CASCADE)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="folds")
    why = models.CharField(max_length=64)

    class Meta:
        db_table = "fold"

    def __str__(self) -> str:
        return f"page {self.page_id} shows article {self.article_id} ({self.why})"


class Part(models.Model):
    """One page of an article that goes on over several 下一页, the first among them; its text alone.

    States: `asked` (fetched next), `read`, `missing` (cannot be had, or only repeats earlier parts: the text ends).
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="parts")
    page = models.OneToOneField("collect.Page", on_delete=models.CASCADE)
    number = models.IntegerField()
    state = models.CharField(max_length=8)
    blocks = models.JSONField(default=list)

    class Meta:
        db_table = "article_part"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["article", "number"], name="article_part_number")
        ]

    def __str__(self) -> str:
        return f"part {self.number} of article {self.article_id}"


class Evidence(models.Model):
    """What the operator asks of a reading: where each field was read from, and what else stood on the page.

    `origins`: [field, where, confidence] each; `furniture`: [kind, text, address] each. Goes with the page's bytes.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="evidence")
    origins = models.JSONField(default=list)
    furniture = models.JSONField(default=list)

    class Meta:
        db_table = "article_evidence"
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return f"how article {self.article_id} was read"


class OutletRule(models.Model):
    """An operator's rule for reading the pages of an outlet: CSS selectors by field (`rules.page_rule`).

    It stands over the one in the outlet's file; an empty one has the pages read without any. `saved_at` is real time.
    """

    outlet = models.OneToOneField(
        "collect.Outlet", on_delete=models.CASCADE, primary_key=True, related_name="reading_rule"
    )
    rule = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        db_table = "outlet_rule"
        verbose_name = "reading rule"

    def __str__(self) -> str:
        return f"how pages of outlet {self.outlet_id} are read"


class TextPicture(models.Model):
    """A picture in the text of an article that its outlet's rights let be shown: asked for, kept, or refused."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="text_pictures")
    picture = models.ForeignKey("collect.Picture", on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "text_picture"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["article", "picture"], name="text_picture_once")
        ]

    def __str__(self) -> str:
        return f"picture {self.picture_id} in article {self.article_id}"


class Rereading(WorkItem):
    """An errand: an outlet's articles whose pages are kept are read anew, the newest page first.

    States: `due` → `done`. `below`: pages from this id on have been read; None: none yet. `changed` articles go
    through the later stages once more; `unreadable` ones stay as they are. Times are real.
    """

    outlet = models.ForeignKey("collect.Outlet", on_delete=models.CASCADE, related_name="rereadings")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    below = models.BigIntegerField(null=True)
    articles = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    unreadable = models.IntegerField(default=0)

    class Meta:
        db_table = "rereading"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"outlet {self.outlet_id} read anew: {self.state}"


class BenchPage(models.Model):
    """A page that an operator looks at on the bench, packed as `collect.packing` does; one an operator, for a day."""

    operator = models.CharField(max_length=150, unique=True)
    outlet = models.ForeignKey("collect.Outlet", on_delete=models.CASCADE, null=True)
    url = models.URLField(max_length=2000)
    content_type = models.CharField(max_length=200, blank=True, default="")
    body = models.BinaryField()
    fetched_at = models.DateTimeField()

    class Meta:
        db_table = "bench_page"

    def __str__(self) -> str:
        return self.url


class ClaimRow(models.Model):
    """A claim of an article; the texts are copies of the spans, for pages that list claims."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="claims")
    place = models.IntegerField()
    paragraph = models.IntegerField()
    speaker_span = models.JSONField(null=True)
    cue_span = models.JSONField(null=True)
    content_spans = models.JSONField(default=list)
    speaker = models.TextField(blank=True, default="")
    resolved = models.TextField(blank=True, default="")
    cue = models.CharField(max_length=64, blank=True, default="")
    content = models.TextField(blank=True, default="")
    stance = models.CharField(max_length=16)
    mode = models.CharField(max_length=1)
    speaker_kind = models.CharField(max_length=16, default="unknown")
    within = models.IntegerField(null=True)
    confidence = models.FloatField(default=0.5)

    class Meta:
        db_table = "claim"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["article", "place"], name="claim_place")
        ]

    def __str__(self) -> str:
        return f"{self.speaker or self.resolved} {self.cue} {self.content}"


class MomentRow(models.Model):
    """A resolved time expression of an article, with the sentence it stands in."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="moments")
    paragraph = models.IntegerField()
    start = models.IntegerField()
    end = models.IntegerField()
    text = models.CharField(max_length=200)
    value = models.CharField(max_length=64)
    sentence = models.TextField(blank=True, default="")

    class Meta:
        db_table = "moment"

    def __str__(self) -> str:
        return f"{self.text} = {self.value}"


class NameRow(models.Model):
    """A glossed name of an article."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="names")
    paragraph = models.IntegerField()
    start = models.IntegerField()
    end = models.IntegerField()
    zh = models.CharField(max_length=200, db_index=True)
    latin = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, default="other")

    class Meta:
        db_table = "name"

    def __str__(self) -> str:
        return f"{self.zh}({self.latin})"
