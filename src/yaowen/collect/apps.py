"""The Django application of this folder: a table prefix and migrations, nothing more."""

from django.apps import AppConfig


class CollectConfig(AppConfig):
    """Tables of `yaowen.collect`."""

    name = "yaowen.collect"
    label = "collect"
    default_auto_field = "django.db.models.BigAutoField"
