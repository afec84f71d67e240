"""What the desk keeps of its own: the keys of the API."""

from __future__ import annotations

from django.db import models


class ApiKey(models.Model):
    """A key of the JSON API: its hash alone, so that nobody can read it from the database.

    `hint`: how the key begins, to tell one from another. A key with `closed_at` opens nothing any more.
    """

    name = models.CharField(max_length=100, help_text="Whose it is, or what for.")
    hint = models.CharField(max_length=12)
    hash = models.BinaryField(max_length=32, unique=True)
    a_minute = models.PositiveIntegerField(
        "requests a minute", default=1200, db_default=1200, help_text="How many requests are answered in a minute."
    )
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_key"
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"
