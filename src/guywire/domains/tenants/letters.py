"""Letters as files, where no mail server is named: each tenant's in a folder of its own.

An invitation says who is asked in by whom, so a tenant's letters are erased with its rows. Letters
about an account belong to the person, whichever tenants they are in.
"""

import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail.backends.filebased import EmailBackend

from guywire.kit.tenancy import maybe_current

OF_PEOPLE = "people"


def folder_of(tenant_id: UUID | None) -> Path:
    return Path(settings.EMAIL_FILE_PATH) / (str(tenant_id) if tenant_id else OF_PEOPLE)


class LetterFiles(EmailBackend):
    """Django's, in the folder of the tenant whose scope is open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        scope = maybe_current()
        folder = folder_of(scope.tenant_id if scope else None)
        super().__init__(*args, **{**kwargs, "file_path": str(folder)})


def forget_letters(tenant_id: UUID) -> None:
    """Take the tenant's letters away; asking twice is harmless."""
    folder = folder_of(tenant_id)
    if folder.exists():
        shutil.rmtree(folder)
