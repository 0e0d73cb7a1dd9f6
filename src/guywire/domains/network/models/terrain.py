"""Fetching of public terrain tiles."""

from django.db import models

from guywire.kit.jobs.models import Run


class TerrainFetch(Run):
    """A list of tiles that an operator asked for, and what became of each.

    ``waiting`` are names; ``stored`` hold name, bytes and sha256; ``absent`` the names that the
    source does not have (sea); ``refused`` hold name and reason.
    """

    job = "guywire.network.fetch_terrain"
    noun = "terrain_fetch"

    waiting = models.JSONField(default=list)
    stored = models.JSONField(default=list)
    absent = models.JSONField(default=list)
    refused = models.JSONField(default=list)

    class Meta:
        verbose_name = "terrain fetch"
        verbose_name_plural = "terrain fetches"
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=["tenant", "-created_at"], name="network_terrain_fetch_recent"),
        )

    def __str__(self) -> str:
        return f"{self.row_count} tiles"
