"""The Django application of this folder: a table prefix and migrations, nothing more."""

from django.apps import AppConfig


class NamesConfig(AppConfig):
    """Tables of `yaowen.names`."""

    name = "yaowen.names"
    label = "names"
    default_auto_field = "django.db.models.BigAutoField"
