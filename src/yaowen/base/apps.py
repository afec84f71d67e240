"""The Django application of this folder: a table prefix and migrations, nothing more."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Tables of `yaowen.base`."""

    name = "yaowen.base"
    label = "base"
    default_auto_field = "django.db.models.BigAutoField"
