"""A file between its preview and its import."""

from django.db import models

from ..tenancy.models import TenantModel


class ImportFile(TenantModel):
    """A CSV file that was looked at and found good, kept until it is imported or forgotten.

    ``about`` says what its rows become, ``actor`` who alone may import it.
    """

    audited = False

    about = models.TextField()
    name = models.TextField()
    text = models.TextField()
    update = models.BooleanField(default=False)
    actor = models.TextField()
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["tenant", "uploaded_at"], name="import_file_age"),)

    def __str__(self) -> str:
        return self.name
