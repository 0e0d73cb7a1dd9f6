"""Compiled (numba, float64) arithmetic of the geometric engine; see `propagation.kernels` about
the cache. Functions trust their arguments; the typed wrappers one folder up validate."""
