"""Writes of the network: the only place that saves."""
