"""What the site remembers about itself."""

from __future__ import annotations

from django.db import models


class SiteFact(models.Model):
    """A fact fixed once and kept: the display zone, whether this is sample content, the running release."""

    name = models.CharField(max_length=64, primary_key=True)
    value = models.TextField()

    class Meta:
        db_table = "site_fact"

    def __str__(self) -> str:
        return f"{self.name}={self.value}"
