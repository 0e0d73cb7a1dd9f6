"""Pages of mapped files are given back, and nothing that was written is lost."""

import re
from pathlib import Path

import numpy as np

from guywire.engines.propagation.coverage.pages import Releasing, let_go

MB = 2**20


def mapped_mb() -> float:
    """Pages of files that this process holds."""
    found = re.search(r"^RssFile:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found[1]) / 1024.0 if found else 0.0


def test_what_was_written_stays_in_the_file_and_leaves_memory(tmp_path: Path) -> None:
    path = tmp_path / "layer.npy"
    layer = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(16 * MB,))
    shares: list[float] = []
    pages = Releasing(shares.append, [np.zeros(3)])
    assert pages.keep(layer) is layer
    before = mapped_mb()
    layer[:] = 7.0
    assert mapped_mb() > before + 60.0
    pages(0.001)
    assert mapped_mb() > before + 60.0
    pages(0.5)
    assert mapped_mb() < before + 4.0
    assert shares == [0.001, 0.5]
    layer[5] = 8.0
    let_go([layer, layer[3:]])
    assert (float(layer[4]), float(layer[5])) == (7.0, 8.0)
    np.testing.assert_array_equal(np.load(path, mmap_mode="r")[:8], [7, 7, 7, 7, 7, 8, 7, 7])
