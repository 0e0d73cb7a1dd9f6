"""A file kept between its preview and its import: its owner's alone, and for a day."""

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from .. import clock
from ..errors import NotFound
from .models import ImportFile

KEPT = timedelta(hours=24)
State = ImportFile.State


def stage(about: str, actor: str, *, name: str, text: str, update: bool) -> ImportFile:
    """Keep the file for the second step; the one before it goes, and what nobody took in time."""
    now = clock.now()
    old = ImportFile.objects.filter(uploaded_at__lt=now - KEPT)
    old.exclude(state=State.WAITING).delete()
    ImportFile.objects.filter(about=about, actor=actor).exclude(state=State.WAITING).delete()
    return ImportFile.objects.create(
        about=about, actor=actor, name=name, text=text, update=update, uploaded_at=now
    )


def staged(about: str, actor: str, pk: str) -> ImportFile:
    """The actor's own file of this id; NotFound for every other."""
    try:
        found = ImportFile.objects.filter(pk=UUID(pk), about=about, actor=actor).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound(_("This file is no longer kept. Upload it again."))
    return found
