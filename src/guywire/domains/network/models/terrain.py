"""Fetching of public terrain tiles."""

from django.db import models

from guywire.kit.tenancy.models import TenantModel


class TerrainFetch(TenantModel):
    """A list of tiles that an operator asked for, and what became of each.

    ``waiting`` are names; ``stored`` hold name, bytes and sha256; ``absent`` the names that the
    source does not have (sea); ``refused`` hold name and reason.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    state = models.CharField(max_length=9, choices=State, default=State.RUNNING)
    waiting = models.JSONField(default=list)
    stored = models.JSONField(default=list)
    absent = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "terrain fetch"
        verbose_name_plural = "terrain fetches"
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=["tenant", "-created_at"], name="network_terrain_fetch_recent"),
        )

    def __str__(self) -> str:
        return f"{self.row_count} tiles"

    @property
    def is_over(self) -> bool:
        return self.state != self.State.RUNNING

    @property
    def done_count(self) -> int:
        return len(self.stored) + len(self.absent) + len(self.refused)

    @property
    def row_count(self) -> int:
        return len(self.waiting) + self.done_count
