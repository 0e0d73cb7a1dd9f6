"""A tenant's files: a folder of its own, so that erasing the tenant takes them all away."""

import shutil
from pathlib import Path
from uuid import UUID

from django.conf import settings


def tenant_folder(tenant_id: UUID) -> Path:
    """Where everything lies that a tenant keeps outside the database; it need not exist yet."""
    return Path(settings.MEDIA_ROOT) / str(tenant_id)


def forget_files(tenant_id: UUID) -> None:
    """Take the tenant's files away; asking twice is harmless."""
    folder = tenant_folder(tenant_id)
    if folder.exists():
        shutil.rmtree(folder)
