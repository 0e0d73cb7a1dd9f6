"""A file between its preview and its import."""

from django.db import models

from ..tenancy.models import TenantModel


class ImportFile(TenantModel):
    """A CSV file that was looked at and found good, kept until it is imported or forgotten.

    ``about`` says what its rows become, ``actor`` who alone may import it. One that is imported in
    the background stays for a day with its ``state``, and with ``faults`` where it was refused;
    ``actor_facts`` is what the actor might do when asking for it.
    """

    class State(models.TextChoices):
        STAGED = "staged"
        WAITING = "waiting"
        DONE = "done"
        REFUSED = "refused"

    audited = False

    about = models.TextField()
    name = models.TextField()
    text = models.TextField()
    update = models.BooleanField(default=False)
    actor = models.TextField()
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.STAGED)
    row_count = models.IntegerField(default=0)
    actor_facts = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["tenant", "uploaded_at"], name="import_file_age"),)

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.REFUSED}

    def __str__(self) -> str:
        return self.name
