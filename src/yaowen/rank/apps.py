"""The Django application of this folder: a table prefix and migrations, nothing more."""

from django.apps import AppConfig


class RankConfig(AppConfig):
    """Tables of `yaowen.rank`."""

    name = "yaowen.rank"
    label = "rank"
    default_auto_field = "django.db.models.BigAutoField"
