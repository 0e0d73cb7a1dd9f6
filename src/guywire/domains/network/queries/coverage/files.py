"""Where the maps of coverage studies lie: a folder a study among the tenant's files.

A finished study has a folder ``layers`` with an array a layer; while one is computed ``cells``
holds what its sectors gave. Both appear whole or not at all.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from guywire.engines.propagation import coverage
from guywire.kit.errors import NotFound
from guywire.kit.tenancy.files import tenant_folder

LAYERS, CELLS, KEPT = "layers", "cells", "kept"
UNFINISHED = ".unfinished-"


def studies_folder(tenant_id: UUID) -> Path:
    return tenant_folder(tenant_id) / "coverage" / "studies"


def study_folder(tenant_id: UUID, study_id: UUID) -> Path:
    return studies_folder(tenant_id) / str(study_id)


def kept_results(tenant_id: UUID, limit_mb: int) -> coverage.CoverageCache:
    """The tenant's own path-loss maps and signals: a shared folder would tell what others plan."""
    folder = tenant_folder(tenant_id) / "coverage" / KEPT
    return coverage.CoverageCache(folder, limit_mb=max(1, limit_mb))


def layer_array(tenant_id: UUID, study_id: UUID, key: str) -> npt.NDArray[Any]:
    """The pixels of a layer of a finished study, read as they are touched. Raises NotFound."""
    path = study_folder(tenant_id, study_id) / LAYERS / f"{key}.npy"
    try:
        values: npt.NDArray[Any] = np.load(path, mmap_mode="r")
    except FileNotFoundError:
        raise NotFound("This study has no such layer.") from None
    return values
