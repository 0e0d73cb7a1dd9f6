"""Secrets at rest: envelope encryption with rotation, and a write-only field type.

Each tenant has data keys, kept wrapped by a master key that only the environment knows
(``GUYWIRE_SECRET_KEYS``, newest first). A value is stored as ``<data key id>.<token>``. Rotating
the master key re-wraps data keys and touches no value (ADR 0008).
"""
