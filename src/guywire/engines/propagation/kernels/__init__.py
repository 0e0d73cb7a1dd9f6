"""Compiled (numba, float64) arithmetic of the propagation engine.

Every function here takes plain numbers and arrays in SI units (frequency in MHz), trusts its
arguments, and is callable from other kernels. The typed, validating wrappers one folder up are the
public surface.

Compiled code is cached on disk: in `__pycache__` beside these files, or, where the package folder
is read-only, in the user's cache folder; set `NUMBA_CACHE_DIR` to a writable folder for a service
user that has neither. Numba notices a change of the file a kernel stands in, not of a kernel that
it calls from another file: after editing a kernel, delete `__pycache__/*.nb?`.
"""
