"""A list as people want to see it again."""

from django.db import models

from ..tenancy.models import TenantModel


class SavedView(TenantModel):
    """Search, filters, order and columns of a list, as an address has them, under a name.

    Without an ``owner`` it is everybody's. ``is_default``: the list opens with it, for its owner;
    everybody's for who has none of their own.
    """

    list_key = models.TextField()
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    owner = models.ForeignKey(
        "tenants.Membership", models.CASCADE, null=True, blank=True, related_name="+"
    )
    is_default = models.BooleanField("opens first", default=False)

    class Meta:
        verbose_name = "saved view"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "list_key", "owner", "name"],
                nulls_distinct=False,
                name="saved_view_name",
                violation_error_message="There is already a view of this name.",
            ),
            models.UniqueConstraint(
                fields=["tenant", "list_key", "owner"],
                condition=models.Q(is_default=True),
                nulls_distinct=False,
                name="saved_view_default",
                violation_error_message="Another view opens first already.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        return self.owner_id is None
