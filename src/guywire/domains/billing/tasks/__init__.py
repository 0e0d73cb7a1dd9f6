"""Timed and long work of billing."""

from . import billing, gateways, papers

PERIODIC = (*billing.PERIODIC, *gateways.PERIODIC)

__all__ = ["PERIODIC", "billing", "gateways", "papers"]
