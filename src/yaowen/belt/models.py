"""The columns of work on a row, and leases."""

from __future__ import annotations

from django.db import models


class WorkItem(models.Model):
    """A row that a stage works on.

    `due_at` (real time) says when it may be claimed; claiming moves it to the end of the lease, so that
    a row whose worker died comes due again by itself.
    """

    state = models.CharField(max_length=16)
    due_at = models.DateTimeField()
    holder = models.CharField(max_length=64, blank=True, default="")
    epoch = models.BigIntegerField(default=0)
    attempts = models.IntegerField(default=0)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        abstract = True


class Lease(models.Model):
    """One holder at a time for a named duty (scheduler, publisher); runs on real time."""

    name = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=64)
    epoch = models.BigIntegerField(default=0)
    until = models.DateTimeField()

    class Meta:
        db_table = "lease"

    def __str__(self) -> str:
        return f"{self.name}: {self.holder} until {self.until}"


class Worker(models.Model):
    """A process that works on the belt and shows every few seconds that it lives.

    `place` is the machine's boot and process namespace, within which `pid` and `born` (ticks since the boot) name one
    process exactly; elsewhere only `beat_at` tells whether it lives.
    """

    name = models.CharField(max_length=64, primary_key=True)
    machine = models.CharField(max_length=200)
    place = models.CharField(max_length=120)
    pid = models.IntegerField()
    born = models.BigIntegerField()
    lanes = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    class Meta:
        db_table = "worker"

    def __str__(self) -> str:
        return f"{self.name} on {self.machine}"
