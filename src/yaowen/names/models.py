"""Names, their written forms, where they were seen, and what an operator decided about them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

NAME_CHARS = 200


class KnownName(models.Model):
    """A person, place or organisation. Its id stands in the address of its page and is never used for another.

    `zh`: the spelling it was first known by, simplified. `shown`: the one pages call it by, where most outlets print
    another; empty for the same. `listed`: it is in the table of spellings that ships. `outlets`: how many
    outlets have named it in words of their own. `opened`: it has a page. `hidden`: an operator keeps it without one.
    `joined_to`: the name that it was joined to, whose page answers for it. `due_at`: real time since which its page is
    to be rendered; null while it stands as it should.
    """

    zh = models.CharField(max_length=NAME_CHARS, unique=True)
    shown = models.CharField(max_length=NAME_CHARS, blank=True, default="")
    latin = models.CharField(max_length=NAME_CHARS, blank=True, default="")
    latin_key = models.CharField(max_length=NAME_CHARS, blank=True, default="", db_index=True)
    kind = models.CharField(max_length=16)
    listed = models.BooleanField(default=False)
    first_article = models.BigIntegerField()
    outlets = models.IntegerField(default=0)
    opened = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    joined_to = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "known_name"
        verbose_name = "name"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="known_name_due"),
            models.Index(fields=["joined_to"], condition=models.Q(joined_to__isnull=False), name="known_name_joined"),
        ]

    def __str__(self) -> str:
        return f"{self.zh} ({self.latin})" if self.latin else self.zh


class NameForm(models.Model):
    """A written form of a name, simplified, that the table does not have. `told_by`: `gloss` or `latin`."""

    form = models.CharField(max_length=NAME_CHARS, primary_key=True)
    name = models.ForeignKey(KnownName, on_delete=models.CASCADE, related_name="forms")
    told_by = models.CharField(max_length=8)

    class Meta:
        db_table = "name_form"

    def __str__(self) -> str:
        return self.form


class Sighting(models.Model):
    """An article that names somebody. `printed`: the form, as printed; `own`: no copy of another outlet's text."""

    name = models.ForeignKey(KnownName, on_delete=models.CASCADE, related_name="sightings")
    article_id = models.BigIntegerField()
    story_id = models.BigIntegerField(db_index=True)
    outlet_id = models.BigIntegerField()
    own = models.BooleanField(default=True)
    printed = models.CharField(max_length=NAME_CHARS)
    at = models.DateTimeField()

    class Meta:
        db_table = "name_sighting"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["article_id", "name"], name="name_sighting_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name", "-at", "-article_id"], name="name_sighting_newest")
        ]

    def __str__(self) -> str:
        return f"{self.printed} in article {self.article_id}"


class NameDecision(models.Model):
    """An operator's word on a name, kept for ever."""

    KINDS = (("hide", "hide its page"), ("show", "show its page again"), ("join", "join to another name"),
             ("part", "take a join back"))  # fmt: skip

    kind = models.CharField(max_length=8, choices=KINDS)
    name_id = models.BigIntegerField()
    other_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        db_table = "name_decision"
        verbose_name = "decision on a name"
        verbose_name_plural = "decisions on names"

    def __str__(self) -> str:
        return f"{self.kind} {self.name_id}"
