"""The Django application of this folder: a table prefix and migrations, nothing more."""

from django.apps import AppConfig


class BeltConfig(AppConfig):
    """Tables of `yaowen.belt`."""

    name = "yaowen.belt"
    label = "belt"
    default_auto_field = "django.db.models.BigAutoField"
