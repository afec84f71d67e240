from django.db import migrations, models
from django.db.models import F, Max, Min

BLOCK_BITS = 9
KEYS = (
    "(ARRAY[(article_id >> 9) * 4, (article_id >> 12) * 4 + 1, (article_id >> 15) * 4 + 2, -outlet_id])"
)
SMALL = 5_000
"""Of so many entries the index over blocks and words is made here, in seconds; of more by the workers, while the site
runs (render/search/upkeep.py): it took 10 minutes for 300,000 on a loaded machine. Queries find the same by either index."""


def measure_blocks(apps, schema_editor):
    entries, blocks = apps.get_model("render", "SearchEntry"), apps.get_model("render", "SearchBlock")
    number = F("article_id").bitrightshift(BLOCK_BITS)
    spans = entries.objects.values(number=number).annotate(earliest=Min("published"), latest=Max("published"))
    blocks.objects.bulk_create(blocks(**span) for span in spans)


def make_block_index(apps, schema_editor):
    entries = apps.get_model("render", "SearchEntry")
    if schema_editor.connection.vendor == "sqlite":
        # Without it a time is read from behind the text: two or three pages further on, and behind another index.
        schema_editor.execute("CREATE INDEX search_entry_head ON search_entry (article_id, published, outlet_id)")
    if schema_editor.connection.vendor == "postgresql" and entries.objects.all()[: SMALL + 1].count() <= SMALL:
        schema_editor.execute(f"CREATE INDEX search_entry_parts ON search_entry USING gin ({KEYS}, words)")
        schema_editor.execute("DROP INDEX search_entry_words")


def drop_block_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP INDEX search_entry_head")
    else:
        schema_editor.execute("DROP INDEX IF EXISTS search_entry_parts")
        schema_editor.execute("CREATE INDEX IF NOT EXISTS search_entry_words ON search_entry USING gin (words)")


class Migration(migrations.Migration):

    dependencies = [
        ('render', '0004_digest_readers'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchBlock',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('earliest', models.DateTimeField()),
                ('latest', models.DateTimeField()),
            ],
            options={
                'db_table': 'search_block',
            },
        ),
        migrations.AddIndex(
            model_name='searchentry',
            index=models.Index(fields=['outlet_id', 'published', 'article_id'], name='search_entry_outlet'),
        ),
        migrations.RunPython(measure_blocks, migrations.RunPython.noop),
        migrations.RunPython(make_block_index, drop_block_index),
    ]
