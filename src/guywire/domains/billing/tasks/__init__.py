"""Timed and long work of billing."""

from . import billing, gateways, papers

PERIODIC = gateways.PERIODIC

__all__ = ["PERIODIC", "billing", "gateways", "papers"]
