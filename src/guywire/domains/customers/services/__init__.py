"""Writes of the customers domain, split by noun."""
