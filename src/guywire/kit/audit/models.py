"""The audit trail as the application may see it: read-only, by row-level security one tenant's."""

from django.db import models


class Change(models.Model):
    """One row's change; ``changed`` maps a column to [old, new], secrets shown as ***."""

    class Operation(models.TextChoices):
        INSERT = "I", "created"
        UPDATE = "U", "changed"
        DELETE = "D", "removed"

    id = models.BigAutoField(primary_key=True)
    tenant_id = models.UUIDField()
    table_name = models.TextField()
    row_id = models.UUIDField()
    operation = models.CharField(max_length=1, choices=Operation)
    changed = models.JSONField()
    actor = models.TextField()
    request_id = models.TextField()
    door = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "audit_change"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id} {self.get_operation_display()} by {self.actor}"
