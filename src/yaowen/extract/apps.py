"""The Django application of this folder: a table prefix and migrations, nothing more."""

from django.apps import AppConfig


class ExtractConfig(AppConfig):
    """Tables of `yaowen.extract`."""

    name = "yaowen.extract"
    label = "extract"
    default_auto_field = "django.db.models.BigAutoField"
