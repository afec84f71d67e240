"""Outlets, feeds, hosts and pages."""

from __future__ import annotations

from django.db import models

from yaowen.belt.models import WorkItem


class Outlet(models.Model):
    """A news outlet 媒体. `slug` is unique and never its host.

    `private_origin` is the one host:port in a private network that it may be fetched from. `language_guessed`
    until its first headlines have told its language. `charset`: the operator's word for an outlet that lies about
    it; empty: decided page by page.
    """

    RIGHTS = (("headline", "headline"), ("excerpt", "excerpt"), ("full", "full"))

    slug = models.SlugField(max_length=64, unique=True)
    name_hans = models.CharField(max_length=200, db_index=True)
    name_hant = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    kind = models.CharField(max_length=32, default="newspaper")
    country = models.CharField(max_length=2, blank=True, default="")
    language = models.CharField(max_length=16, default="zh-Hans")
    zone = models.CharField(max_length=64, default="Asia/Shanghai")
    charset = models.CharField(max_length=32, blank=True, default="")
    home_url = models.URLField(max_length=2000, blank=True, default="")
    rights = models.CharField(max_length=16, choices=RIGHTS, default="excerpt")
    pictures = models.BooleanField(default=False)
    lowered = models.BooleanField(default=False)
    lowered_reason = models.TextField(blank=True, default="")
    rights_changed = models.BooleanField(default=False)
    private_origin = models.CharField(max_length=300, blank=True, default="")
    folder = models.CharField(max_length=200, blank=True, default="")
    source_read = models.TextField(blank=True, default="")
    verified = models.CharField(max_length=32, default="never")
    active = models.BooleanField(default=True)
    language_guessed = models.BooleanField(default=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "outlet"
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.name_hans or self.slug


class Asked(WorkItem):
    """A row whose address is asked of a host.

    `host` is the host:port to be asked next: that of `url`, or of `hop` while a chain of redirects is followed from
    host to host (`{"url", "chain", "permanent"}`; None at the beginning).
    """

    host = models.CharField(max_length=300)
    hop = models.JSONField(null=True)

    class Meta:
        abstract = True


class Feed(Asked):
    """One feed of an outlet. States: `due` (waiting for `due_at`, or held), `retired` (410, removed).

    `pace`: what it says and shows of its own rhythm (`rules.habits.Habits`). `opt_out`: what its answer forbids.
    `moved_url`: where permanent redirects
    lead, seen `moved_seen` times since `moved_since`; `moved_from`: its earlier addresses, `[url, until]` each.
    `rule`: what a list page's links are known by (`rules.lists.rule`), or the sitemap index that a map belongs to
    (`sitemap_maps`); empty for other feeds. `newest_item_at` (news time) and `item_gap_seconds`: its own rhythm as
    its last list shows it, for `rules.silence`.
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="feeds")
    url = models.URLField(max_length=2000, unique=True)
    title = models.CharField(max_length=500, blank=True, default="")
    kind = models.CharField(max_length=16, default="rss")
    rule = models.JSONField(default=dict, blank=True)
    etag = models.TextField(blank=True, default="")
    last_modified = models.TextField(blank=True, default="")
    interval_seconds = models.FloatField(default=0.0)
    pace = models.JSONField(default=dict, blank=True)
    opt_out = models.CharField(max_length=200, blank=True, default="")
    moved_url = models.URLField(max_length=2000, blank=True, default="")
    moved_seen = models.IntegerField(default=0)
    moved_since = models.DateTimeField(null=True)
    moved_from = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=24, default="new")
    status_since = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)
    last_new_at = models.DateTimeField(null=True)
    last_seconds = models.FloatField(default=0.0)
    newest_item_at = models.DateTimeField(null=True)
    item_gap_seconds = models.FloatField(default=0.0)
    body = models.BinaryField(null=True)
    failed_body = models.BinaryField(null=True)

    class Meta:
        db_table = "feed"
        indexes = (models.Index(fields=["state", "due_at"]), models.Index(fields=["state", "host", "due_at"]))

    def __str__(self) -> str:
        return self.url


class OutletHealth(models.Model):
    """How an outlet fares, by its feeds and its pages together (`rules.outlet_state`); times are real time.

    `state`: a value of `rules.health.FeedStatus`. `pages`: a sign for each of its last pages, the newest last
    (`rules.page_marks`). `page_body`: the last bytes of a page that were none of an article, from `page_url`.
    """

    outlet = models.OneToOneField(Outlet, on_delete=models.CASCADE, primary_key=True, related_name="health")
    state = models.CharField(max_length=24, default="new", db_index=True)
    message = models.TextField(blank=True, default="")
    since = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)
    pages = models.CharField(max_length=20, blank=True, default="")
    page_url = models.URLField(max_length=2000, blank=True, default="")
    page_body = models.BinaryField(null=True)

    class Meta:
        db_table = "outlet_health"
        verbose_name = verbose_name_plural = "health of outlets"

    def __str__(self) -> str:
        return f"{self.outlet_id}: {self.state}"


class HealthEvent(models.Model):
    """An outlet's state changed: from, to, when (real time), why. The last fifty an outlet are kept."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="health_events")
    was = models.CharField(max_length=24)
    state = models.CharField(max_length=24)
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")

    class Meta:
        db_table = "health_event"
        indexes = (models.Index(fields=["outlet", "at"]), models.Index(fields=["at"]))

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.was} → {self.state}"


class Host(models.Model):
    """Politeness: one request at a time for a host, and a pause between two. `name` is host:port.

    The row is the mutex: who moves `next_at` on (to the end of a lease) may ask the host. A delay of 0 set by
    the operator means that no politeness is needed: such a host is asked several times at once, without the mutex.
    `delay_seconds` null: the setting. `robots` holds until `robots_until`.
    """

    name = models.CharField(max_length=300, primary_key=True)
    delay_seconds = models.FloatField(null=True)
    next_at = models.DateTimeField()
    holder = models.CharField(max_length=64, blank=True, default="")
    robots = models.TextField(blank=True, default="")
    robots_until = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)
    tdm = models.TextField(blank=True, default="")
    tdm_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "host"

    def __str__(self) -> str:
        return self.name


class Picture(Asked):
    """A picture that leads an article; one row an address.

    States: `wanted` → `kept` (its files are made) → `shown` (the edition holds them, the files here are let go);
    `refused` (no picture for an article, or not for us), `failed`, `gone` (404, withdrawn).
    `erased` (withdrawn) and `unused` (no page shows it any more) until the edition has let go of it too.
    `named_page`: the article's page is named as Referer. `files`: [width, height, kind] of each file.
    `withdrawn` rows keep their hashes, so that neither the address nor the same bytes are kept again.
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE)
    url = models.URLField(max_length=2000, blank=True)
    url_hash = models.BinaryField(max_length=16, unique=True)
    referer = models.URLField(max_length=2000, blank=True, default="")
    named_page = models.BooleanField(default=False)
    wanted_at = models.DateTimeField()
    http_status = models.IntegerField(default=0)
    body_hash = models.BinaryField(max_length=16, null=True, db_index=True)
    name = models.CharField(max_length=32, blank=True, default="", db_index=True)
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)
    tone = models.CharField(max_length=7, blank=True, default="")
    files = models.JSONField(default=list)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        db_table = "picture"
        indexes = (models.Index(fields=["state", "due_at"]), models.Index(fields=["state", "host", "due_at"]))

    def __str__(self) -> str:
        return self.url or f"picture {self.pk}"


class PictureFile(models.Model):
    """The bytes of one file of a kept picture, until the edition holds them."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="made")
    width = models.IntegerField()
    kind = models.CharField(max_length=8)
    body = models.BinaryField()

    class Meta:
        db_table = "picture_file"

    def __str__(self) -> str:
        return f"{self.picture_id}-{self.width}.{self.kind}"


class Page(Asked):
    """An article's address and its bytes.

    States: `found` → `fetched` → `extracted`; `gone` (404, 410, not wanted), `failed` (kept for the operator),
    `alias` (a further address of a page we have, never fetched as long as nothing changes; `place_hash` names it).
    A page that cannot be fetched for good but stands in a feed goes to `fetched` without a body: its
    article is then made of the feed's own words, so that nothing is lost.

    An extracted page goes back to `found` for a revisit: `visit` says why (`retitled`, `updated`, `recheck`),
    `visits` counts those so far, `visited_at` and `recheck_at` are real time.

    What it is known by, beside `url_hash`: `key_hash` (its address folded, rules/address_key.py), `number_hash` (the
    article's number in the address), `place_hash` (where it redirects to, or what it declares as its own address).
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE)
    feed = models.ForeignKey(Feed, on_delete=models.SET_NULL, null=True)
    url = models.URLField(max_length=2000)
    url_hash = models.BinaryField(max_length=16, unique=True)
    guid_hash = models.BinaryField(max_length=16, null=True)
    headline_hash = models.BinaryField(max_length=16, null=True)
    key_hash = models.BinaryField(max_length=16, null=True, unique=True)
    number_hash = models.BinaryField(max_length=16, null=True)
    place_hash = models.BinaryField(max_length=16, null=True)
    etag = models.CharField(max_length=1000, blank=True, default="")
    last_modified = models.CharField(max_length=200, blank=True, default="")
    visit = models.CharField(max_length=16, blank=True, default="")
    visits = models.IntegerField(default=0)
    visited_at = models.DateTimeField(null=True)
    recheck_at = models.DateTimeField(null=True)
    item = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    http_status = models.IntegerField(default=0)
    final_url = models.URLField(max_length=2000, blank=True, default="")
    content_type = models.CharField(max_length=200, blank=True, default="")
    body = models.BinaryField(null=True)
    body_hash = models.BinaryField(max_length=16, null=True)
    decode_version = models.IntegerField(default=0)
    opted_out = models.BooleanField(default=False)
    opt_out = models.CharField(max_length=200, null=True)
    withholds_pictures = models.BooleanField(default=False)
    picture = models.ForeignKey(Picture, on_delete=models.SET_NULL, null=True)

    class Meta:
        db_table = "page"
        indexes = (
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["state", "host", "due_at"]),
            models.Index(fields=["outlet", "guid_hash"]),
            models.Index(fields=["outlet", "headline_hash"]),
            models.Index(fields=["outlet", "number_hash"]),
            models.Index(fields=["outlet", "place_hash"]),
            models.Index(fields=["recheck_at"]),
            models.Index(fields=["fetched_at"]),
        )

    def __str__(self) -> str:
        return self.url


class Tombstone(models.Model):
    """A withdrawn address: never collected again. Holds no text."""

    url_hash = models.BinaryField(max_length=16, unique=True)
    article_id = models.BigIntegerField(null=True)
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "tombstone"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.reason}"


class Subscription(WorkItem):
    """A feed's WebSub subscription: its hub pushes what is new to `/_/websub/<token>`.

    States: `wanted` → `asked` → `live` (renewed at `due_at`), `denied` and `silent` (read in full, asked again later),
    `leaving` (being ended; also of a feed that is no more). What the hub may verify now stands in `expecting`
    (`subscribe`, `unsubscribe`, or empty). `secret` signs the pushes; empty where it could not be sent safely: such a
    push only makes the feed due. Neither it nor `token` is ever shown.
    """

    feed = models.OneToOneField(Feed, on_delete=models.SET_NULL, null=True, related_name="subscription")
    hub_url = models.CharField(max_length=2000)
    host = models.CharField(max_length=300)
    topic_url = models.CharField(max_length=2000)
    private_origin = models.CharField(max_length=300, blank=True, default="")
    token = models.CharField(max_length=64, unique=True)
    secret = models.CharField(max_length=128, blank=True, default="")
    expecting = models.CharField(max_length=16, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    last_push_at = models.DateTimeField(null=True)
    last_push_hash = models.BinaryField(max_length=16, null=True)
    pushes = models.IntegerField(default=0)
    refused_pushes = models.IntegerField(default=0)
    pushed_items = models.IntegerField(default=0)
    misses = models.IntegerField(default=0)

    class Meta:
        db_table = "websub_subscription"
        indexes = (models.Index(fields=["state", "due_at"]),)

    def __str__(self) -> str:
        return f"{self.topic_url}: {self.state}"


class Push(WorkItem):
    """What a hub has pushed, as it came, kept before the hub is answered. State: `received`; read ones are deleted."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="waiting")
    body = models.BinaryField()
    body_hash = models.BinaryField(max_length=16)
    content_type = models.CharField(max_length=200, blank=True, default="")
    received_at = models.DateTimeField()

    class Meta:
        db_table = "websub_push"
        indexes = (models.Index(fields=["state", "due_at"]),)
        constraints = (models.UniqueConstraint(fields=["subscription", "body_hash"], name="push_once"),)

    def __str__(self) -> str:
        return f"{self.subscription_id} at {self.received_at}"
