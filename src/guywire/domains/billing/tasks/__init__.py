"""Timed and long work of billing."""

from . import billing, collecting, papers

PERIODIC = (*billing.PERIODIC, *collecting.PERIODIC)

__all__ = ["PERIODIC", "billing", "collecting", "papers"]
