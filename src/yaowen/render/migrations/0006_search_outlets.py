from django.db import migrations, models


def count_as_unmarked(apps, schema_editor):
    """Entries of before this version have no outlet in SQLite's index: the workers put it in while the site runs."""
    if schema_editor.connection.vendor == "sqlite":
        apps.get_model("render", "SearchBlock").objects.update(has_outlets=False)


class Migration(migrations.Migration):

    dependencies = [
        ('render', '0005_search_blocks'),
    ]

    operations = [
        migrations.AddField(
            model_name='searchblock',
            name='has_outlets',
            field=models.BooleanField(default=True),
        ),
        migrations.RunPython(count_as_unmarked, migrations.RunPython.noop),
    ]
