"""The Django application of this folder: a table prefix and migrations, nothing more."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Tables of `yaowen.staff`."""

    name = "yaowen.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"
