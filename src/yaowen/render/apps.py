"""The Django application of this folder: a table prefix and migrations, nothing more."""

from django.apps import AppConfig


class RenderConfig(AppConfig):
    """Tables of `yaowen.render`."""

    name = "yaowen.render"
    label = "render"
    default_auto_field = "django.db.models.BigAutoField"
