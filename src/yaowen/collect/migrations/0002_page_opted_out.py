"""Pages keep whether their headers ask not to show the text."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column more."""

    dependencies = [
        ("collect", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="opted_out",
            field=models.BooleanField(default=False),
        ),
    ]
