"""The Django application of this folder: a table prefix and migrations, nothing more."""

from django.apps import AppConfig


class GroupConfig(AppConfig):
    """Tables of `yaowen.group`."""

    name = "yaowen.group"
    label = "group"
    default_auto_field = "django.db.models.BigAutoField"
