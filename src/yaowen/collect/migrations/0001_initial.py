import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Host',
            fields=[
                ('name', models.CharField(max_length=300, primary_key=True, serialize=False)),
                ('delay_seconds', models.FloatField(null=True)),
                ('next_at', models.DateTimeField()),
                ('holder', models.CharField(blank=True, default='', max_length=64)),
                ('robots', models.TextField(blank=True, default='')),
                ('robots_until', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'host',
            },
        ),
        migrations.CreateModel(
            name='Outlet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=64, unique=True)),
                ('name_hans', models.CharField(max_length=200)),
                ('name_hant', models.CharField(max_length=200)),
                ('name_en', models.CharField(max_length=200)),
                ('kind', models.CharField(default='newspaper', max_length=32)),
                ('country', models.CharField(blank=True, default='', max_length=2)),
                ('language', models.CharField(default='zh-Hans', max_length=16)),
                ('zone', models.CharField(default='Asia/Shanghai', max_length=64)),
                ('home_url', models.URLField(blank=True, default='', max_length=2000)),
                ('rights', models.CharField(choices=[('headline', 'headline'), ('excerpt', 'excerpt'), ('full', 'full')], default='excerpt', max_length=16)),
                ('pictures', models.BooleanField(default=False)),
                ('lowered', models.BooleanField(default=False)),
                ('private_origin', models.CharField(blank=True, default='', max_length=300)),
                ('folder', models.CharField(blank=True, default='', max_length=200)),
                ('source_read', models.TextField(blank=True, default='')),
                ('verified', models.CharField(default='never', max_length=32)),
                ('active', models.BooleanField(default=True)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'outlet',
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url_hash', models.BinaryField(max_length=16, unique=True)),
                ('article_id', models.BigIntegerField(null=True)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'tombstone',
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=16)),
                ('due_at', models.DateTimeField()),
                ('holder', models.CharField(blank=True, default='', max_length=64)),
                ('epoch', models.BigIntegerField(default=0)),
                ('attempts', models.IntegerField(default=0)),
                ('last_error', models.TextField(blank=True, default='')),
                ('url', models.URLField(max_length=2000, unique=True)),
                ('host', models.CharField(max_length=300)),
                ('title', models.CharField(blank=True, default='', max_length=500)),
                ('kind', models.CharField(default='rss', max_length=16)),
                ('etag', models.TextField(blank=True, default='')),
                ('last_modified', models.TextField(blank=True, default='')),
                ('interval_seconds', models.FloatField(default=0.0)),
                ('status', models.CharField(default='new', max_length=24)),
                ('status_since', models.DateTimeField(null=True)),
                ('last_ok_at', models.DateTimeField(null=True)),
                ('last_new_at', models.DateTimeField(null=True)),
                ('last_seconds', models.FloatField(default=0.0)),
                ('body', models.BinaryField(null=True)),
                ('failed_body', models.BinaryField(null=True)),
                ('outlet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='collect.outlet')),
            ],
            options={
                'db_table': 'feed',
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=16)),
                ('due_at', models.DateTimeField()),
                ('holder', models.CharField(blank=True, default='', max_length=64)),
                ('epoch', models.BigIntegerField(default=0)),
                ('attempts', models.IntegerField(default=0)),
                ('last_error', models.TextField(blank=True, default='')),
                ('url', models.URLField(max_length=2000)),
                ('host', models.CharField(max_length=300)),
                ('url_hash', models.BinaryField(max_length=16, unique=True)),
                ('guid_hash', models.BinaryField(max_length=16, null=True)),
                ('headline_hash', models.BinaryField(max_length=16, null=True)),
                ('item', models.JSONField(default=dict)),
                ('found_at', models.DateTimeField()),
                ('fetched_at', models.DateTimeField(null=True)),
                ('http_status', models.IntegerField(default=0)),
                ('final_url', models.URLField(blank=True, default='', max_length=2000)),
                ('content_type', models.CharField(blank=True, default='', max_length=200)),
                ('body', models.BinaryField(null=True)),
                ('body_hash', models.BinaryField(max_length=16, null=True)),
                ('decode_version', models.IntegerField(default=0)),
                ('feed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='collect.feed')),
                ('outlet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='collect.outlet')),
            ],
            options={
                'db_table': 'page',
            },
        ),
        migrations.AddIndex(
            model_name='feed',
            index=models.Index(fields=['state', 'due_at'], name='feed_state_6b7535_idx'),
        ),
        migrations.AddIndex(
            model_name='feed',
            index=models.Index(fields=['state', 'host', 'due_at'], name='feed_state_6cc7fd_idx'),
        ),
        migrations.AddIndex(
            model_name='page',
            index=models.Index(fields=['state', 'due_at'], name='page_state_8b1f8f_idx'),
        ),
        migrations.AddIndex(
            model_name='page',
            index=models.Index(fields=['state', 'host', 'due_at'], name='page_state_36448a_idx'),
        ),
        migrations.AddIndex(
            model_name='page',
            index=models.Index(fields=['outlet', 'guid_hash'], name='page_outlet__4062bd_idx'),
        ),
        migrations.AddIndex(
            model_name='page',
            index=models.Index(fields=['outlet', 'headline_hash'], name='page_outlet__707cd8_idx'),
        ),
        migrations.AddIndex(
            model_name='page',
            index=models.Index(fields=['fetched_at'], name='page_fetched_e5d4d8_idx'),
        ),
    ]
